/** Processes for tests: helpers that run to their end, daemons that are stopped by their pid. */
import { dirname } from "node:path";

/** Runs a command to its end and returns its stdout; throws with its stderr when it fails. */
export async function run(command: string, args: string[], stdin?: Uint8Array): Promise<string> {
  const child = spawn(command, args, stdin);
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(stdin);
    await writer.close();
  }
  const { success, code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  if (!success) {
    throw new Error(
      `Cannot run ${command} ${args.join(" ")}: exit ${code}, ${text.decode(stderr).trim()}`,
    );
  }
  return text.decode(stdout);
}

function spawn(command: string, args: string[], stdin?: Uint8Array): Deno.ChildProcess {
  return new Deno.Command(command, {
    args,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Resolves after `ms` milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks `probe` every `everyMs` until it answers something; throws after `withinMs`. */
export async function until<T>(
  what: string,
  withinMs: number,
  probe: () => T | undefined | Promise<T | undefined>,
  everyMs = 20,
): Promise<T> {
  const end = Date.now() + withinMs;
  let reason: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined) return answer;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    if (Date.now() > end) {
      throw new Error(`Cannot wait longer for ${what}: ${withinMs} ms have passed`, {
        cause: reason,
      });
    }
    await sleep(everyMs);
  }
}

/** True while `pid` runs; a zombie has ended. */
export function alive(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** Sends a signal; a process that is gone already is fine. */
export function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Kills a process that may not be our child and waits until it is gone. */
export async function killAndWait(pid: number): Promise<void> {
  signal(pid, "SIGKILL");
  await until(`the end of process ${pid}`, 10_000, () => alive(pid) ? undefined : true, 5);
}

/** The pids of running processes whose command line `match` accepts. */
export function pidsWhere(match: (args: string[]) => boolean): number[] {
  const found: number[] = [];
  for (const entry of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(entry.name)) continue;
    try {
      const args = Deno.readTextFileSync(`/proc/${entry.name}/cmdline`).split("\0");
      if (args[0] !== "" && match(args)) found.push(Number(entry.name));
    } catch {
      // it ended while we looked
    }
  }
  return found;
}

/** A background process whose output goes to a file. */
export class Daemon implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #log: Promise<void>;
  #ended = false;

  constructor(
    readonly command: string,
    args: string[],
    readonly logFile: string,
    env: Record<string, string> = {},
  ) {
    this.#child = new Deno.Command(command, {
      args,
      // what it leaves in the temporary folder goes with its own one: dockerd asks a containerd
      // that it takes for hung for its stacks, which become a file there
      env: { TMPDIR: dirname(logFile), ...env },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const file = Deno.openSync(logFile, { create: true, append: true });
    this.#log = this.#child.stderr.pipeTo(file.writable);
    this.#child.status.then(() => this.#ended = true);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Waits for `probe`; throws with the end of the log when the process ends before. */
  async ready<T>(withinMs: number, probe: () => Promise<T>): Promise<T> {
    const asked = async (): Promise<T | "ended"> => this.#ended ? "ended" : await probe();
    try {
      const answer = await until<T | "ended">(`${this.command} to be ready`, withinMs, asked);
      if (answer !== "ended") return answer;
    } catch (error) {
      throw new Error(this.#failure(), { cause: error });
    }
    throw new Error(this.#failure());
  }

  #failure(): string {
    return `Cannot start ${this.command}; its log ends:\n${this.tail()}`;
  }

  /** The last lines of its log. */
  tail(lines = 15): string {
    return Deno.readTextFileSync(this.logFile).trimEnd().split("\n").slice(-lines).join("\n");
  }

  /** Signals it and waits for its end; SIGKILL follows when it takes too long. */
  async stop(name: Deno.Signal = "SIGTERM", withinMs = 10_000): Promise<void> {
    if (!this.#ended) signal(this.pid, name);
    const late = setTimeout(() => signal(this.pid, "SIGKILL"), withinMs);
    await this.#child.status;
    clearTimeout(late);
    await this.#log;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
