import type { Command } from "./cri_server.ts";
import { bundleForNode } from "./bundle_for_node.ts";
import { TextLineStream } from "./lines.ts";
import type { CriScript } from "./cri_script.ts";

/** Deno's own HTTP/2 server breaks after some hundred cancelled calls; Node's does not. */
export type Engine = "deno" | "node";

/** A fake CRI runtime in a process of its own, as real runtimes are. */
export class FakeCriProcess implements AsyncDisposable {
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.pid = child.pid;
    this.#writer = child.stdin.getWriter();
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(
      new TextLineStream(),
    )
      .getReader();
  }

  /** Starts the process and waits until it listens. */
  static async start(script: CriScript, engine: Engine = "deno"): Promise<FakeCriProcess> {
    const source = new URL("./cri_server.ts", import.meta.url).pathname;
    const bundled = engine === "node" ? await bundleForNode(source) : undefined;
    try {
      const run = bundled === undefined
        ? new Deno.Command(Deno.execPath(), { ...PIPES, args: ["run", "-A", "-q", source] })
        : new Deno.Command("node", { ...PIPES, args: [bundled] });
      const fake = new FakeCriProcess(run.spawn());
      await fake.#write(JSON.stringify(script));
      const line = await fake.#read();
      if (line !== "ready") throw new Error(`Cannot start the fake runtime: ${line}`);
      return fake;
    } finally {
      if (bundled !== undefined) await Deno.remove(bundled);
    }
  }

  /** Has a command obeyed; gives what it answers. */
  async tell(command: Command): Promise<Record<string, unknown>> {
    await this.#write(JSON.stringify(command));
    const answer: Record<string, unknown> = JSON.parse(await this.#read());
    if (answer["ok"] !== true) throw new Error(`Cannot ${command.command}: ${answer["error"]}`);
    return answer;
  }

  /** Ends the process at once; the socket's file stays. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#end();
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    await this.#writer.close().catch(() => {});
    await this.#end();
  }

  async #end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#writer.abort().catch(() => {});
    await this.#child.status;
    await this.#lines.cancel().catch(() => {});
  }

  #write(line: string): Promise<void> {
    return this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  async #read(): Promise<string> {
    return (await this.#lines.read()).value ?? "the process ended";
  }
}

const PIPES = { stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
