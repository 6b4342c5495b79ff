/** Links followed before a path is given up as a loop, as the kernel has it. */
const MAX_LINKS = 40;

/**
 * The path by which a file of the host is reached where the host's root file system is mounted at a prefix, as in a
 * pod with a hostPath volume. Links are followed as the host would: absolute ones start at the prefix, and ".." ends
 * there.
 *
 * @param prefix Where the host's root is; "" or "/" where it is this process's own.
 * @param path Absolute path on the host.
 * @returns The path with the prefix and without links; for what does not exist, the path it would have.
 */
export function resolveOnHost(
  prefix: string,
  path: string,
  readLink: (path: string) => string | undefined = readLinkOf,
): string {
  const root = prefix.replace(/\/+$/, "");
  if (root === "") return path;
  const resolved: string[] = [];
  const pending = path.split("/").reverse();
  for (let links = 0; pending.length > 0;) {
    const part = pending.pop() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      resolved.pop();
      continue;
    }
    const target = readLink([root, ...resolved, part].join("/"));
    if (target === undefined || ++links > MAX_LINKS) {
      resolved.push(part);
      continue;
    }
    if (target.startsWith("/")) resolved.length = 0;
    pending.push(...target.split("/").reverse());
  }
  return [root, ...resolved].join("/");
}

/** The root of the file system that a socket is reached through, where that is another process's. */
export function rootOfProcess(path: string): string | undefined {
  return /^.*\/proc\/\d+\/root(?=\/)/.exec(path)?.[0];
}

function readLinkOf(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
