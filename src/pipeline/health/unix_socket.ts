/** Paths of unix sockets have room for 107 bytes (unix(7)). */
const PATH_LIMIT = 107;

/** A listener, and how to end it. */
export interface Listening {
  readonly listener: Deno.Listener;
  /** Stops listening; what was made for it is taken away. */
  readonly close: () => void;
}

/**
 * Listens at a unix socket that only the process's own user may connect to. It is made in a folder that nobody else can
 * enter and moved to its place: at no time can others connect, and no umask of other threads is touched. A socket that
 * nobody listens at any more is replaced; throws an error of one sentence where there is anything else.
 */
export async function openSocket(path: string): Promise<Listening> {
  try {
    await refuseOthers(path);
    return open(path);
  } catch (error) {
    if (error instanceof UnusablePath) throw new Error(error.message);
    const reason = error instanceof Error
      ? error.message.replace(/ \(os error \d+\).*$/s, "")
      : String(error);
    throw new Error(
      `Cannot answer health probes at ${path} as the kernel refuses: ${reason}; give --health a socket in a folder that can be written to`,
      { cause: error },
    );
  }
}

class UnusablePath extends Error {}

function open(path: string): Listening {
  const folder = Deno.makeTempDirSync({ dir: folderOf(path), prefix: ".h" });
  let listener: Deno.Listener | undefined;
  try {
    const made = `${folder}/s`;
    if (new TextEncoder().encode(made).length > PATH_LIMIT) {
      throw new UnusablePath(
        `Cannot answer health probes at ${path} as its folder's path is too long for a socket; give --health a shorter one`,
      );
    }
    listener = Deno.listen({ transport: "unix", path: made });
    Deno.chmodSync(made, 0o600);
    const { dev, ino } = Deno.lstatSync(made);
    Deno.renameSync(made, path);
    return { listener, close: closer(listener, path, dev, ino) };
  } catch (error) {
    listener?.close();
    throw error;
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Closes, and takes the file away unless it is another's by now. */
function closer(
  listener: Deno.Listener,
  path: string,
  dev: number,
  ino: number | null,
): () => void {
  return () => {
    listener.close();
    const found = lstat(path);
    if (found?.dev === dev && found.ino === ino) Deno.removeSync(path);
  };
}

/** Throws unless the path is free or a socket's that nobody listens at. */
async function refuseOthers(path: string): Promise<void> {
  const found = lstat(path);
  if (found === undefined) return;
  if (found.isSocket !== true) {
    throw new UnusablePath(
      `Cannot answer health probes at ${path} as it is no socket; give --health another path`,
    );
  }
  if (await isListening(path)) {
    throw new UnusablePath(
      `Cannot answer health probes at ${path} as another program answers there; give --health another path`,
    );
  }
}

async function isListening(path: string): Promise<boolean> {
  try {
    (await Deno.connect({ transport: "unix", path })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}

function lstat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
