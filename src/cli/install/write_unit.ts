/** What {@link writeUnit} did. */
export type Written = "written" | "replaced" | "unchanged";

/** How {@link writeUnit} goes about it. */
export interface WriteUnitOptions {
  readonly path: string;
  readonly text: string;
  /** Replace what is there and differs. */
  readonly force: boolean;
}

/**
 * Writes a unit file in one step, readable by everybody. What is at the path is replaced and never followed: a link to
 * /dev/null there is how systemd masks a unit. Throws an error of one sentence.
 */
export function writeUnit({ path, text, force }: WriteUnitOptions): Written {
  try {
    const found = read(path);
    if (found === text) return "unchanged";
    if (found !== undefined && !force) {
      throw new Deno.errors.AlreadyExists(
        `Cannot write ${path} as it exists and differs; look at it, or give --force to replace it`,
      );
    }
    replace(path, text);
    return found === undefined ? "written" : "replaced";
  } catch (error) {
    throw explained(error, path);
  }
}

/** What is at the path: text, or something else that differs from any text; `undefined`: nothing. */
function read(path: string): string | null | undefined {
  try {
    return Deno.lstatSync(path).isFile ? Deno.readTextFileSync(path) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function replace(path: string, text: string): void {
  const made = Deno.makeTempFileSync({ dir: folderOf(path), prefix: ".critter-" });
  try {
    Deno.writeTextFileSync(made, text);
    // Whatever the umask is.
    Deno.chmodSync(made, 0o644);
    Deno.renameSync(made, path);
  } catch (error) {
    Deno.removeSync(made);
    throw error;
  }
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end) || "/";
}

function explained(error: unknown, path: string): unknown {
  if (error instanceof Deno.errors.PermissionDenied) {
    return new Error(
      `Cannot write ${path} as this user may not; run as root, or leave --write out to print it`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.NotFound) {
    return new Error(
      `Cannot write ${path} as there is no folder ${
        folderOf(path)
      }; is systemd there? --path takes another place`,
      { cause: error },
    );
  }
  const reason = error instanceof Error
    ? /^(.+) \(os error \d+\)/.exec(error.message)?.[1]
    : undefined;
  if (reason === undefined) return error;
  return new Error(
    `Cannot write ${path} as the kernel refuses: ${reason}; --path takes another place`,
    { cause: error },
  );
}
