import { answer, type CriState } from "./cri_answers.ts";
import type { CriScript, FakeContainer, FakeSandbox } from "./cri_script.ts";
import { damaged } from "./damage.ts";
import { type GoawayStyle, type GrpcReply, GrpcWireServer } from "./grpc_wire.ts";

const UNIMPLEMENTED = 12;
const RESOURCE_EXHAUSTED = 8;

/** A runtime that serves CRI on a unix socket as its script says. */
export class FakeCri implements AsyncDisposable {
  #script: CriScript;
  readonly #sandboxes = new Map<string, FakeSandbox>();
  readonly #containers = new Map<string, FakeContainer>();
  readonly #calls = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #log: string[] = [];
  #server: GrpcWireServer | undefined;

  private constructor(script: CriScript) {
    this.#script = script;
    this.add(script.sandboxes ?? [], script.containers ?? []);
  }

  /** Starts to listen. */
  static async start(script: CriScript): Promise<FakeCri> {
    const fake = new FakeCri(script);
    await fake.up();
    return fake;
  }

  /** How often each method was called, by its name with the package. */
  get calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  /** How often a call was about this container or sandbox, by ids of the usual length. */
  get asked(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#asked);
  }

  /**
   * What it wrote into its log of ids that it does not have, as each runtime does: CRI-O of lists that find nothing,
   * others of every status.
   */
  get log(): readonly string[] {
    return this.#log;
  }

  /** Changes parts of the script; the socket and its behaviour change with the next {@linkcode up}. */
  update(script: Partial<CriScript>): void {
    this.#script = { ...this.#script, ...script };
    this.add(script.sandboxes ?? [], script.containers ?? []);
  }

  /** New sandboxes and containers, or new versions of those that are there. */
  add(sandboxes: readonly FakeSandbox[], containers: readonly FakeContainer[] = []): void {
    for (const sandbox of sandboxes) this.#sandboxes.set(sandbox.id, sandbox);
    for (const container of containers) this.#containers.set(container.id, container);
  }

  /** Forgets sandboxes and containers. */
  remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.#sandboxes.delete(id);
      this.#containers.delete(id);
    }
  }

  /** Sends GOAWAY to every client; how many were told. */
  goaway(style?: GoawayStyle): number {
    return this.#server?.goaway(style) ?? 0;
  }

  /** Cuts every connection. */
  drop(): void {
    this.#server?.drop();
  }

  /** Stops listening and removes the socket. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await server?.close();
  }

  /** Listens, on a new socket at the same path. */
  async up(): Promise<void> {
    await this.down();
    const { socket, behaviour } = this.#script;
    this.#server = await GrpcWireServer.listen(
      socket,
      (path, request) => this.#handle(path, request),
      behaviour,
    );
  }

  /** Stops for good. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
  }

  async #handle(path: string, request: Uint8Array): Promise<GrpcReply | undefined> {
    const [, packageName = "", method = ""] = /^\/(.+)\.[^./]+\/(.+)$/.exec(path) ?? [];
    const key = `${packageName}/${method}`;
    const count = (this.#calls.get(key) ?? 0) + 1;
    this.#calls.set(key, count);
    // A string's bytes are in a message as they are, whatever the message.
    for (const [id] of new TextDecoder().decode(request).matchAll(/[0-9a-f]{64}/g)) {
      this.#asked.set(id, (this.#asked.get(id) ?? 0) + 1);
    }
    if (!(this.#script.packages ?? ["runtime.v1"]).includes(packageName)) {
      const message = `unknown service ${packageName}.RuntimeService`;
      return { messages: [], failure: { code: UNIMPLEMENTED, message } };
    }
    const script = this.#script.methods?.[method];
    if (script !== undefined && count <= (script.times ?? Infinity)) {
      if (script.hang === true) return undefined;
      if (script.delayMs !== undefined) await this.#sleep(script.delayMs);
      if (script.failure !== undefined && script.failsBehind !== true) {
        return { messages: [], failure: script.failure };
      }
    }
    const state: CriState = {
      script: this.#script,
      sandboxes: this.#sandboxes,
      containers: this.#containers,
    };
    const { damage = "none" } = this.#script;
    const whole = answer(method, request, state);
    const isMissing = this.#script.runtime?.name === "cri-o"
      ? /^List(?:Containers|PodSandbox)$/.test(method) && isEmptyAnswer(whole)
      : /^(?:Container|PodSandbox)Status$/.test(method) && whole.failure !== undefined;
    if (isMissing) this.#log.push(`${method}: unable to find it`);
    const fails = script?.failsBehind === true && count <= (script.times ?? Infinity);
    const ended = {
      ...whole,
      ...(fails && script.failure !== undefined ? { failure: script.failure } : {}),
    };
    const reply = damage === "none" || method === "Version" ? ended : damaged(ended, damage, count);
    const limit = this.#script.maxSendBytes;
    const bytes = reply.messages[0]?.length ?? 0;
    if (limit !== undefined && bytes > limit) {
      const message = `grpc: trying to send message larger than max (${bytes} vs. ${limit})`;
      return { messages: [], failure: { code: RESOURCE_EXHAUSTED, message } };
    }
    return reply;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }
}

/** A list of nothing is a message without a byte. */
function isEmptyAnswer({ messages }: GrpcReply): boolean {
  return messages[0]?.length === 0;
}
