import { RuntimeError } from "../runtime_error.ts";

/**
 * Connects to a unix socket only to learn why a client could not.
 *
 * @param endpoint What the socket is called, where that is not the path it is reached by.
 * @returns undefined where connecting works.
 */
export async function diagnoseSocket(
  path: string,
  endpoint: string = path,
): Promise<RuntimeError | undefined> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return undefined;
  } catch (error) {
    return await socketError(path, endpoint, error);
  }
}

/** Turns a failure to connect to a unix socket into a sentence a user can act on. */
async function socketError(
  path: string,
  endpoint: string,
  error: unknown,
): Promise<RuntimeError> {
  const cause = { cause: error };
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return new RuntimeError("absent", endpoint, "no such file", cause);
  }
  if (error instanceof Deno.errors.NotCapable) {
    // Deno opens no path in /proc; see SocketLinks.
    return new RuntimeError("permission", endpoint, "needs a link in a writable folder", {
      ...cause,
      fix: "let critter write to /tmp, which may be a file system in memory",
    });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    const group = await groupOf(path);
    return new RuntimeError("permission", endpoint, "permission denied", {
      ...cause,
      fix: group === undefined
        ? "run critter as root"
        : `run critter as root or as a member of the group ${group}`,
    });
  }
  if (error instanceof Deno.errors.ConnectionRefused) {
    // connect(2) refuses plain files in the same words.
    const stat = await Deno.stat(path).catch(() => undefined);
    if (stat !== undefined && stat.isSocket === false) {
      return new RuntimeError("not-a-socket", endpoint, "not a socket", cause);
    }
    return new RuntimeError("refused", endpoint, "connection refused, nobody listens", cause);
  }
  const text = error instanceof Error ? error.message : String(error);
  return new RuntimeError("unreachable", endpoint, text, cause);
}

/** The group that may write to the socket, by name where /etc/group knows it. */
async function groupOf(path: string): Promise<string | undefined> {
  const stat = await Deno.stat(path).catch(() => undefined);
  if (stat === undefined || stat.gid === null || stat.mode === null) return undefined;
  const groupMayWrite = (stat.mode & 0o020) !== 0;
  if (!groupMayWrite || stat.gid === 0) return undefined;
  const groups = await Deno.readTextFile("/etc/group").catch(() => "");
  for (const line of groups.split("\n")) {
    const [name, , gid] = line.split(":");
    if (gid === String(stat.gid) && name !== undefined) return name;
  }
  return String(stat.gid);
}
