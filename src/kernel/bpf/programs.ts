/**
 * The kernel programs of bpf/: loading, attaching, and what they could not deliver.
 *
 * @module
 */

import * as skeleton from "#bpf/skeleton.ts";
import type { Hook } from "#events/definition.ts";
import { EVENT_HOOKS, type EventHooks, hooksFor } from "#events/hooks.ts";
import { byUse, inOrder, sectionOf } from "./attach_order.ts";
import { attachPoint } from "./attach_point.ts";
import { Bpf, type ProgramRuns } from "./bpf.ts";
import { KernelError } from "../errno.ts";
import type { Hierarchy } from "../cgroup/hierarchy.ts";
import { chooseHooks, type HookInUse } from "./hook_choice.ts";
import { findKernelTypes, type KernelTypes } from "./kernel_btf.ts";
import { Libc, memory } from "../libc.ts";
import { ObjectLoader, targetsOf } from "./object_loader.ts";
import { explainRefusal, type Refusal } from "./refusal.ts";
import { optionsOf, valueOf } from "./program_options.ts";
import { RingBuffer, type RingHandle } from "./ring_buffer.ts";
import { withSignalsBlocked } from "./signals.ts";
import { readSpecialText } from "../special_files.ts";

/** What a map says that has no room for another element. */
const FULL: readonly string[] = ["E2BIG", "ENOMEM"];
const MAX_RING = 2 ** 30;
/** How often iterators run once all is attached: what is told is told at the second time that it is come by. */
const LOOKS = 2;

/** How to load the programs. */
export interface LoadOptions {
  /** Size of the ring buffer: a power of two and at least a page. */
  ringBytes: number;
  /**
   * Whose cgroups the records tell of. With `none` it is chosen later, see {@linkcode KernelPrograms.follow}.
   *
   * @default {"default"}
   */
  hierarchy?: Hierarchy;
  /**
   * Names of the events that are asked for; what critter itself needs comes with them.
   *
   * @default {every event}
   */
  events?: readonly string[];
  /**
   * How many of a process's ancestors records tell, 0 to 16.
   *
   * @default {1}
   */
  ancestors?: number;
  /** Takes the verifier's log of the programs that the kernel takes; asking for it makes loading slower. */
  log?: (text: string) => void;
  /**
   * What the kernel says of its own types; tests give another.
   *
   * @default {the running kernel's}
   */
  kernel?: KernelTypes;
  /**
   * By which programs each kind of event is caught; tests give another.
   *
   * @default {EVENT_HOOKS}
   */
  hooks?: readonly EventHooks[];
}

type ProgramsLibc = Libc<"syscall" | "getpagesize" | "read" | "sigprocmask">;

/** The loaded and attached programs. */
export class KernelPrograms implements Disposable {
  /** What they write into. */
  readonly ring: RingBuffer;
  /** The ring buffer as plain numbers, for a {@linkcode RingBuffer} on another thread. */
  readonly ringHandle: RingHandle;
  /** How each kind of event that is needed is caught. */
  readonly hooks: readonly HookInUse[];
  readonly #libc: ProgramsLibc;
  readonly #bpf: Bpf;
  readonly #loader: ObjectLoader;
  readonly #lost = memory(8 * possibleCpus());
  readonly #links: number[] = [];
  readonly #iterators: number[] = [];

