/**
 * The steps of the wall clock since the machine booted, in a file: so that all runs tell a moment by the same one.
 *
 * @module
 */

import { readSpecialText } from "./special_files.ts";
import { type ClockStep, isStep, withStep } from "./clock_steps.ts";

const FILE = "clock";
/** A file that has grown beyond is not read, in bytes. */
const MAX_BYTES = 64 << 10;
const LINE = /^([\da-f-]{36}) (\d{1,19}) (-?\d{1,19})$/;
const GROUP_OR_OTHERS_WRITE = 0o022;

/**
 * Lines of boot id, boot time and offset in decimal nanoseconds. They are only ever appended, each in one write, and the
 * first that tells of a step is right: so runs need no lock, and whoever reads the file has the same history.
 */
export class ClockFile {
  readonly #folder: string;
  readonly #path: string;
  readonly #boot: string;

  /**
   * @param folder Where it is; made when it is not there. Only what is root's alone is believed.
   * @param boot Tells this boot of the machine from others.
   */
  constructor(folder: string, boot: string = bootId()) {
    this.#folder = folder;
    this.#path = `${folder}/${FILE}`;
    this.#boot = boot;
  }

  /**
   * The history that all runs share, `undefined` where none can be shared.
   *
   * @param steps This run's own, the oldest first; its last step is added where it is news, all of it where there is none.
   */
  share(steps: readonly ClockStep[]): readonly ClockStep[] | undefined {
    try {
      const last = steps.at(-1);
      const shared = this.#read();
      if (last === undefined || (shared.length > 0 && !isStep(shared, last.offsetNs))) {
        return shared;
      }
      this.#append(shared.length === 0 ? steps : [last]);
      return this.#read();
    } catch {
      // Read-only, not root's, or too long: a run does without.
      return undefined;
    }
  }

  #read(): readonly ClockStep[] {
    if (!this.#isThere()) return [];
    let steps: readonly ClockStep[] = [];
    // What has no newline yet is still being written.
    for (const line of Deno.readTextFileSync(this.#path).split("\n").slice(0, -1)) {
      const [, boot, from = "", offset = ""] = LINE.exec(line) ?? [];
      if (boot !== this.#boot) continue;
      steps = withStep(steps, { fromNs: BigInt(from), offsetNs: BigInt(offset) });
    }
    return steps;
  }

  #append(steps: readonly ClockStep[]): void {
    Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o755 });
    this.#isThere();
    const text = steps.map(({ fromNs, offsetNs }) => `${this.#boot} ${fromNs} ${offsetNs}\n`).join(
      "",
    );
    using file = Deno.openSync(this.#path, { append: true, create: true, mode: 0o644 });
    file.writeSync(new TextEncoder().encode(text));
  }

  /** Whether there is a file. In a folder that only root can write to, nobody else can put another in its place. */
  #isThere(): boolean {
    const folder = statusOf(this.#folder);
    if (folder === undefined) return false;
    requireRoots(this.#folder, folder, folder.isDirectory);
    const file = statusOf(this.#path);
    if (file === undefined) return false;
    requireRoots(this.#path, file, file.isFile && file.nlink === 1 && file.size <= MAX_BYTES);
    return true;
  }
}

function requireRoots(path: string, { uid, mode }: Deno.FileInfo, expected: boolean): void {
  if (expected && uid === 0 && ((mode ?? 0) & GROUP_OR_OTHERS_WRITE) === 0) return;
  throw new RangeError(`Cannot take steps of the clock from ${path} as it is not root's alone`);
}

function statusOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Of the machine, in every container. */
function bootId(): string {
  return readSpecialText("/proc/sys/kernel/random/boot_id").trim();
}
