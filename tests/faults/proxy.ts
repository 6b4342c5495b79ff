/** What happens to the bytes between the program under test and a runtime. */
export type Passing = "pass" | "drip" | "stall";

const DRIP_MS = 2;

/** A unix socket in front of a runtime's, so that connections can be cut, held up and lost. */
export class Proxy implements AsyncDisposable {
  passing: Passing = "pass";
  readonly #path: string;
  readonly #target: string;
  readonly #connections = new Set<Deno.UnixConn>();
  readonly #work = new Set<Promise<void>>();
  #listener: Deno.UnixListener | undefined;
  #accepting: Promise<void> | undefined;

  constructor(path: string, target: string) {
    this.#path = path;
    this.#target = target;
    this.listen();
  }

  /** Whether new connections are taken. */
  get listening(): boolean {
    return this.#listener !== undefined;
  }

  /** Listens on a new socket at the same path. */
  listen(): void {
    const listener = Deno.listen({ transport: "unix", path: this.#path });
    this.#listener = listener;
    this.#accepting = this.#accept(listener);
  }

  /** Listens no more and removes the socket; open connections stay. */
  async unlisten(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    // Closing takes its time, and removes whatever is at the path by then.
    await this.#accepting;
    try {
      Deno.removeSync(this.#path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Cuts every connection. */
  cut(): void {
    for (const connection of this.#connections) close(connection);
    this.#connections.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.passing = "pass";
    await this.unlisten();
    this.cut();
    await Promise.all(this.#work);
  }

  async #accept(listener: Deno.UnixListener): Promise<void> {
    for await (const client of listener) {
      try {
        const server = await Deno.connect({ transport: "unix", path: this.#target });
        for (const connection of [client, server]) this.#connections.add(connection);
        this.#track(this.#copy(client, server));
        this.#track(this.#copy(server, client));
      } catch {
        close(client);
      }
    }
  }

  async #copy(from: Deno.UnixConn, to: Deno.UnixConn): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      for (let length; (length = await from.read(buffer)) !== null;) {
        while (this.passing === "stall") await pause(DRIP_MS);
        for (let start = 0; start < length;) {
          const end = this.passing === "drip" ? start + 1 : length;
          start += await to.write(buffer.subarray(start, end));
          if (this.passing === "drip") await pause(DRIP_MS);
        }
      }
    } catch {
      // Cut by us, or by either side.
    }
    for (const connection of [from, to]) {
      close(connection);
      this.#connections.delete(connection);
    }
  }

  #track(work: Promise<void>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function close(connection: Deno.UnixConn): void {
  try {
    connection.close();
  } catch {
    // closed already
  }
}