  private constructor(
    libc: ProgramsLibc,
    bpf: Bpf,
    loader: ObjectLoader,
    { ringBytes, events, kernel = runningKernel(), hooks = EVENT_HOOKS }: LoadOptions,
  ) {
    this.#libc = libc;
    this.#bpf = bpf;
    this.#loader = loader;
    const [fd, flagFd] = [loader.makeMap("ring"), loader.makeMap("bss")];
    this.ringHandle = { fd, size: ringBytes, flagFd };
    this.ring = new RingBuffer(this.ringHandle);
    try {
      const needed = events === undefined ? hooks : hooksFor(events, hooks);
      const chosen = chooseHooks(needed.toSorted(byUse), {
        attach: (hook) => this.#attach(hook, kernel),
        sectionOf,
      });
      this.hooks = inOrder(needed, chosen, events);
      for (const link of this.#iterators) for (let look = 0; look < LOOKS; look++) this.#run(link);
      const refusal = refusalOf(this.hooks, events);
      if (refusal !== undefined) throw explainRefusal(refusal);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /**
   * Loads and attaches the programs. A kind of event that this kernel does not let be caught is left out, see
   * {@linkcode KernelPrograms.hooks}.
   *
   * @throws {KernelError} When no event that is asked for can be caught. One sentence that says what is missing; `log`
   * is what the verifier wrote.
   * @throws {RangeError} When the ring's size cannot be one.
   */
  static load(options: LoadOptions): KernelPrograms {
    const { ringBytes, hierarchy = "default", events, ancestors = 1, log } = options;
    const libc: ProgramsLibc = Libc.open("syscall", "getpagesize", "read", "sigprocmask");
    try {
      const page = libc.symbols.getpagesize();
      if (!Number.isInteger(Math.log2(ringBytes)) || ringBytes < page || ringBytes > MAX_RING) {
        throw new RangeError(
          `Cannot use the ring size as it must be a power of two from ${page} to ${MAX_RING}: ` +
            `${ringBytes}; give another one`,
        );
      }
      return withSignalsBlocked(libc, () => {
        const bpf = new Bpf(libc);
        const loader = new ObjectLoader(libc, bpf, skeleton, {
          maxEntries: { ring: ringBytes },
          constants: { rodata: optionsOf({ hierarchy, events, ancestors, pageBytes: page }) },
          ...(log === undefined ? {} : { log }),
        });
        try {
          return new KernelPrograms(libc, bpf, loader, options);
        } catch (error) {
          loader[Symbol.dispose]();
          throw error;
        }
      });
    } catch (error) {
      libc[Symbol.dispose]();
      // A refusal of programs is explained already.
      if (!(error instanceof KernelError) || error.cause !== undefined) throw error;
      throw explainRefusal({ code: error.code, reason: error.message });
    }
  }

  /** Records that found the ring full since the programs were loaded. */
  lost(): bigint {
    const map = this.#loader.map("lost");
    if (map === undefined) return 0n;
    this.#bpf.lookUp(map, memory(4), this.#lost);
    return new BigUint64Array(this.#lost.buffer).reduce((sum, count) => sum + count, 0n);
  }

  /**
   * Has no records made of what the processes of a cgroup do. Its making and removal are still recorded.
   *
   * @returns Whether the kernel had room to remember it.
   */
  turnAway(cgroup: bigint): boolean {
    const map = this.#loader.map("unwanted");
    if (map === undefined) return false;
    try {
      this.#bpf.update(map, keyOf(cgroup), memory(1));
      return true;
    } catch (error) {
      if (error instanceof KernelError && FULL.includes(error.code)) return false;
      throw error;
    }
  }

  /** Takes {@linkcode turnAway} back. */
  admit(cgroup: bigint): void {
    const map = this.#loader.map("unwanted");
    if (map === undefined) return;
    try {
      this.#bpf.delete(map, keyOf(cgroup));
    } catch (error) {
      if (!(error instanceof KernelError && error.code === "ENOENT")) throw error;
    }
  }

  /** Tells of the cgroups of `hierarchy` from now on. Of use only where the programs were loaded with `none`. */
  follow(hierarchy: Hierarchy): void {
    const map = this.#loader.map("data");
    if (map !== undefined) this.#bpf.update(map, memory(4), valueOf(hierarchy));
  }

  /** Detaches the programs: no new records, the ring stays readable. */
  detach(): void {
    for (const link of this.#links.splice(0)) this.#libc.close(link);
  }

  /**
   * Has the kernel measure the programs while `load` makes them run.
   *
   * @returns What was measured, by program.
   * @throws {KernelError} When it refuses: it takes CAP_SYS_ADMIN.
   */
  measure(load: () => void): ReadonlyMap<string, ProgramRuns> {
    const measuring = this.#bpf.enableRunTimes();
    try {
      const before = this.#runs();
      load();
      return new Map(
        [...this.#runs()].map(([name, { count, timeNs, missed }]) => {
          const from = before.get(name);
          return [name, {
            count: count - (from?.count ?? 0n),
            timeNs: timeNs - (from?.timeNs ?? 0n),
            missed: missed - (from?.missed ?? 0n),
          }];
        }),
      );
    } finally {
      this.#libc.close(measuring);
    }
  }

  /** Detaches and unloads everything. */
  [Symbol.dispose](): void {
    this.#release();
    this.#loader[Symbol.dispose]();
    this.#libc[Symbol.dispose]();
  }

  #attach(hook: Hook, kernel: KernelTypes): void {
    const fd = this.#loader.loadProgram(hook.program, kernel, hook.arguments ?? []);
    const { what, attachType } = attachPoint(sectionOf(hook.program));
    try {
      this.#links.push(
        what === "iterator" ? this.#linkIterator(fd, attachType) : this.#bpf.openRawTracepoint(fd),
      );
    } catch (error) {
      this.#loader.unloadProgram(hook.program);
      throw error;
    }
  }

  #linkIterator(program: number, attachType: number): number {
    const link = this.#bpf.linkIterator(program, attachType);
    try {
      this.#run(link);
      this.#iterators.push(link);
      return link;
    } catch (error) {
      this.#libc.close(link);
      throw error;
    }
  }

  /** Runs an iterator through. */
  #run(link: number): void {
    const file = this.#bpf.openIterator(link);
    try {
      const { symbols } = this.#libc;
      const bytes = memory(64);
      const read = () => Number(symbols.read(file, bytes, BigInt(bytes.length)));
      while (this.#libc.check(this.#libc.uninterrupted(read), "run a BPF iterator") > 0);
    } finally {
      this.#libc.close(file);
    }
  }

  #runs(): Map<string, ProgramRuns> {
    return new Map(
      [...this.#loader.programs].map(([name, fd]) => [name, this.#bpf.runs(fd)]),
    );
  }

  #release(): void {
    this.detach();
    this.ring[Symbol.dispose]();
  }
}

/** What the running kernel says of what the programs attach to. */
export function runningKernel(): KernelTypes {
  return findKernelTypes(targetsOf(skeleton));
}

/** Why none of the events can be caught; `undefined` when one can. */
function refusalOf(
  hooks: readonly HookInUse[],
  events: readonly string[] | undefined,
): Refusal | undefined {
  const asked = hooks.filter(({ kind }) => events === undefined || events.includes(kind));
  return asked.some(({ program }) => program !== undefined)
    ? undefined
    : asked.flatMap(({ refused }) => refused).at(-1);
}

function keyOf(cgroup: bigint): Uint8Array<ArrayBuffer> {
  const key = memory(8);
  new DataView(key.buffer).setBigUint64(0, cgroup, true);
  return key;
}

/** Per-CPU values come for every CPU that may ever be there. */
function possibleCpus(): number {
  const last = /(\d+)\s*$/.exec(readSpecialText("/sys/devices/system/cpu/possible"))?.[1];
  return Number(last ?? 0) + 1;
}
