/** The program under test as its users start it, with its lines collected as they arrive. */
import type { EventLine } from "#tests/line.ts";
import { run, signal, sleep, until } from "#tests/host/exec.ts";

/** A line as the tests read it; one that tells of a loss has no process. */
export type Line = Omit<EventLine, "process"> & Partial<Pick<EventLine, "process">>;

/** A line and when it was read. */
export interface Arrival {
  readonly line: Line;
  readonly raw: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How a run ended. */
export interface Ending {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stderr: string;
}

/** How to start the program under test. */
export interface StartOptions {
  /** The program and what confines it; by default the sources, or what CRITTER names. */
  readonly program?: readonly string[];
  /** Put before the command line, such as setpriv and its options. */
  readonly wrapper?: string[];
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Collect garbage all the time; a packed program does not, as it takes no flags of the engine. */
  readonly collectGarbage?: boolean;
  /** A module to load before; not into a packed program. */
  readonly preload?: string;
  /** Told of every line; those that it turns away are not collected: a long run's would fill the memory. */
  readonly keep?: (raw: string) => boolean;
}

const ROOT = new URL("../..", import.meta.url).pathname;
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 15_000;

/** The command line of the program under test; CRITTER replaces it, for instance by a packed one. */
export function critterCommand(options: StartOptions = {}): string[] {
  const own = options.program ?? Deno.env.get("CRITTER")?.split(" ");
  if (own !== undefined) return [...own];
  const config = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)) as {
    tasks: { critter: { command: string } };
  };
  // the task's own flags, without the task: its shell would be between us and the signals
  const [, ...args] = config.tasks.critter.command.split(" ");
  const main = args.pop();
  if (main !== "src/main.ts") throw new Error(`Cannot run the task critter: it ends in ${main}`);
  if (options.preload !== undefined) args.push(`--preload=${options.preload}`);
  if (options.collectGarbage === true) {
    args.push(`--preload=${ROOT}tests/e2e/collect_garbage.ts`);
  }
  return [Deno.execPath(), ...args, ROOT + main];
}

/** One running critter. */
export class Critter implements AsyncDisposable {
  /** Every line read so far, in order. */
  readonly arrivals: Arrival[] = [];
  /** Everything written to stdout so far. */
  text = "";
  /** Everything written to stderr so far. */
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #done: Promise<Ending>;
  readonly #json: boolean;
  readonly #keep: ((raw: string) => boolean) | undefined;
  #ended = false;
  #torn = "";

  /** Starts `critter ARGS` at once; see {@link watch} for one that is ready. */
  constructor(args: string[], options: StartOptions = {}) {
    const [command = "", ...rest] = [
      ...(options.wrapper ?? []),
      ...critterCommand(options),
      ...args,
    ];
    this.#json = args.includes("json");
    this.#keep = options.keep;
    this.#child = new Deno.Command(command, {
      args: rest,
      // It leaves nothing behind, and knows nothing that other runs have left.
      env: { NO_COLOR: "1", RUNTIME_DIRECTORY: "/dev/null", ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#done = this.#end();
  }

  /** Starts `critter watch -o json ARGS` and waits until it misses nothing any more. */
  static async watch(args: string[], options: StartOptions = {}): Promise<Critter> {
    const critter = new Critter(["watch", "-o", "json", ...args], options);
    await critter.ready();
    return critter;
  }

  /** Waits until it sees what happens: processes are started until one of them becomes a line. */
  async ready(withinMs = START_LIMIT_MS): Promise<void> {
    const mark = `ready-${crypto.randomUUID()}`;
    try {
      await until("critter to be ready", withinMs, async () => {
        if (this.#ended) return "ended";
        await run("/bin/true", [mark]);
        return this.text.includes(mark) ? "ready" : undefined;
      }, 25);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw new Error(`Cannot use critter; its stderr:\n${this.stderr}`, { cause: error });
    }
    if (this.#ended) throw new Error(`Cannot use critter: it ended; its stderr:\n${this.stderr}`);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** True once it has ended. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The lines so far. */
  get lines(): Line[] {
    return this.arrivals.map(({ line }) => line);
  }

  /** Waits until the lines satisfy a condition; throws, quoting stderr, when they do not in time. */
  async waitFor(
    what: string,
    condition: (lines: Line[]) => boolean,
    withinMs = 10_000,
  ): Promise<void> {
    try {
      const found = await until(what, withinMs, () => {
        if (condition(this.lines)) return true;
        return this.#ended ? false : undefined;
      }, 20);
      if (!found) throw new Error("Cannot wait for critter as it has ended");
    } catch (error) {
      throw new Error(
        `Cannot find ${what} in ${this.lines.length} lines; stderr:\n${this.stderr}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Waits for its end without asking for it. */
  async end(withinMs = STOP_LIMIT_MS): Promise<Ending> {
    const late = Promise.withResolvers<"late">();
    const timer = setTimeout(() => late.resolve("late"), withinMs);
    const ending = await Promise.race([this.#done, late.promise]);
    clearTimeout(timer);
    if (ending !== "late") return ending;
    signal(this.pid, "SIGKILL");
    await this.#done;
    throw new Error(`Cannot wait longer for critter's end; its stderr:\n${this.stderr}`);
  }

  /** Asks it to end as Ctrl-C does, and waits. */
  async stop(name: Deno.Signal = "SIGINT", withinMs = STOP_LIMIT_MS): Promise<Ending> {
    signal(this.pid, name);
    return await this.end(withinMs);
  }

  async #end(): Promise<Ending> {
    const decoder = new TextDecoder();
    const reading = Promise.all([
      this.#child.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
        new WritableStream({ write: (chunk) => this.#take(chunk) }),
      ),
      this.#child.stderr.pipeTo(
        new WritableStream({
          write: (chunk) => void (this.stderr += decoder.decode(chunk, { stream: true })),
        }),
      ),
    ]);
    const status = await this.#child.status;
    await reading;
    this.#ended = true;
    return { code: status.code, signal: status.signal, stderr: this.stderr };
  }

  #take(chunk: string): void {
    if (this.#keep === undefined) this.text += chunk;
    if (!this.#json) return;
    const at = Date.now();
    const parts = (this.#torn + chunk).split("\n");
    this.#torn = parts.pop() ?? "";
    for (const raw of parts) {
      if (this.#keep?.(raw) === false) continue;
      if (this.#keep !== undefined) this.text += `${raw}\n`;
      this.arrivals.push({ line: JSON.parse(raw) as Line, raw, at });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) {
      signal(this.pid, "SIGTERM");
      for (let i = 0; i < 100 && !this.#ended; i++) await sleep(20);
      if (!this.#ended) signal(this.pid, "SIGKILL");
    }
    await this.#done;
  }
}
