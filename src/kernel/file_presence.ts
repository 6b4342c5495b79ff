import { cString, Libc } from "./libc.ts";

const F_OK = 0;

/** Asks whether files are there: most of those that are looked for are not, and an error costs ten times as much as this. */
export class FilePresence implements Disposable {
  readonly #libc = Libc.open("access");

  /** Whether a path leads to something, symbolic links followed, as far as this process may see. */
  has(path: string): boolean {
    return this.#libc.symbols.access(cString(path), F_OK) === 0;
  }

  [Symbol.dispose](): void {
    this.#libc[Symbol.dispose]();
  }
}
