/** The guest's root file system: the packed critter, Deno with the guest's script, busybox and libc. */
import { runDeno } from "../pack/run_deno.ts";
import { cpio, type Entry } from "./cpio.ts";

/** What goes into it. */
export interface Contents {
  /** The program under test, to become /critter. */
  readonly critter: string;
  /** The first process, a script for busybox, to become /init. */
  readonly init: string;
  /** The module that becomes one script, /guest.js. */
  readonly guest: string;
}

const BUSYBOX = "/bin/busybox";
/** Where the guest's init mounts something. */
const MOUNT_POINTS = ["dev", "proc", "run", "sys", "tmp"];

/** Writes the archive to a new file. It is not compressed: unpacking takes longer than reading. */
export async function writeInitramfs(file: string, contents: Contents): Promise<void> {
  const script = `${file}.js`;
  runDeno(["bundle", "--quiet", "--platform", "deno", "--output", script, contents.guest]);
  const files: [path: string, source: string][] = [
    ["init", contents.init],
    ["critter", contents.critter],
    ["guest.js", script],
    ["bin/busybox", BUSYBOX],
    ["bin/deno", Deno.execPath()],
    ...libraries(Deno.execPath()).map((path): [string, string] => [path.slice(1), path]),
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
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** What the dynamic linker loads for a program, itself included. */
function libraries(program: string): string[] {
  const { stdout } = new Deno.Command("ldd", { args: [program] }).outputSync();
  return [...new TextDecoder().decode(stdout).matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) =>
    path
  );
}
