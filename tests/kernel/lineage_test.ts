import assert from "assert";
import { KernelPrograms } from "#kernel/bpf/programs.ts";
import { sleep } from "#tests/host/exec.ts";
import { kernelTest } from "./declare.ts";
import { decodeLineage, type LineageRecord } from "./lineage_records.ts";
import { TreeCheck } from "./tree_check.ts";
import { compileTrees, haveOwnPidMax, makeTrees, type Node, type TreesPlan } from "./trees.ts";

const EVENTS = ["process.fork", "process.exec", "process.exit"];
/** The first 300 of a namespace are not used again. */
const PIDS = 600;

/** What came of making trees. */
interface Made {
  readonly seed: number;
  readonly nodes: readonly Node[];
  readonly records: readonly LineageRecord[];
  readonly root: LineageRecord;
  readonly lost: bigint;
}

/** Makes trees and reads meanwhile; `mayRead` says whether to read on by what was read and lost so far. */
async function make(
  plan: Pick<TreesPlan, "count" | "pids">,
  ringBytes: number,
  mayRead: (read: number, lost: number) => boolean,
): Promise<Made> {
  const folder = Deno.makeTempDirSync();
  try {
    const program = compileTrees(folder);
    const seed = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 1) >>> 1;
    using programs = KernelPrograms.load({ ringBytes, events: EVENTS, ancestors: 16 });
    const { ring } = programs;
    const bytes = new Uint8Array(ring.size);
    const records: LineageRecord[] = [];
    const read = (): void => {
      for (let length; (length = ring.read(bytes)) > 0;) {
        records.push(...decodeLineage(bytes.subarray(0, length)));
        ring.advance(length);
      }
    };
    let hasEnded = false;
    const making = makeTrees({ ...plan, program, seed, file: `${folder}/kept` })
      .finally(() => hasEnded = true);
    making.catch(() => {}); // It is told of below, once all is read.
    // The root's exec is what all else is told from.
    const isRoot = ({ type, args }: LineageRecord): boolean =>
      type === "exec" && args[0] === program && args[1] === "root";
    while (!hasEnded && !records.some(isRoot)) {
      read();
      await sleep(1);
    }
    while (!hasEnded) {
      if (mayRead(records.length, Number(programs.lost()))) read();
      await sleep(2);
    }
    read();
    const nodes = await making;
    const root = records.find(isRoot);
    assert.ok(root !== undefined);
    return { seed, nodes, records, root, lost: programs.lost() };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What was told of each node; throws where something is not as the tree is. */
function check(made: Made): Map<number, Set<string>> {
  try {
    return hold(made);
  } catch (error) {
    throw new Error(`Cannot find the trees of seed ${made.seed} in the records`, { cause: error });
  }
}

function hold({ nodes, records, root }: Made): Map<number, Set<string>> {
  const tree = new TreeCheck(nodes, root);
  const told = new Map<number, Set<string>>();
  for (const record of records) {
    const node = tree.check(record);
    if (node === undefined) continue;
    const types = told.get(node) ?? new Set<string>();
    assert.ok(!types.has(record.type), `a second ${record.type} of node ${node}`);
    told.set(node, types.add(record.type));
  }
  return told;
}

kernelTest(
  "records name every run, its forker and 15 more ancestors as random trees of 50,000 forks and execs kept them",
  async () => {
    const made = await make({ count: 50_000 }, 1 << 24, () => true);
    assert.equal(made.lost, 0n);
    const told = check(made);
    for (const [index, { kind, pid }] of made.nodes.entries()) {
      if (pid !== 0) assert.ok(told.get(index)?.has(kind), `node ${index} has no ${kind}`);
    }
  },
);

kernelTest(
  "what a full ring keeps is right too: half of the records are lost",
  async () => {
    const made = await make({ count: 50_000 }, 1 << 16, (read, lost) => read <= lost);
    const kept = made.records.length;
    assert.ok(
      Number(made.lost) > kept / 2 && kept > Number(made.lost) / 2,
      `${kept} of ${made.lost}`,
    );
    assert.ok(check(made).size > 10_000);
  },
);

kernelTest(
  `a namespace of ${PIDS} pids, each used again and again, makes none of them another's`,
  async () => {
    const before = Deno.readTextFileSync("/proc/sys/kernel/pid_max");
    const made = await make({ count: 20_000, pids: PIDS }, 1 << 24, () => true);
    assert.equal(Deno.readTextFileSync("/proc/sys/kernel/pid_max"), before);
    assert.equal(made.lost, 0n);
    const told = check(made);
    for (const [index, { kind, pid, vpid }] of made.nodes.entries()) {
      if (pid === 0) continue;
      assert.ok(told.get(index)?.has(kind), `node ${index} has no ${kind}`);
      assert.ok(vpid <= PIDS);
    }
  },
  haveOwnPidMax() ? undefined : "pid_max of a pid namespace of its own came with Linux 6.14",
);
