/**
 * Reads and writes the tables of an ELF file that the dynamic linker works by: program headers and relocations.
 *
 * @module
 */

/** Types of program headers. */
export const PT = { LOAD: 1, DYNAMIC: 2, INTERP: 3, NOTE: 4 } as const;

/** Tags of the dynamic section. */
const DT = { STRTAB: 5, SYMTAB: 6, RELA: 7, RELASZ: 8 } as const;

/** Relocations that store a symbol's address: GLOB_DAT and 64 of x86_64, GLOB_DAT and ABS64 of aarch64. */
const STORES_ADDRESS: ReadonlySet<number> = new Set([6, 1, 1025, 257]);

const PROGRAM_HEADER_BYTES = 56;
const RELOCATION_BYTES = 24;
const SYMBOL_BYTES = 24;

/** One program header. */
export interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly alignment: number;
}

/** The program headers, in their order. */
export function readSegments(view: DataView, table: number, count: number): Segment[] {
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * PROGRAM_HEADER_BYTES;
    return {
      type: view.getUint32(at, true),
      flags: view.getUint32(at + 4, true),
      offset: word(view, at + 8),
      address: word(view, at + 16),
      fileBytes: word(view, at + 32),
      memoryBytes: word(view, at + 40),
      alignment: word(view, at + 48),
    };
  });
}

/** Writes program headers in the place of others. */
export function writeSegments(view: DataView, table: number, segments: readonly Segment[]): void {
  segments.forEach((segment, index) => {
    const at = table + index * PROGRAM_HEADER_BYTES;
    view.setUint32(at, segment.type, true);
    view.setUint32(at + 4, segment.flags, true);
    const { offset, address, fileBytes, memoryBytes, alignment } = segment;
    // the physical address is the virtual one
    [offset, address, address, fileBytes, memoryBytes, alignment].forEach((value, slot) => {
      view.setBigUint64(at + 8 + 8 * slot, BigInt(value), true);
    });
  });
}

/**
 * The address at which the dynamic linker stores the address of a symbol of a library.
 *
 * @throws {RangeError} When the program does not ask for it.
 */
export function slotOf(symbol: string, view: DataView, segments: readonly Segment[]): number {
  const dynamic = readDynamic(view, segments);
  const offset = (tag: number): number => fileOffset(dynamic.get(tag) ?? 0, segments);
  const relocations = offset(DT.RELA);
  const end = relocations + (dynamic.get(DT.RELASZ) ?? 0);
  for (let at = relocations; at < end; at += RELOCATION_BYTES) {
    if (!STORES_ADDRESS.has(view.getUint32(at + 8, true))) continue;
    const entry = offset(DT.SYMTAB) + view.getUint32(at + 12, true) * SYMBOL_BYTES;
    const name = offset(DT.STRTAB) + view.getUint32(entry, true);
    if (text(view, name, symbol.length + 1) === `${symbol}\0`) return word(view, at);
  }
  throw new RangeError(`Cannot pack the program as it must use the symbol ${symbol} of libc`);
}

function readDynamic(view: DataView, segments: readonly Segment[]): Map<number, number> {
  const entries = new Map<number, number>();
  const dynamic = segments.find(({ type }) => type === PT.DYNAMIC);
  if (dynamic === undefined) return entries;
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.fileBytes; at += 16) {
    entries.set(word(view, at), word(view, at + 8));
  }
  return entries;
}

function fileOffset(address: number, segments: readonly Segment[]): number {
  const load = segments.find((segment) =>
    segment.type === PT.LOAD && address >= segment.address &&
    address < segment.address + segment.fileBytes
  );
  if (load === undefined) {
    throw new RangeError(`Cannot read the program as no part of the file is at ${address}`);
  }
  return address - load.address + load.offset;
}

function word(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function text(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, length));
}
