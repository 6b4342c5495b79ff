import { cutMiddle, width } from "../visible.ts";

/** How a column starts and how far it may grow. */
export interface ColumnOptions {
  /** Stands above the column. */
  readonly title: string;
  /** Width to start with, so that the first lines already stand where later ones will. */
  readonly minimum: number;
  /** Values wider than this do not widen the column. */
  readonly maximum: number;
  /** Numbers stand at the right. */
  readonly right?: boolean;
}

/** One column of a table whose later rows are not known yet: it only ever grows. */
export class Column {
  /** Stands above the column. */
  readonly title: string;
  readonly #maximum: number;
  readonly #right: boolean;
  readonly #cut: boolean;
  #width: number;

  /** `cut` shortens values wider than the maximum; else they push their own line to the right. */
  constructor(options: ColumnOptions, cut: boolean) {
    this.title = options.title;
    this.#maximum = options.maximum;
    this.#right = options.right ?? false;
    this.#cut = cut;
    this.#width = Math.max(options.minimum, options.title.length);
  }

  /** Present width in terminal columns. */
  get width(): number {
    return this.#width;
  }

  /** The value as this column shows it, and the spaces that fill the column up. */
  fit(value: string): { readonly text: string; readonly before: string; readonly after: string } {
    const text = this.#cut ? cutMiddle(value, this.#maximum) : value;
    const used = width(text);
    if (used > this.#width && used <= this.#maximum) this.#width = used;
    const fill = " ".repeat(Math.max(0, this.#width - used));
    return this.#right ? { text, before: fill, after: "" } : { text, before: "", after: fill };
  }
}
