/**
 * HPACK, RFC 7541, of a client that allows no table of its peer's and keeps none itself: no header block depends on
 * another. Names and values have one character a byte.
 */
import { decodeHuffman } from "./huffman.ts";
import { ConnectionError, ERROR, StreamError } from "../protocol.ts";
import { STATIC_TABLE } from "./static_table.ts";

/** A header field. */
export type Field = readonly [name: string, value: string];

/** Largest list of fields, section 6.5.2 of RFC 9113: every field counts as {@linkcode FIELD_COST} more. */
export const MAX_HEADER_LIST_BYTES = 64 * 1024;
const FIELD_COST = 32;
/** Largest number that is read: no length or index here comes near it. */
const MOST_DIGITS = 4;

/** The first octet's patterns, section 6. */
const INDEXED = 0x80, INCREMENTAL = 0x40, TABLE_SIZE = 0x20;
const HUFFMAN = 0x80;

/**
 * Says that the encoder keeps no table, which must stand before the first fields: then no change of the peer's
 * settings needs to be answered.
 */
export const NO_TABLE: Uint8Array = Uint8Array.of(TABLE_SIZE);

/**
 * Reads one header block.
 *
 * @throws ConnectionError where it is none; StreamError where the fields are more than was allowed.
 */
export function decodeFields(block: Uint8Array): Field[] {
  const input = new Input(block);
  const fields: Field[] = [];
  let size = 0;
  while (!input.isAtEnd) {
    const byte = input.peek();
    if (byte < INDEXED && byte >= TABLE_SIZE && byte < INCREMENTAL) {
      if (fields.length > 0 || input.integer(5) !== 0) {
        throw broken("it changed the size of the table of headers, which has none");
      }
      continue;
    }
    const field = byte >= INDEXED ? entry(input.integer(7)) : literal(input, byte);
    size += field[0].length + field[1].length + FIELD_COST;
    fields.push(field);
    if (size > MAX_HEADER_LIST_BYTES) {
      throw new StreamError(
        ERROR.enhanceYourCalm,
        `it sent headers of more than ${MAX_HEADER_LIST_BYTES} bytes`,
      );
    }
  }
  return fields;
}

function literal(input: Input, byte: number): Field {
  const index = input.integer(byte >= INCREMENTAL ? 6 : 4);
  const name = index === 0 ? input.string() : entry(index)[0];
  return [name, input.string()];
}

function entry(index: number): Field {
  const found = STATIC_TABLE[index - 1];
  if (found === undefined) throw broken(`it named the header ${index} of a table that ends before`);
  return found;
}

/** Reads numbers and strings, section 5. */
class Input {
  readonly #block: Uint8Array;
  #at = 0;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#block.length;
  }

  peek(): number {
    return this.#block[this.#at] ?? 0;
  }

  /** @param bits How many bits of the first octet are the number's. */
  integer(bits: number): number {
    const most = (1 << bits) - 1;
    let value = this.#octet() & most;
    if (value < most) return value;
    for (let digit = 0; digit < MOST_DIGITS; digit++) {
      const octet = this.#octet();
      value += (octet & 0x7f) << 7 * digit;
      if (octet < 0x80) return value;
    }
    throw broken("it sent a header with a number that is too large");
  }

  string(): string {
    const isHuffman = this.peek() >= HUFFMAN;
    const length = this.integer(7);
    const bytes = this.#block.subarray(this.#at, this.#at + length);
    if (bytes.length < length) throw broken("it sent headers that are cut off");
    this.#at += length;
    return isHuffman ? decodeHuffman(bytes) : latin1(bytes);
  }

  #octet(): number {
    const octet = this.#block[this.#at++];
    if (octet === undefined) throw broken("it sent headers that are cut off");
    return octet;
  }
}

/** In parts, as a call takes only so many arguments. */
function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

function broken(message: string): ConnectionError {
  return new ConnectionError(ERROR.compression, message);
}

/** Writes fields as they are: neither in Huffman's code nor to be remembered. */
export function encodeFields(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const string = (text: string) => {
    let length = text.length;
    if (length < 0x7f) bytes.push(length);
    else {
      bytes.push(0x7f);
      for (length -= 0x7f; length > 0x7f; length >>= 7) bytes.push(length & 0x7f | 0x80);
      bytes.push(length);
    }
    for (let i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i));
  };
  for (const [name, value] of fields) {
    bytes.push(0);
    string(name);
    string(value);
  }
  return new Uint8Array(bytes);
}
