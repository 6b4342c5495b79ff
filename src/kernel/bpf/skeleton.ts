/**
 * Loads a libbpf light skeleton: the kernel itself creates the maps, relocates the programs and loads them.
 *
 * @module
 */

import { addressOf, type Libc, memory } from "../libc.ts";
import { type Bpf, keep, MAP_TYPE_ARRAY, PROG_TYPE_SYSCALL, SLEEPABLE } from "./bpf.ts";
import { errnoName, KernelError } from "../errno.ts";

// struct bpf_loader_ctx, bpf_map_desc and bpf_prog_desc (bpf/skel_internal.h).
const CONTEXT_SIZE = 24;
const MAP_SIZE = 16;
const PROGRAM_SIZE = 4;

/** A light skeleton, as bpf/skeleton.ts holds one. */
export interface Skeleton {
  /** The maps' names, in order. */
  readonly maps: readonly string[];
  /** The programs' names, in order. */
  readonly programs: readonly string[];
  /** The loader's instructions, Base64. */
  readonly instructions: string;
  /** The loader's data, Base64. */
  readonly data: string;
}

/** How to load a skeleton. */
export interface SkeletonOptions {
  /** Sizes of maps that differ from the built ones, by name. */
  maxEntries?: Readonly<Record<string, number>>;
  /** Whole first contents of maps of variables that differ from the built ones, by name. */
  contents?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Bytes of the verifier's log to keep; 0, the default, asks for none. */
  logSize?: number;
}

/** File descriptors of what was loaded. They belong to the caller. */
export interface LoadedSkeleton {
  /** Maps by name. */
  readonly maps: ReadonlyMap<string, number>;
  /** Programs by name. */
  readonly programs: ReadonlyMap<string, number>;
  /** The verifier's log; empty when none was asked for. */
  readonly log: string;
}

/**
 * Loads a skeleton.
 *
 * @throws {KernelError} When the kernel refuses; `log` is what its verifier wrote, when a log was asked for.
 */
export function loadSkeleton(
  libc: Libc,
  bpf: Bpf,
  skeleton: Skeleton,
  options: SkeletonOptions = {},
): LoadedSkeleton {
  const { maps, programs } = skeleton;
  const programsAt = CONTEXT_SIZE + MAP_SIZE * maps.length;
  const context = memory(programsAt + PROGRAM_SIZE * programs.length);
  const view = new DataView(context.buffer);
  const log = memory(options.logSize ?? 0);
  view.setUint32(0, context.length, true);
  if (log.length > 0) {
    view.setUint32(8, 1, true);
    view.setUint32(12, log.length, true);
    view.setBigUint64(16, addressOf(log), true);
  }
  maps.forEach((name, index) => {
    const at = CONTEXT_SIZE + MAP_SIZE * index;
    view.setUint32(at + 4, options.maxEntries?.[name] ?? 0, true);
    const content = options.contents?.[name];
    if (content !== undefined) view.setBigUint64(at + 8, addressOf(content), true);
  });

  const result = keep(
    runLoader(libc, bpf, skeleton, context),
    ...Object.values(options.contents ?? {}),
  );
  const text = cText(log);
  if (result < 0) {
    const code = errnoName(-result);
    throw new KernelError(code, `Cannot load the kernel programs: ${code}`, { log: text });
  }
  return {
    maps: new Map(
      maps.map((name, index) => [name, view.getInt32(CONTEXT_SIZE + MAP_SIZE * index, true)]),
    ),
    programs: new Map(
      programs.map((name, index) => [name, view.getInt32(programsAt + PROGRAM_SIZE * index, true)]),
    ),
    log: text,
  };
}

function runLoader(
  libc: Libc,
  bpf: Bpf,
  skeleton: Skeleton,
  context: Uint8Array<ArrayBuffer>,
): number {
  const data = Uint8Array.fromBase64(skeleton.data);
  const map = bpf.createMap({
    type: MAP_TYPE_ARRAY,
    keySize: 4,
    valueSize: data.length,
    maxEntries: 1,
  });
  try {
    bpf.update(map, memory(4), data);
    const loader = bpf.loadProgram({
      type: PROG_TYPE_SYSCALL,
      instructions: Uint8Array.fromBase64(skeleton.instructions),
      license: "Dual BSD/GPL",
      flags: SLEEPABLE,
      fds: [map],
    });
    try {
      return bpf.run(loader, context);
    } finally {
      libc.close(loader);
    }
  } finally {
    libc.close(map);
  }
}

function cText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
}
