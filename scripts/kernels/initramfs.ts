/** The guest's root file system: the packed critter, Deno with the guest's script, busybox and libc. */
import { runDeno } from "../pack/run_deno.ts";
import { cpio, type Entry } from "./cpio.ts";
import type { Userland } from "./userland.ts";

/** What goes into it. */
export interface Contents extends Userland {
  /** The program under test, to become /critter. */
  readonly critter: string;
  /** The first process, a script for busybox, to become /init. */
  readonly init: string;
  /** The module that becomes one script, /guest.js. */
  readonly guest: string;
}

/** Where the guest's init mounts something. */
const MOUNT_POINTS = ["dev", "proc", "run", "sys", "tmp"];

/** Writes the archive to a new file. It is not compressed: unpacking takes longer than reading. */
export async function writeInitramfs(file: string, contents: Contents): Promise<void> {
  const script = `${file}.js`;
  runDeno(["bundle", "--quiet", "--platform", "deno", "--output", script, contents.guest]);
  const files: [path: string, source: string][] = [
    ["/init", contents.init],
    ["/critter", contents.critter],
    ["/guest.js", script],
    ["/bin/busybox", contents.busybox],
    ["/bin/deno", contents.deno],
    ...contents.libraries,
  ];
  using output = Deno.openSync(file, { write: true, createNew: true });
  const writer = output.writable.getWriter();
  for (const piece of cpio(entries(files))) await writer.write(piece);
  await writer.close();
  Deno.removeSync(script);
}

function* entries(files: readonly (readonly [path: string, source: string])[]): Generator<Entry> {
  const folders = new Set([...MOUNT_POINTS, ...files.flatMap(([path]) => foldersAbove(path))]);
  for (const path of folders) yield { kind: "folder", path };
  for (const [path, source] of files) {
    yield { kind: "file", path, bytes: Deno.readFileSync(source), executable: true };
  }
}

/** The folders above a path, the outermost first. */
function foldersAbove(path: string): string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
