import * as op from "../../../wasm/filter/ops.ts";

/** A place in a program that jumps go to. */
export interface Label {
  /** Bytes from the beginning, once it is placed; or one of the ends. */
  at: number | undefined;
}

/** The ends of a program. */
export const END: Readonly<Record<"true" | "false", Label>> = {
  true: { at: op.END_TRUE },
  false: { at: op.END_FALSE },
};

/** A word of a program: itself, where a label is, or where some data is. */
type Word = number | { readonly label: Label } | { readonly data: number };

const WORD = 4;

/** Puts a program's words and data together. */
export class Assembler {
  readonly #words: Word[] = [];
  readonly #data: number[] = [];
  readonly #texts = new Map<string, number>();
  readonly #encoder = new TextEncoder();

  /** Bytes so far. */
  get size(): number {
    return this.#words.length * WORD + this.#data.length;
  }

  /** Adds words. */
  emit(...words: readonly Word[]): void {
    this.#words.push(...words);
  }

  /** Says that a label is here. */
  place(label: Label): void {
    label.at = this.#words.length * WORD;
  }

  /** A text as a word with its address and one with its length. */
  text(text: string): [Word, number] {
    const bytes = this.#encoder.encode(text);
    return [{ data: this.#textAt(text, bytes) }, bytes.length];
  }

  /** Words as data; the same words have the same address. */
  data(words: readonly number[]): Word {
    const bytes = new Uint8Array(Uint32Array.from(words).buffer);
    return { data: this.#dataAt(words.join(), bytes) };
  }

  /** A list of texts, as its count, and the address and length of each. */
  textList(texts: readonly string[]): Word {
    const entries = texts.map((text) => {
      const bytes = this.#encoder.encode(text);
      return [this.#textAt(text, bytes), bytes.length] as const;
    });
    this.#lists.push({ at: this.#align(), entries });
    const at = this.#data.length;
    this.#data.push(...new Array<number>(WORD + entries.length * 2 * WORD).fill(0));
    return { data: at };
  }

  readonly #lists: {
    readonly at: number;
    readonly entries: readonly (readonly [number, number])[];
  }[] = [];

  /** The finished program. */
  finish(): Uint8Array {
    const dataAt = this.#words.length * WORD;
    const bytes = new Uint8Array(dataAt + this.#data.length + 7 & ~7);
    const view = new DataView(bytes.buffer);
    this.#words.forEach((word, index) => view.setUint32(index * WORD, resolve(word, dataAt), true));
    bytes.set(this.#data, dataAt);
    for (const { at, entries } of this.#lists) {
      view.setUint32(dataAt + at, entries.length, true);
      entries.forEach(([text, length], index) => {
        view.setUint32(dataAt + at + WORD + index * 2 * WORD, dataAt + text, true);
        view.setUint32(dataAt + at + 2 * WORD + index * 2 * WORD, length, true);
      });
    }
    return bytes;
  }

  #textAt(text: string, bytes: Uint8Array): number {
    return this.#dataAt(`"${text}`, bytes);
  }

  #dataAt(key: string, bytes: Uint8Array): number {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const at = this.#align();
    this.#texts.set(key, at);
    this.#data.push(...bytes);
    return at;
  }

  #align(): number {
    while (this.#data.length % WORD !== 0) this.#data.push(0);
    return this.#data.length;
  }
}

function resolve(word: Word, dataAt: number): number {
  if (typeof word === "number") return word >>> 0;
  if ("data" in word) return dataAt + word.data;
  if (word.label.at === undefined) throw new TypeError("Cannot jump to a label that has no place");
  return word.label.at;
}
