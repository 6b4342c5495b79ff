/** One pass of a peer over the whole stream. */
export interface Pass {
  readonly nanoseconds: number;
  /** Bytes of lines. */
  readonly bytes: number;
}

/** A decoder in a process of its own that does a pass when told to, and sleeps otherwise. */
export class Peer implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  /** Starts the command, on one CPU where `cpu` is given. */
  constructor(command: readonly string[], cpu?: number) {
    const pinned = cpu === undefined ? command : ["taskset", "-c", String(cpu), ...command];
    const [program = "", ...args] = pinned;
    this.#process = new Deno.Command(program, { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#reader = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Gives an order and waits for the answer. */
  async order(order: string): Promise<Pass> {
    await this.#writer.write(new TextEncoder().encode(`${order}\n`));
    while (!this.#text.includes("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(`Cannot finish "${order}" as the peer ended`);
      this.#text += value;
    }
    const [line = ""] = this.#text.split("\n", 1);
    this.#text = this.#text.slice(line.length + 1);
    const [nanoseconds = NaN, bytes = NaN] = line.split(" ").map(Number);
    return { nanoseconds, bytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close();
    await this.#reader.cancel();
    await this.#process.status;
  }
}
