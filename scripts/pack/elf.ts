/**
 * Puts a segment into a finished dynamically linked program and makes it begin there.
 *
 * @module
 */

import { PT, readSegments, slotOf, writeSegments } from "./elf_tables.ts";
import { align } from "./layout.ts";

/** The processors that the pack knows, by Deno's name. */
export type Machine = "x86_64" | "aarch64";

/** Addresses of a program, as linked. */
export interface Addresses {
  /** Of the new segment. */
  readonly address: number;
  /** The program's own entry. */
  readonly entry: number;
  /** Of the program's pointer to libc's `environ`. */
  readonly environSlot: number;
}

const EM: Readonly<Record<number, Machine>> = { 62: "x86_64", 183: "aarch64" };
const ET_DYN = 3;
const READ_EXECUTE = 5;

const HEADER_BYTES = 64;

/**
 * The processor a program is for.
 *
 * @throws {RangeError} When it is not a 64-bit ELF file for one of the known processors.
 */
export function machineOf(program: Uint8Array): Machine {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  // magic, 64 bits, little endian
  const isElf = program.length > HEADER_BYTES && view.getUint32(0) === 0x7f454c46 &&
    view.getUint16(4) === 0x0201;
  const machine = isElf ? EM[view.getUint16(18, true)] : undefined;
  if (machine === undefined) {
    throw new RangeError("Cannot pack the program as it is no ELF file for x86_64 or aarch64");
  }
  return machine;
}

/**
 * Adds a readable, executable segment whose first byte is the new entry. Its program header takes the place of a
 * PT_NOTE's, which only names the build: no offset in the file and no other address changes.
 *
 * @param encode Makes the segment for its address.
 * @throws {RangeError} When the program is not what this is proven for: position-independent and dynamically linked.
 */
export function addEntrySegment(
  program: Uint8Array,
  encode: (addresses: Addresses) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  machineOf(program);
  const header = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const table = Number(header.getBigUint64(32, true));
  const segments = readSegments(header, table, header.getUint16(56, true));
  const note = segments.findLastIndex(({ type }) => type === PT.NOTE);
  const loads = segments.filter(({ type }) => type === PT.LOAD);
  const interpreted = segments.some(({ type }) => type === PT.INTERP);
  if (header.getUint16(16, true) !== ET_DYN || !interpreted || note < 0 || loads.length === 0) {
    throw new RangeError(
      "Cannot pack the program as it must be a dynamically linked PIE with a PT_NOTE segment",
    );
  }

  const alignment = Math.max(...loads.map((load) => load.alignment));
  const address = align(
    Math.max(...loads.map((load) => load.address + load.memoryBytes)),
    alignment,
  );
  const offset = align(program.length, alignment);
  const bytes = encode({
    address,
    entry: Number(header.getBigUint64(24, true)),
    environSlot: slotOf("environ", header, segments),
  });
  const extended = new Uint8Array(offset + bytes.length);
  extended.set(program);
  extended.set(bytes, offset);

  const view = new DataView(extended.buffer);
  view.setBigUint64(24, BigInt(address), true);
  // PT_LOADs are sorted by address, so the new one comes last.
  writeSegments(view, table, [...segments.toSpliced(note, 1), {
    type: PT.LOAD,
    flags: READ_EXECUTE,
    offset,
    address,
    fileBytes: bytes.length,
    memoryBytes: bytes.length,
    alignment,
  }]);
  return extended;
}
