import type { HealthAddress } from "../options.ts";
import { answerTo, HEAD_LIMIT } from "./answer.ts";
import type { Health } from "./health.ts";
import { type Listening, openSocket } from "./unix_socket.ts";

/** Connections that are open at the same time; one more, and the oldest is closed. */
const CONNECTION_LIMIT = 16;
/** How long a connection may take, in milliseconds. */
const CONNECTION_MS = 2_000;

/**
 * Answers probes over HTTP. Not by Deno.serve, which limits neither how many connect nor how long they stay: whoever
 * may connect could use up the descriptors that labels are read through.
 */
export class HealthListener implements AsyncDisposable {
  readonly #health: Health;
  readonly #checkHost: boolean;
  readonly #listening: Listening;
  readonly #accepting: Promise<void>;
  /** Oldest first. */
  readonly #connections = new Set<Deno.Conn>();
  readonly #rest = new Uint8Array(1024);
  readonly #answering = new Set<Promise<void>>();

  private constructor(listening: Listening, checkHost: boolean, health: Health) {
    this.#health = health;
    this.#checkHost = checkHost;
    this.#listening = listening;
    this.#accepting = this.#accept();
  }

  /** Begins to listen; rejects with an error of one sentence where it can't. */
  static async open(address: HealthAddress, health: Health): Promise<HealthListener> {
    // A browser reaches no unix socket: there the host says nothing.
    return new HealthListener(await listen(address), address.kind === "tcp", health);
  }

  /** Where it listens. */
  get address(): Deno.Addr {
    return this.#listening.listener.addr;
  }

  /** Stops listening and closes every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening.close();
    await this.#accepting;
    for (const connection of this.#connections) closeQuietly(connection);
    await Promise.all(this.#answering);
  }

  async #accept(): Promise<void> {
    const { listener } = this.#listening;
    for (;;) {
      let connection: Deno.Conn;
      try {
        connection = await listener.accept();
      } catch (error) {
        // Closed; anything else (no descriptor is free, the peer was quicker) passes.
        if (error instanceof Deno.errors.BadResource || isInterrupted(error)) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
        continue;
      }
      const [oldest] = this.#connections;
      if (oldest !== undefined && this.#connections.size >= CONNECTION_LIMIT) closeQuietly(oldest);
      this.#connections.add(connection);
      const answering = this.#serve(connection).catch(() => {}).finally(() => {
        this.#connections.delete(connection);
        this.#answering.delete(answering);
      });
      this.#answering.add(answering);
    }
  }

  async #serve(connection: Deno.Conn): Promise<void> {
    const timer = setTimeout(() => closeQuietly(connection), CONNECTION_MS);
    try {
      const head = await readHead(connection);
      if (head === undefined) return;
      let rest = new TextEncoder().encode(answerTo(head, this.#health, this.#checkHost));
      while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
      await connection.closeWrite();
      // Closed with something unread, TCP would take the answer back.
      while (await connection.read(this.#rest) !== null);
    } finally {
      clearTimeout(timer);
      closeQuietly(connection);
    }
  }
}

/** A request's head without its empty line; `undefined` when none came, or a longer one than is read. */
async function readHead(connection: Deno.Conn): Promise<string | undefined> {
  const decoder = new TextDecoder("latin1");
  const chunk = new Uint8Array(1024);
  let head = "";
  while (head.length < HEAD_LIMIT) {
    const length = await connection.read(chunk);
    if (length === null) return undefined;
    head += decoder.decode(chunk.subarray(0, length));
    const end = head.indexOf("\r\n\r\n");
    if (end >= 0) return head.slice(0, end);
  }
  return undefined;
}

async function listen(address: HealthAddress): Promise<Listening> {
  if (address.kind === "unix") return await openSocket(address.path);
  const { hostname, port } = address;
  try {
    const listener = Deno.listen({ hostname, port });
    return { listener, close: () => listener.close() };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/ \(os error \d+\)$/, "") : error;
    const place = hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
    throw new Error(
      `Cannot answer health probes at ${place} as the kernel refuses: ${reason}; give --health another address`,
      { cause: error },
    );
  }
}

function isInterrupted(error: unknown): boolean {
  return error instanceof Deno.errors.Interrupted;
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
