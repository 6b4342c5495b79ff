/** Holds records against trees that were kept by themselves. */
import assert from "assert";
import type { LineageRecord, Run } from "./lineage_records.ts";
import type { Node } from "./trees.ts";

const TICK_NS = 10_000_000n;
const WORD = (1n << 64n) - 1n;

/** What the kernel keeps a run of a program by. */
function runKey({ startNs, pid, run }: Run): bigint {
  let key = startNs * 0x9E3779B97F4A7C15n & WORD;
  key ^= key >> 32n;
  key = key + (BigInt(pid) << 32n | BigInt(run)) & WORD;
  key = key * 0xBF58476D1CE4E5B9n & WORD;
  return key ^ key >> 29n;
}

/** A tree and how its runs are named; the names are learnt as far as the kernel alone knows them. */
export class TreeCheck {
  /** Records held against the tree. */
  checked = 0;
  readonly #nodes: readonly Node[];
  /** Of each node the one with which its process began. */
  readonly #process: number[] = [];
  /** How many execs lie between the root and a node. */
  readonly #execs: number[] = [];
  /** By pid and start: the nodes of a process, in order. */
  readonly #processes = new Map<string, number[]>();
  /** By the node with which a process began: its start, as the first who told of it said. */
  readonly #starts = new Map<number, bigint>();
  readonly #root: LineageRecord;

  /** `root` is the record of the root's exec. */
  constructor(nodes: readonly Node[], root: LineageRecord) {
    this.#nodes = nodes;
    this.#root = root;
    for (const [index, { kind, from, pid, start }] of nodes.entries()) {
      const isFirst = index === 0 || kind === "fork";
      this.#process.push(isFirst ? index : this.#process[from] ?? -1);
      this.#execs.push(index === 0 ? 0 : (this.#execs[from] ?? 0) + (kind === "exec" ? 1 : 0));
      if (pid === 0) continue; // its number was taken, but there were enough
      const key = `${pid}:${start}`;
      const known = this.#processes.get(key);
      assert.equal(known === undefined, isFirst, `two processes are ${key}`);
      if (known === undefined) this.#processes.set(key, [index]);
      else known.push(index);
    }
  }

  /** Holds a record against the tree; returns its node, or undefined where it is of no process of the tree. */
  check(record: LineageRecord): number | undefined {
    const { type, startNs, pid, run, ancestors, args, vpid } = record;
    const nodes = this.#processes.get(`${pid}:${startNs / TICK_NS}`);
    if (nodes === undefined) return undefined;
    // The shell that became the root is older than the tree.
    if (nodes[0] === 0 && run < this.#root.run) return undefined;
    const node = nodes.find((index) => this.#runOf(index) === run);
    const what = JSON.stringify(
      record,
      (_, value) => typeof value === "bigint" ? `${value}` : value,
    );
    assert.ok(node !== undefined, `no node of its process is this run: ${what}`);
    if (type === "exec" && node !== 0) assert.equal(Number(args[2]), node, what);
    if (type === "exec") assert.equal(vpid, this.#nodes[node]?.vpid, what);
    if (type === "fork") assert.equal(node, nodes[0], what);
    if (type === "exit") assert.equal(node, nodes.at(-1), what);
    this.#assertIs(node, record, what);
    if (type !== "exit") this.#assertAncestors(node, ancestors, what);
    this.checked++;
    return node;
  }

  #assertAncestors(node: number, ancestors: readonly Run[], what: string): void {
    let at = node;
    for (const [index, ancestor] of ancestors.entries()) {
      const forker = this.#forker(at);
      if (forker === undefined) {
        // Above the root it is as the root's own.
        assert.deepEqual(
          ancestors.slice(index),
          this.#root.ancestors.slice(0, ancestors.length - index),
          what,
        );
        return;
      }
      this.#assertIs(forker, ancestor, `ancestor ${index} of ${what}`);
      const program = this.#program(forker);
      if (program !== undefined) {
        assert.equal(ancestor.program, program, `program ${index} of ${what}`);
      }
      at = forker;
    }
    assert.ok(ancestors.length === 16 || this.#forker(at) === undefined, `too few: ${what}`);
  }

  /** Whether a run is a node's, by all that there is of it. */
  #assertIs(node: number, named: Run, what: string): void {
    const { pid, start } = this.#nodes[node] ?? {};
    assert.deepEqual([named.pid, named.startNs / TICK_NS, named.run], [
      pid,
      start,
      this.#runOf(node),
    ], what);
    const process = this.#process[node] ?? -1;
    const known = this.#starts.get(process);
    if (known === undefined) this.#starts.set(process, named.startNs);
    else assert.equal(named.startNs, known, what);
  }

  #runOf(node: number): number {
    return this.#root.run + (this.#execs[node] ?? NaN);
  }

  /** Who forked the process that a node is of. */
  #forker(node: number): number | undefined {
    const first = this.#process[node] ?? 0;
    return first === 0 ? undefined : this.#nodes[first]?.from;
  }

  /** What the exec is kept by that began what a node runs; undefined where its start was not told yet. */
  #program(node: number): bigint | undefined {
    let at = node;
    while (at !== 0 && this.#nodes[at]?.kind === "fork") at = this.#nodes[at]?.from ?? 0;
    const startNs = this.#starts.get(this.#process[at] ?? -1);
    const pid = this.#nodes[at]?.pid;
    return startNs === undefined || pid === undefined
      ? undefined
      : runKey({ startNs, pid, run: this.#runOf(at) });
  }
}
