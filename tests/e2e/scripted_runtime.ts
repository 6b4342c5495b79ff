/** A runtime that answers as a test wants, in a process of its own. */
import type { CriScript, FakeContainer, FakeSandbox } from "#tests/fakes/cri_script.ts";
import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";
import { which } from "#tests/host/requirements.ts";

/** A fake CRI runtime. */
export class ScriptedRuntime implements AsyncDisposable {
  readonly #process: FakeCriProcess;

  private constructor(process: FakeCriProcess) {
    this.#process = process;
  }

  /** Starts it; under Node, as Deno's own HTTP/2 server can take its process down. */
  static async start(script: CriScript): Promise<ScriptedRuntime> {
    const engine = which("node") === undefined ? "deno" : "node";
    return new ScriptedRuntime(await FakeCriProcess.start(script, engine));
  }

  /** Makes sandboxes and containers known. */
  async add(sandboxes: FakeSandbox[], containers: FakeContainer[]): Promise<void> {
    await this.#process.tell({ command: "add", sandboxes, containers });
  }

  /** Forgets sandboxes and containers. */
  async remove(ids: readonly string[]): Promise<void> {
    await this.#process.tell({ command: "remove", ids });
  }

  /** Changes its script. */
  async update(script: Partial<CriScript>): Promise<void> {
    await this.#process.tell({ command: "update", script });
  }

  /** How often each method was called so far, by its name with the package. */
  async calls(): Promise<Readonly<Record<string, number>>> {
    const { calls } = await this.#process.tell({ command: "calls" });
    return calls as Record<string, number>;
  }

  /** How often was asked for each container or sandbox so far, by its id. */
  async asked(): Promise<Readonly<Record<string, number>>> {
    const { asked } = await this.#process.tell({ command: "asked" });
    return asked as Record<string, number>;
  }

  /** Sends GOAWAY to every client. */
  async goaway(): Promise<void> {
    await this.#process.tell({ command: "goaway" });
  }

  /** Stops listening; the socket's file goes too. */
  async down(): Promise<void> {
    await this.#process.tell({ command: "down" });
  }

  /** Listens, on a new socket at the same path. */
  async up(): Promise<void> {
    await this.#process.tell({ command: "up" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
