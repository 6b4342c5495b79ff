/**
 * The kernel programs of bpf/: loading, attaching, and what they could not deliver.
 *
 * @module
 */

import * as skeleton from "#bpf/skeleton.ts";
import { Bpf } from "./bpf.ts";
import { KernelError } from "./errno.ts";
import { explainRefusal } from "./refusal.ts";
import { Libc, memory } from "./libc.ts";
import { RingBuffer, type RingHandle } from "./ring_buffer.ts";
import { type LoadedSkeleton, loadSkeleton } from "./skeleton.ts";
import { readSpecialText } from "./special_files.ts";

const LOG_SIZE = 1 << 20;
/** What a map says that has no room for another element. */
const FULL: readonly string[] = ["E2BIG", "ENOMEM"];
const MAX_RING = 2 ** 30;

/** How to load the programs. */
export interface LoadOptions {
  /** Size of the ring buffer: a power of two and at least a page. */
  ringBytes: number;
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
  readonly #lost = memory(8 * possibleCpus());
  readonly #links: number[] = [];

  private constructor(libc: Libc, bpf: Bpf, loaded: LoadedSkeleton, size: number) {
    this.#libc = libc;
    this.#bpf = bpf;
    this.#fds = [...loaded.maps.values(), ...loaded.programs.values()];
    this.#lostFd = fdOf(loaded, "lost");
    this.#unwantedFd = fdOf(loaded, "unwanted");
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
    const { ringBytes, log } = options;
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
      const maxEntries = { ring: ringBytes };
      try {
        const loaded = loadSkeleton(libc, bpf, skeleton, {
          maxEntries,
          logSize: log === undefined ? 0 : LOG_SIZE,
        });
        log?.(loaded.log);
        return new KernelPrograms(libc, bpf, loaded, ringBytes);
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
        throw explainRefusal(error, error.log ?? verifierLog(libc, bpf, maxEntries));
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

function fdOf({ maps }: LoadedSkeleton, name: (typeof skeleton.maps)[number]): number {
  const fd = maps.get(name);
  if (fd === undefined) throw new Error(`Cannot find the map ${name} in the skeleton`);
  return fd;
}

/** What the verifier has to say, from a second attempt: the first one runs without a log to be fast. */
function verifierLog(libc: Libc, bpf: Bpf, maxEntries: Record<string, number>): string {
  try {
    const { maps, programs, log } = loadSkeleton(libc, bpf, skeleton, {
      maxEntries,
      logSize: LOG_SIZE,
    });
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
