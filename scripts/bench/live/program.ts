import { readAll } from "../command.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

/** How to start {@link Program}. */
export interface ProgramOptions {
  /** The command that is measured. */
  readonly critter: readonly string[];
  readonly args: readonly string[];
  /** A file or FIFO for standard output; /dev/null when absent. */
  readonly stdout?: string;
  /** The only processor it may use. */
  readonly cpu?: number;
}

/** What a stopped program said. */
export interface ProgramEnd {
  /** Lines written, by label state. */
  readonly events: number;
  readonly lost: number;
}

/** A running `critter watch -o json`. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stderr: Promise<string>;
  /** Resolves when every kernel program is attached; with `--verbose` only. */
  readonly attached: Promise<void>;

  constructor({ critter, args, stdout = "/dev/null", cpu }: ProgramOptions) {
    const command = [...critter, "watch", "-o", "json", ...args];
    const pinned = cpu === undefined ? command : ["taskset", "-c", cpu.toString(), ...command];
    // exec keeps the pid: it is critter's own.
    const script = 'out=$1; shift; exec "$@" > "$out"';
    this.#child = new Deno.Command("/bin/sh", {
      args: ["-c", script, "sh", stdout, ...pinned],
      cwd: ROOT,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const [read, watched] = this.#child.stderr.tee();
    this.#stderr = readAll(read);
    this.attached = saysSo(watched);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Nanoseconds of processor time used so far, all threads together. */
  cpuNs(): number {
    let sum = 0;
    for (const { name } of Deno.readDirSync(`/proc/${this.pid}/task`)) {
      const [ran] = Deno.readTextFileSync(`/proc/${this.pid}/task/${name}/schedstat`).split(" ");
      sum += Number(ran);
    }
    return sum;
  }

  /** A size in KiB out of /proc/PID/status. */
  memoryKiB(key: "VmRSS" | "RssAnon" | "VmHWM"): number {
    const status = Deno.readTextFileSync(`/proc/${this.pid}/status`);
    return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(status)?.[1]);
  }

  /** Ends it with Ctrl-C and reads its summary. */
  async stop(): Promise<ProgramEnd> {
    try {
      this.#child.kill("SIGINT");
    } catch {
      // it has ended by itself
    }
    return await this.end();
  }

  /** Waits until it has ended by itself and reads its summary. */
  async end(): Promise<ProgramEnd> {
    const [{ code }, stderr] = await Promise.all([this.#child.status, this.#stderr]);
    const summary = /([\d,]+) events?\b.*?, (?:none lost|([\d,]+) LOST)/.exec(stderr);
    if (code !== 0 || summary === null) throw new Error(`critter ended with ${code}: ${stderr}`);
    return { events: digits(summary[1]), lost: digits(summary[2]) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      return;
    }
    await this.#child.status;
  }
}

/** Resolves when a critter's stderr has told of its last hook, or has ended. */
async function saysSo(stderr: ReadableStream<Uint8Array>): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stderr.values({ preventCancel: true })) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("cgroup.rmdir is")) break;
  }
}

function digits(text: string | undefined): number {
  return Number((text ?? "0").replaceAll(",", ""));
}
