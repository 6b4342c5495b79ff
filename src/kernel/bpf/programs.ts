/**
 * The kernel programs of bpf/: loading, attaching, and what they could not deliver.
 *
 * @module
 */

import * as skeleton from "#bpf/skeleton.ts";
import { Bpf } from "./bpf.ts";
import { KernelError } from "../errno.ts";
import type { Hierarchy } from "../cgroup/hierarchy.ts";
import { explainRefusal } from "./refusal.ts";
import { Libc, memory } from "../libc.ts";
import { RingBuffer, type RingHandle } from "./ring_buffer.ts";
import { type LoadedSkeleton, loadSkeleton, type SkeletonOptions } from "./skeleton.ts";
import { readSpecialText } from "../special_files.ts";

const LOG_SIZE = 1 << 20;
/** What a map says that has no room for another element. */
const FULL: readonly string[] = ["E2BIG", "ENOMEM"];
const MAX_RING = 2 ** 30;

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
  /** Takes the verifier's log of a load that succeeds; asking for it makes loading slower. */
  log?: (text: string) => void;
}

/** The loaded and attached programs. */
export class KernelPrograms implements Disposable {
  /** What they write into. */
  readonly ring: RingBuffer;
  /** The ring buffer as plain numbers, for a {@linkcode RingBuffer} on another thread. */
  readonly ringHandle: RingHandle;
  readonly #libc: Libc;
  readonly #bpf: Bpf;
  readonly #fds: readonly number[];
  readonly #lostFd: number;
  readonly #unwantedFd: number;
  readonly #lateHierarchyFd: number;
  readonly #lost = memory(8 * possibleCpus());
  readonly #links: number[] = [];

  private constructor(libc: Libc, bpf: Bpf, loaded: LoadedSkeleton, size: number) {
    this.#libc = libc;
    this.#bpf = bpf;
    this.#fds = [...loaded.maps.values(), ...loaded.programs.values()];
    this.#lostFd = fdOf(loaded, "lost");
    this.#unwantedFd = fdOf(loaded, "unwanted");
    this.#lateHierarchyFd = fdOf(loaded, "data");
    this.ringHandle = { fd: fdOf(loaded, "ring"), size, flagFd: fdOf(loaded, "bss") };
    let ring: RingBuffer | undefined;
    try {
      this.ring = ring = new RingBuffer(this.ringHandle);
      for (const program of loaded.programs.values()) {
        this.#links.push(bpf.openRawTracepoint(program));
      }
    } catch (error) {
      this.#release(ring);
      throw error;
    }
  }

  /**
   * Loads and attaches the programs.
   *
   * @throws {KernelError} One sentence that says what is missing; `log` is what the verifier wrote.
   * @throws {RangeError} When the ring's size cannot be one.
   */
  static load(options: LoadOptions): KernelPrograms {
    const { ringBytes, hierarchy = "default", log } = options;
    const libc = Libc.open("syscall", "getpagesize");
    try {
      const page = libc.symbols.getpagesize();
      if (!Number.isInteger(Math.log2(ringBytes)) || ringBytes < page || ringBytes > MAX_RING) {
        throw new RangeError(
          `Cannot use the ring size as it must be a power of two from ${page} to ${MAX_RING}: ` +
            `${ringBytes}; give another one`,
        );
      }
      const bpf = new Bpf(libc);
      const fit = { maxEntries: { ring: ringBytes }, contents: { rodata: valueOf(hierarchy) } };
      try {
        const logSize = log === undefined ? 0 : LOG_SIZE;
        const loaded = loadSkeleton(libc, bpf, skeleton, { ...fit, logSize });
        log?.(loaded.log);
        return new KernelPrograms(libc, bpf, loaded, ringBytes);
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
        throw explainRefusal(error, error.log ?? verifierLog(libc, bpf, fit));
      }
    } catch (error) {
      libc[Symbol.dispose]();
      throw error;
    }
  }

  /** Records that found the ring full since the programs were loaded. */
  lost(): bigint {
    this.#bpf.lookUp(this.#lostFd, memory(4), this.#lost);
    return new BigUint64Array(this.#lost.buffer).reduce((sum, count) => sum + count, 0n);
  }

  /**
   * Has no records made of what the processes of a cgroup do. Its making and removal are still recorded.
   *
   * @returns Whether the kernel had room to remember it.
   */
  turnAway(cgroup: bigint): boolean {
    try {
      this.#bpf.update(this.#unwantedFd, keyOf(cgroup), memory(1));
      return true;
    } catch (error) {
      if (error instanceof KernelError && FULL.includes(error.code)) return false;
      throw error;
    }
  }

  /** Takes {@linkcode turnAway} back. */
  admit(cgroup: bigint): void {
    try {
      this.#bpf.delete(this.#unwantedFd, keyOf(cgroup));
    } catch (error) {
      if (!(error instanceof KernelError && error.code === "ENOENT")) throw error;
    }
  }

  /** Tells of the cgroups of `hierarchy` from now on. Of use only where the programs were loaded with `none`. */
  follow(hierarchy: Hierarchy): void {
    this.#bpf.update(this.#lateHierarchyFd, memory(4), valueOf(hierarchy));
  }

  /** Detaches the programs: no new records, the ring stays readable. */
  detach(): void {
    for (const link of this.#links.splice(0)) this.#libc.close(link);
  }

  /** Detaches and unloads everything. */
  [Symbol.dispose](): void {
    this.#release(this.ring);
    this.#libc[Symbol.dispose]();
  }

  #release(ring: RingBuffer | undefined): void {
    this.detach();
    ring?.[Symbol.dispose]();
    for (const fd of this.#fds) this.#libc.close(fd);
  }
}

function keyOf(cgroup: bigint): Uint8Array<ArrayBuffer> {
  const key = memory(8);
  new DataView(key.buffer).setBigUint64(0, cgroup, true);
  return key;
}

/** A hierarchy as the variable of the programs that holds it. */
function valueOf(hierarchy: Hierarchy): Uint8Array<ArrayBuffer> {
  const value = memory(4);
  new DataView(value.buffer).setUint32(0, skeleton.hierarchies[hierarchy], true);
  return value;
}

function fdOf({ maps }: LoadedSkeleton, name: (typeof skeleton.maps)[number]): number {
  const fd = maps.get(name);
  if (fd === undefined) throw new Error(`Cannot find the map ${name} in the skeleton`);
  return fd;
}

/** What the verifier has to say, from a second attempt: the first one runs without a log to be fast. */
function verifierLog(libc: Libc, bpf: Bpf, fit: SkeletonOptions): string {
  try {
    const options = { ...fit, logSize: LOG_SIZE };
    const { maps, programs, log } = loadSkeleton(libc, bpf, skeleton, options);
    for (const fd of [...maps.values(), ...programs.values()]) libc.close(fd);
    return log;
  } catch (error) {
    return error instanceof KernelError ? error.log ?? "" : "";
  }
}

/** Per-CPU values come for every CPU that may ever be there. */
function possibleCpus(): number {
  const last = /(\d+)\s*$/.exec(readSpecialText("/sys/devices/system/cpu/possible"))?.[1];
  return Number(last ?? 0) + 1;
}
