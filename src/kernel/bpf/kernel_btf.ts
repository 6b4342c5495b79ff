/**
 * What the running kernel says of its own types (BTF, Documentation/bpf/btf.rst): where programs can attach, and which
 * arguments they get there.
 *
 * @module
 */

import { KernelError } from "../errno.ts";
import { fileStatus } from "../file_status.ts";
import { cString, Libc, O_CLOEXEC, O_RDONLY } from "../libc.ts";
import { mapFile } from "../mapping.ts";
import { readSpecialFile } from "../special_files.ts";

const KERNEL_BTF = "/sys/kernel/btf/vmlinux";

/** Kinds of types (linux/btf.h). */
export const BTF_KIND = { typedef: 8, function: 12 } as const;

const INT = 1;
const PTR = 2;
const FUNC_PROTO = 13;
/** Say how a type may be used, and not what it is: volatile, const, restrict, type tag. */
const MODIFIERS: readonly number[] = [9, 10, 11, 18];
/** Words behind a type's first three, by kind. */
const FIXED = Uint8Array.of(0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0);
/** Words for each of a type's members, by kind. */
const EACH = Uint8Array.of(0, 0, 0, 0, 3, 3, 2, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 3);

/** A type to look for. */
export interface WantedType {
  readonly kind: number;
  readonly name: string;
}

/** A type that programs attach to. */
export interface KernelType {
  /** Its number in the kernel's BTF. */
  readonly id: number;
  /** The types of its arguments in C's words: `task_struct *`, `bool`. */
  readonly arguments: readonly string[];
}

/** The types that were found, by name. */
export type KernelTypes = ReadonlyMap<string, KernelType>;

/**
 * Looks for types in the running kernel's BTF.
 *
 * @throws {KernelError} When it cannot be read, or is no BTF that this program knows (EINVAL).
 */
export function findKernelTypes(wanted: readonly WantedType[]): KernelTypes {
  using libc = Libc.open("open", "statx", "mmap", "munmap");
  const name = cString(KERNEL_BTF);
  const fd = libc.check(
    libc.uninterrupted(() => libc.symbols.open(name, O_RDONLY | O_CLOEXEC)),
    `read ${KERNEL_BTF}`,
  );
  try {
    // Linux 6.15 and later share the pages that it lies in; before, its megabytes are copied page by page.
    const size = fileStatus(libc, "", fd)?.size ?? 0;
    const mapping = mapFile(libc, fd, {
      length: size,
      offset: 0,
      writable: false,
      sharing: "private",
    });
    if (mapping === undefined) return findTypes(readSpecialFile(KERNEL_BTF), wanted);
    try {
      return findTypes(new Uint8Array(mapping.buffer), wanted);
    } finally {
      mapping.unmap();
    }
  } finally {
    libc.close(fd);
  }
}

/**
 * Looks for types in BTF.
 *
 * @throws {KernelError} When it is no BTF that this program knows (EINVAL).
 */
export function findTypes(btf: Uint8Array, wanted: readonly WantedType[]): KernelTypes {
  const view = new DataView(btf.buffer, btf.byteOffset, btf.byteLength);
  if (btf.length < 24 || view.getUint16(0, true) !== 0xeb9f) {
    throw new KernelError("EINVAL", "Cannot use the kernel's BTF as it has no magic number");
  }
  const header = view.getUint32(4, true);
  const types = new Uint32Array(
    btf.buffer as ArrayBuffer,
    btf.byteOffset + header + view.getUint32(8, true),
    view.getUint32(12, true) / 4,
  );
  const names = btf.subarray(header + view.getUint32(16, true));
  const { places, ids } = scan(types, names, wanted);
  const prototypes = new Prototypes(types, names, places);
  return new Map([...ids].map(([name, id]) => [name, { id, arguments: prototypes.of(id) }]));
}

