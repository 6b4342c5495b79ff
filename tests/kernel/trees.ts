/** trees.c, compiled and run: random trees of processes, and who came from whom as they themselves kept it. */
import assert from "assert";

/** A run of a program, as trees.c keeps it. */
export interface Node {
  readonly kind: "fork" | "exec";
  /** The node that forked it, or what its process ran before. */
  readonly from: number;
  /** In the node's first pid namespace. */
  readonly pid: number;
  readonly vpid: number;
  /** When its process was created, in hundredths of a second since the boot. */
  readonly start: bigint;
}

/** How to make trees. */
export interface TreesPlan {
  readonly program: string;
  /** Forks and execs, the root's own included. */
  readonly count: number;
  readonly seed: number;
  /** Where to keep what is kept. */
  readonly file: string;
  /** Within a pid namespace of its own, with so few pids. */
  readonly pids?: number;
}

const HEADER = 16;
const NODE = 24;
const FORKED = 1;

/** Compiles trees.c into a folder; returns the program. */
export function compileTrees(folder: string): string {
  const source = new URL("trees.c", import.meta.url).pathname;
  const { success, stderr } = new Deno.Command("cc", {
    args: ["-O1", "-static", "-pthread", source, "-o", `${folder}/trees`],
  }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
  return `${folder}/trees`;
}

/** Whether pid namespaces have a pid_max of their own, since Linux 6.14: before, it is the whole machine's. */
export function haveOwnPidMax(release = Deno.osRelease()): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major > 6 || (major === 6 && minor >= 14);
}

/** Makes trees; resolves to the nodes when all processes have ended. */
export async function makeTrees(plan: TreesPlan): Promise<readonly Node[]> {
  const { program, count, seed, file, pids } = plan;
  const open = `exec 8<>"$1" 9</proc; `;
  const script = pids === undefined
    ? `${open} exec "$0" root ${count} ${seed}`
    : `${open} exec unshare --pid --fork --mount-proc /bin/sh -c 'echo ${pids} > /proc/sys/kernel/pid_max && exec "$0" root ${count} ${seed}' "$0"`;
  const { code, stderr } = await new Deno.Command("/bin/sh", {
    args: ["-c", script, program, file],
    stdin: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const view = new DataView(Deno.readFileSync(file).buffer);
  return Array.from({ length: count }, (_, index) => {
    const at = HEADER + index * NODE;
    return {
      kind: index === 0 || view.getUint32(at, true) !== FORKED ? "exec" : "fork",
      from: view.getUint32(at + 4, true),
      pid: view.getUint32(at + 8, true),
      vpid: view.getUint32(at + 12, true),
      start: view.getBigUint64(at + 16, true),
    };
  });
}
