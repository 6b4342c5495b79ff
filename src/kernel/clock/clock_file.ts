/**
 * The steps of the wall clock since the machine booted, in a file: so that all runs tell a moment by the same one.
 *
 * @module
 */

import { type ClockStep, isStep, withStep } from "./clock_steps.ts";
import { Libc } from "../libc.ts";
import { readThrough } from "../special_files.ts";

const FILE = "clock";
/** A file that has grown beyond is not read, in bytes. */
const MAX_BYTES = 64 << 10;
const LINE = /^([\da-f-]{36}) (\d{1,19}) (-?\d{1,19})$/;
const BOOT_ID = "/proc/sys/kernel/random/boot_id";
const ROOT = 0;
const GROUP_OR_OTHERS_WRITE = 0o022;

interface Run {
  /** Tells this boot of the machine from others, in every container. */
  readonly boot: string;
  /** Effective user id. */
  readonly user: number;
}

/**
 * Lines of boot id, boot time and offset in decimal nanoseconds. They are only ever appended, each in one write, and the
 * first that tells of a step is right: so runs need no lock, and whoever reads the file has the same history.
 */
export class ClockFile {
  readonly #folder: string;
  readonly #path: string;
  #run: Run | undefined;

  /** @param folder Where it is; made when it is not there. Only what nobody but root and this user can write to is believed. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#path = `${folder}/${FILE}`;
  }

  /**
   * The history that all runs share, `undefined` where none can be shared.
   *
   * @param steps This run's own, the oldest first; its last step is added where it is news, all of it where there is none.
   */
  share(steps: readonly ClockStep[]): readonly ClockStep[] | undefined {
    try {
      const run = this.#run ??= thisRun();
      const shared = this.#read(run);
      const last = steps.at(-1);
      const isNews = last !== undefined && isStep(shared, last.offsetNs);
      if (!isNews) return shared;
      this.#append(run, shared.length === 0 ? steps : [last]);
      return this.#read(run);
    } catch {
      // Read-only, another's, or too long: a run does without.
      return undefined;
    }
  }

  #read(run: Run): readonly ClockStep[] {
    if (!this.#isThere(run)) return [];
    let steps: readonly ClockStep[] = [];
    // What has no newline yet is still being written.
    for (const line of Deno.readTextFileSync(this.#path).split("\n").slice(0, -1)) {
      const [, boot, from = "", offset = ""] = LINE.exec(line) ?? [];
      if (boot !== run.boot) continue;
      steps = withStep(steps, { fromNs: BigInt(from), offsetNs: BigInt(offset) });
    }
    return steps;
  }

  #append(run: Run, steps: readonly ClockStep[]): void {
    Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o755 });
    this.#isThere(run);
    const lines = steps.map(({ fromNs, offsetNs }) => `${run.boot} ${fromNs} ${offsetNs}\n`);
    using file = Deno.openSync(this.#path, { append: true, create: true, mode: 0o644 });
    file.writeSync(new TextEncoder().encode(lines.join("")));
  }

  /** Whether there is a file. In a folder that is ours alone nobody else can put another in its place. */
  #isThere(run: Run): boolean {
    const folder = statusOf(this.#folder);
    if (folder === undefined) return false;
    requireOwn(this.#folder, folder, run, folder.isDirectory);
    const file = statusOf(this.#path);
    if (file === undefined) return false;
    const usual = file.isFile && file.nlink === 1 && file.size <= MAX_BYTES;
    requireOwn(this.#path, file, run, usual);
    return true;
  }
}

function requireOwn(path: string, { uid, mode }: Deno.FileInfo, run: Run, usual: boolean): void {
  const own = (uid === ROOT || uid === run.user) && ((mode ?? 0) & GROUP_OR_OTHERS_WRITE) === 0;
  if (own && usual) return;
  throw new RangeError(`Cannot take steps of the clock from ${path} as others can write to it`);
}

function thisRun(): Run {
  using libc = Libc.open("open", "read", "geteuid");
  const boot = new TextDecoder().decode(readThrough(libc, BOOT_ID)).trim();
  return { boot, user: libc.symbols.geteuid() };
}

function statusOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
