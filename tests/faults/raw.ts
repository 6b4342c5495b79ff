import { critterCommand, type Line, type StartOptions } from "#tests/e2e/critter.ts";
import { run, signal, until } from "#tests/host/exec.ts";

const END_MS = 20_000;

/** The program under test with an output that is read only when a test wants it to be. */
export class RawCritter implements AsyncDisposable {
  text = "";
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #ended: Promise<Deno.CommandStatus>;
  #over = false;

  constructor(args: readonly string[], options: StartOptions = {}) {
    const [command = "", ...rest] = [
      ...options.wrapper ?? [],
      ...critterCommand(options),
      "watch",
      "--runtime-endpoint",
      "/nonexistent/runtime.sock",
      ...args,
    ];
    this.#child = new Deno.Command(command, {
      args: rest,
      env: { NO_COLOR: "1", RUNTIME_DIRECTORY: "/dev/null", ...options.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#reader = this.#child.stdout.pipeThrough(new TextDecoderStream(), {
      preventCancel: false,
    }).getReader();
    this.#ended = this.#end();
  }

  get pid(): number {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#over;
  }

  /** Reads until a process that is started again and again becomes a line. */
  async ready(): Promise<void> {
    const word = crypto.randomUUID();
    const starting = setInterval(() => void run("/bin/true", [word]), 30);
    try {
      await this.readUntil(word);
      if (!this.text.includes(word)) throw new Error(`Cannot use critter: ${this.stderr}`);
    } finally {
      clearInterval(starting);
    }
  }

  /** Waits until it has said so much on stderr; for outputs that nobody can read. */
  async said(pattern: RegExp): Promise<void> {
    await until(`critter to say ${pattern}`, END_MS, () => pattern.test(this.stderr) || undefined);
  }

  /** Reads until a word has come, or the end. */
  async readUntil(word?: string): Promise<void> {
    while (word === undefined || !this.text.includes(word)) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      this.text += value;
    }
  }

  /** Goes away as a reader does that has enough. */
  async closeOutput(): Promise<void> {
    await this.#reader.cancel();
  }

  /** Its end, which a SIGKILL brings about when it does not come. */
  async end(name?: Deno.Signal): Promise<Deno.CommandStatus> {
    if (name !== undefined) signal(this.pid, name);
    const late = setTimeout(() => signal(this.pid, "SIGKILL"), END_MS);
    try {
      return await this.#ended;
    } finally {
      clearTimeout(late);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel().catch(() => {});
    if (!this.#over) await this.end("SIGKILL");
  }

  async #end(): Promise<Deno.CommandStatus> {
    const decoder = new TextDecoder();
    await this.#child.stderr.pipeTo(
      new WritableStream({
        write: (chunk) => void (this.stderr += decoder.decode(chunk, { stream: true })),
      }),
    );
    const status = await this.#child.status;
    this.#over = true;
    return status;
  }
}

/** What a text is made of. */
export interface Reading {
  readonly lines: readonly Line[];
  /** Lines that are no JSON object. */
  readonly broken: readonly string[];
  /** What comes after the last newline. */
  readonly rest: string;
}

/** Reads NDJSON that may be damaged. */
export function read(text: string): Reading {
  const raw = text.split("\n");
  const rest = raw.pop() ?? "";
  const lines: Line[] = [];
  const broken: string[] = [];
  for (const line of raw) {
    try {
      lines.push(JSON.parse(line) as Line);
    } catch {
      broken.push(line);
    }
  }
  return { lines, broken, rest };
}

/** Runs processes with so many bytes of arguments; each has one of the words that are given back. */
export async function burst(count: number, bytes: number): Promise<readonly string[]> {
  const name = crypto.randomUUID();
  const script = `x=${"x".repeat(bytes)}; i=0
    while [ $i -lt ${count} ]; do /bin/true ${name}-$i $x; i=$((i+1)); done`;
  await run("/bin/sh", ["-c", script]);
  return Array.from({ length: count }, (_, i) => `${name}-${i}`);
}

/** How many of the words no line has as its second argument. */
export function missing(words: readonly string[], lines: readonly Line[]): number {
  const seen = new Set(lines.map(({ process }) => process?.command_args?.[1]));
  return words.filter((word) => !seen.has(word)).length;
}
