import { buildGo, goInstalled, type GoPeer } from "./build_go.ts";
import { encodeLabels } from "./files.ts";
import { Peer } from "./peer.ts";
import type { Variant } from "./variants.ts";
import { CLOCK_OFFSET_NS, makeStream, type StreamOptions } from "./stream.ts";

/** Which stream to decode, and where. */
export interface PeerOptions extends StreamOptions {
  /** Where the peers run; anywhere when absent. */
  readonly cpu?: number;
  /** An empty directory for the stream, the labels and what is built. */
  readonly directory: string;
}

const HERE = new URL(".", import.meta.url).pathname;

/** A stream in files, and whatever decodes it. */
export class Peers implements AsyncDisposable {
  /** Records that become lines. */
  readonly events: number;
  readonly #options: PeerOptions;
  readonly #stack = new AsyncDisposableStack();

  private constructor(options: PeerOptions, events: number) {
    this.#options = options;
    this.events = events;
  }

  /** Makes the stream. */
  static async make(options: PeerOptions): Promise<Peers> {
    const stream = makeStream(options);
    await Deno.writeFile(`${options.directory}/stream`, stream.ring);
    await Deno.writeFile(`${options.directory}/labels`, encodeLabels(stream.labels));
    return new Peers(options, stream.events);
  }

  /** The reference, or its twin with vectors as narrow as WebAssembly's. Throws an Error when gcc is missing or fails. */
  async c(vectors: "wide" | "narrow"): Promise<Peer> {
    const path = `${this.#options.directory}/decode-${vectors}`;
    const define = vectors === "narrow" ? ["-DNARROW"] : [];
    const flags = ["-O3", "-march=x86-64-v3", "-Wall", ...define];
    const args = [...flags, "-o", path, `${HERE}../decode.c`];
    const { success } = await new Deno.Command("gcc", { args, stderr: "inherit" }).output();
    if (!success) throw new Error("Cannot build the C reference as gcc failed");
    return this.#start([path]);
  }

  /** critter's own decoder. */
  wasm(build: "simd" | "scalar", variant?: Variant): Peer {
    const script = `${HERE}wasm_peer.ts`;
    return this.#start(
      [Deno.execPath(), "run", "-A", "--no-check", script],
      build,
      ...variant === undefined ? [] : [variant],
    );
  }

  /** A decoder in Go; `undefined` without a Go toolchain. */
  async go(peer: GoPeer): Promise<Peer | undefined> {
    if (!await goInstalled()) return undefined;
    const path = `${this.#options.directory}/go-${peer}`;
    await buildGo(peer, path);
    return this.#start([path]);
  }

  #start(command: readonly string[], ...more: string[]): Peer {
    const { directory, cpu } = this.#options;
    const files = [`${directory}/stream`, `${directory}/labels`, CLOCK_OFFSET_NS.toString()];
    return this.#stack.use(new Peer([...command, ...files, ...more], cpu));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
