/** What tells one socket file from another, and from itself made anew. */
export interface SocketIdentity {
  /** Device and inode: the same for every path that leads to the file. */
  readonly file: string;
  /** Changes when the file is made anew or its permissions change. */
  readonly version: string;
  /** The user it belongs to. */
  readonly uid: number;
}

/** Looks at the file a path leads to; undefined where there is none that can be seen. */
export function socketIdentity(path: string): SocketIdentity | undefined {
  try {
    const { dev, ino, mode, uid, gid, ctime } = Deno.statSync(path);
    const file = `${dev}:${ino}`;
    return { file, version: [file, mode, uid, gid, ctime?.getTime()].join(":"), uid: uid ?? 0 };
  } catch {
    return undefined;
  }
}
