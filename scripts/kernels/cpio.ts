/** Archives as the kernel unpacks them into its first root file system: cpio, "newc". */

/** One entry; the folders above it must come before it. */
export type Entry =
  | { readonly kind: "folder"; readonly path: string }
  | {
    readonly kind: "file";
    readonly path: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly executable?: boolean;
  };

const TRAILER = "TRAILER!!!";
const TYPES = { folder: 0o040755, file: 0o100644 } as const;
const ALIGNMENT = 4;

/** The archive in pieces, to be written one after another; owner is root, the time is 1970. */
export function* cpio(entries: Iterable<Entry>): Generator<Uint8Array<ArrayBuffer>> {
  let number = 1;
  for (const entry of entries) {
    const [content, executable] = entry.kind === "file"
      ? [entry.bytes, entry.executable === true ? 0o111 : 0]
      : [new Uint8Array(), 0];
    yield* member(entry.path, content, number++, TYPES[entry.kind] | executable);
  }
  yield* member(TRAILER, new Uint8Array(), 0, 0);
}

function* member(
  path: string,
  content: Uint8Array<ArrayBuffer>,
  inode: number,
  mode: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const name = new TextEncoder().encode(`${path.replace(/^\/+/, "")}\0`);
  // inode, mode, uid, gid, links, time, size, device (two), special device (two), name's size, checksum
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
  const head = new TextEncoder().encode(
    `070701${fields.map((value) => value.toString(16).padStart(8, "0")).join("")}`,
  );
  yield head;
  yield name;
  yield padding(head.length + name.length);
  yield content;
  yield padding(content.length);
}

function padding(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((ALIGNMENT - length % ALIGNMENT) % ALIGNMENT);
}