/** Where each type begins, in words, by its number, and the numbers of those that are wanted. */
interface Scan {
  readonly places: Uint32Array;
  readonly ids: ReadonlyMap<string, number>;
}

function scan(types: Uint32Array, names: Uint8Array, wanted: readonly WantedType[]): Scan {
  const encoder = new TextEncoder();
  const byKind = Map.groupBy(
    wanted.map(({ kind, name }) => ({ kind, name, bytes: encoder.encode(name) })),
    ({ kind }) => kind,
  );
  const isWanted = new Uint8Array(FIXED.length);
  for (const kind of byKind.keys()) isWanted[kind] = 1;
  const { places, found } = walk(types, isWanted);
  const ids = new Map<string, number>();
  for (const id of found) {
    const at = places[id] ?? 0;
    for (const { name, bytes } of byKind.get(kindOf(types[at + 1] ?? 0)) ?? []) {
      if (isName(names, types[at] ?? 0, bytes) && !ids.has(name)) ids.set(name, id);
    }
  }
  return { places, ids };
}

/**
 * The place of every type and the numbers of those of wanted kinds. A plain loop and nothing else: it looks at a hundred
 * thousand types and more, the first time they are looked at.
 */
function walk(
  types: Uint32Array,
  isWanted: Uint8Array,
): { readonly places: Uint32Array; readonly found: Uint32Array } {
  // A type has three words at least, and the first one's number is 1.
  const places = new Uint32Array(types.length / 3 + 2);
  const found = new Uint32Array(places.length);
  let count = 0;
  let id = 1;
  for (let at = 0; at < types.length; id++) {
    const info = types[at + 1] as number;
    const kind = (info >>> 24) & 0x1f;
    if (kind >= FIXED.length) {
      throw new KernelError(
        "EINVAL",
        `Cannot use the kernel's BTF as it has types of an unknown kind: ${kind}`,
      );
    }
    places[id] = at;
    if (isWanted[kind] === 1) found[count++] = id;
    at += 3 + (FIXED[kind] as number) + (EACH[kind] as number) * (info & 0xffff);
  }
  return { places, found: found.subarray(0, count) };
}

function isName(names: Uint8Array, offset: number, name: Uint8Array): boolean {
  if (names[offset + name.length] !== 0) return false;
  return name.every((byte, index) => names[offset + index] === byte);
}

/** The arguments of functions. */
class Prototypes {
  readonly #types: Uint32Array;
  readonly #names: Uint8Array;
  readonly #places: Uint32Array;

  constructor(types: Uint32Array, names: Uint8Array, places: Uint32Array) {
    this.#types = types;
    this.#names = names;
    this.#places = places;
  }

  /** Of the function that a type is, points to or gives another name. */
  of(id: number): string[] {
    let at = this.#places[id] ?? 0;
    while (kindOf(this.#word(at + 1)) !== FUNC_PROTO) {
      if (this.#word(at + 2) === 0 || kindOf(this.#word(at + 1)) === INT) return [];
      at = this.#places[this.#word(at + 2)] ?? 0;
    }
    return Array.from(
      { length: this.#word(at + 1) & 0xffff },
      (_, index) => this.#describe(this.#word(at + 4 + 2 * index)),
    );
  }

  #describe(id: number): string {
    if (id === 0) return "void";
    const at = this.#places[id] ?? 0;
    const kind = kindOf(this.#word(at + 1));
    if (MODIFIERS.includes(kind)) return this.#describe(this.#word(at + 2));
    if (kind !== PTR) return this.#name(this.#word(at));
    const target = this.#describe(this.#word(at + 2));
    return target.endsWith("*") ? `${target}*` : `${target} *`;
  }

  #name(offset: number): string {
    return new TextDecoder().decode(
      this.#names.subarray(offset, this.#names.indexOf(0, offset)),
    );
  }

  #word(at: number): number {
    return this.#types[at] ?? 0;
  }
}

function kindOf(info: number): number {
  return (info >>> 24) & 0x1f;
}
