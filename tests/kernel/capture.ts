/** Loaded programs, and processes in a cgroup of their own to look at. */
import { KernelPrograms, type LoadOptions } from "#kernel/bpf/programs.ts";
import type { Hierarchy } from "#kernel/cgroup/hierarchy.ts";
import { cgroupMount } from "#tests/host/cgroup.ts";
import { decode, type Exec, type Exit, type KernelRecord } from "./records.ts";

const RING_BYTES = 1 << 20;

/** How to capture. */
export interface CaptureOptions {
  readonly ringBytes?: number;
  /** The hierarchy that the cgroup is in, and that the records tell of. */
  readonly hierarchy?: Hierarchy;
  /** The hierarchy that the programs are loaded with, where it is another. */
  readonly loadedWith?: Hierarchy;
  /** The kernel, the hooks and the events that the programs are loaded with, where they are others. */
  readonly load?: Pick<LoadOptions, "kernel" | "hooks" | "events">;
}

/** Records the kernel wrote since the capture began, of one cgroup of its own. */
export class Capture implements Disposable {
  readonly programs: KernelPrograms;
  /** The cgroup's path, with its name only. */
  readonly path = `/critter-test-${crypto.randomUUID()}`;
  /** The cgroup's folder. */
  readonly folder: string;
  /** The cgroup's id. */
  readonly id: bigint;
  readonly #records: KernelRecord[] = [];

  constructor(options: CaptureOptions = {}) {
    const { ringBytes = RING_BYTES, hierarchy = "default", loadedWith = hierarchy, load } = options;
    this.folder = cgroupMount(hierarchy) + this.path;
    this.programs = KernelPrograms.load({ ringBytes, hierarchy: loadedWith, ...load });
    try {
      Deno.mkdirSync(this.folder);
      this.id = BigInt(Deno.statSync(this.folder).ino ?? 0);
    } catch (error) {
      this.programs[Symbol.dispose]();
      throw error;
    }
  }

  /** Every record there is until now, whosever it is. */
  records(): readonly KernelRecord[] {
    const { ring } = this.programs;
    const bytes = new Uint8Array(ring.size);
    for (let length; (length = ring.read(bytes)) > 0;) {
      this.#records.push(...decode(bytes.subarray(0, length)));
      ring.advance(length);
    }
    return this.#records;
  }

  /** The execs in the cgroup. */
  execs(): Exec[] {
    return this.records().filter((record) =>
      record.type === "exec" && record.cgroup === this.id
    ) as Exec[];
  }

  /** The exits in the cgroup. */
  exits(): Exit[] {
    return this.records().filter((record) =>
      record.type === "exit" && record.cgroup === this.id
    ) as Exit[];
  }

  /** Runs a command in the cgroup: a shell enters it and becomes the command by its one exec there. */
  run(command: string, ...args: string[]): Ran {
    return this.runWith({}, command, ...args);
  }

  /** The same with a working directory or an environment. */
  runWith(options: Deno.CommandOptions, command: string, ...args: string[]): Ran {
    const enter = 'echo $$ > "$0/cgroup.procs" && exec "$@"';
    const { code, signal, stderr, stdout } = new Deno.Command("/bin/sh", {
      ...options,
      args: ["-c", enter, this.folder, command, ...args],
    }).outputSync();
    const text = new TextDecoder();
    return { code, signal, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  [Symbol.dispose](): void {
    this.programs[Symbol.dispose]();
    removeCgroup(this.folder);
  }
}

/** What became of a command. */
export interface Ran {
  code: number;
  signal: Deno.Signal | null;
  stdout: string;
  stderr: string;
}

/** A just ended process leaves its cgroup a little later than its parent hears of it. */
function removeCgroup(folder: string): void {
  for (let attempt = 0;; attempt++) {
    try {
      return Deno.removeSync(folder);
    } catch (error) {
      if (attempt === 100) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
