import type { ApiClientOptions } from "./api_client.ts";
import { betterSource, mergeRecords } from "./inventory.ts";
import { RuntimeError, type RuntimeErrorKind } from "../runtime_error.ts";
import { socketIdentity } from "../discovery/socket_identity.ts";
import type {
  CgroupHint,
  ContainerNews,
  ContainerRecord,
  ListHow,
  RuntimeClient,
  RuntimeInfo,
  RuntimeKind,
} from "../types.ts";

/** The APIs a socket may serve, the one that knows most first. */
export const RUNTIME_KINDS: readonly RuntimeKind[] = ["cri", "docker", "containerd"];

/** A client that has not answered for so long is no longer waited for before the next is asked too, milliseconds. */
const HEDGE_MS = 100;

/** A daemon whose socket is that young may not serve all that it will, milliseconds. */
const STARTING_MS = 5_000;

/** What sockets that serve something else answer; some just hang up. */
const OTHER_API: ReadonlySet<RuntimeErrorKind> = new Set([
  "unimplemented",
  "protocol",
  "failed",
  "unreachable",
]);

/**
 * Speaks every API that one socket serves: containerd has its own beside CRI, which knows the containers that ctr made,
 * and a sandbox before CRI does.
 */
export class SocketClient implements RuntimeClient {
  readonly endpoint: string;
  readonly #path: string;
  readonly #kinds: readonly RuntimeKind[];
  readonly #options: ApiClientOptions;
  /** None before the first question. */
  #clients: readonly RuntimeClient[] = [];
  /** The socket's file as the clients' connections lead to it. */
  #version: string | undefined;
  /** When that was first seen, milliseconds of performance.now(). */
  #since = 0;
  #answering: readonly RuntimeClient[] = [];
  #incomplete = false;

  /**
   * @param path Path of the unix socket.
   * @param kinds The APIs to try.
   */
  constructor(path: string, kinds: readonly RuntimeKind[], options: ApiClientOptions) {
    this.endpoint = options.endpoint ?? path;
    this.#path = path;
    this.#kinds = RUNTIME_KINDS.filter((kind) => kinds.includes(kind));
    this.#options = options;
  }

  /** The best of the APIs that answered. */
  get kind(): RuntimeKind {
    return this.#answering[0]?.kind ?? this.#kinds[0] ?? "cri";
  }

  /** Whether an API that may be there did not answer for now, so that probing again is worthwhile. */
  get incomplete(): boolean {
    return this.#incomplete;
  }

  /** Tries the APIs; one that answers is enough. */
  async probe(signal?: AbortSignal): Promise<RuntimeInfo> {
    this.#follow();
    await this.#connect();
    const infos: RuntimeInfo[] = [];
    const answering: RuntimeClient[] = [];
    const failures: unknown[] = [];
    const passing: unknown[] = [];
    for (const stage of this.#stages()) {
      const results = await Promise.allSettled(stage.map((client) => client.probe(signal)));
      passing.push(...passingFailures(results));
      results.forEach((result, index) => {
        const client = stage[index];
        if (result.status === "rejected") failures.push(result.reason);
        else if (client !== undefined) {
          infos.push(result.value);
          answering.push(client);
        }
      });
      if (infos.length > 0 || failures.some(speaksGrpc)) break;
    }
    this.#answering = answering;
    const [best] = infos;
    if (best === undefined) {
      // A connection can be sick while the runtime is not.
      this.#reconnect();
      throw passing[0] ?? this.#worst(failures);
    }
    const isPluginOff = answering.some(({ kind }) => kind === "containerd") &&
      failures.some((failure) => speaksGrpc(failure));
    // containerd serves its own API some moments before its plugins'.
    const isStarting = isPluginOff && performance.now() - this.#since < STARTING_MS;
    this.#incomplete = isStarting || passing.length > 0 ||
      failures.some((failure) => !isOtherApi(failure));
    return {
      ...best,
      api: infos.map(({ api }) => api).join(", "),
      ...(isPluginOff ? { shortfall: "CRI plugin disabled" } : {}),
    };
  }

  /** Another daemon may serve the path while the one before it lives on: open connections still lead to that one. */
  #follow(): void {
    const version = socketIdentity(this.#path)?.version;
    if (version === undefined || version === this.#version) return;
    const isFirst = this.#version === undefined;
    this.#version = version;
    this.#since = performance.now();
    if (!isFirst) this.#reconnect();
  }

  #reconnect(): void {
    this[Symbol.dispose]();
    this.#answering = [];
    this.#clients = [];
  }

  /** Makes the clients, which are loaded now: most places have no socket, and all protocols together are large. */
  async #connect(): Promise<void> {
    if (this.#clients.length > 0) return;
    const { createApiClient } = await import("./api_client.ts");
    if (this.#clients.length > 0) return;
    this.#clients = this.#kinds.map((kind) => createApiClient(kind, this.#path, this.#options));
  }

  /** The gRPC ones first, and HTTP only where no gRPC is spoken: some gRPC servers take HTTP/1 badly. */
  #stages(): readonly (readonly RuntimeClient[])[] {
    const isHttp = ({ kind }: RuntimeClient) => kind === "docker";
    return [this.#clients.filter((client) => !isHttp(client)), this.#clients.filter(isHttp)];
  }

  /** What all APIs list, merged by id. */
  async list(
    signal?: AbortSignal,
    { whole = false, soFar }: ListHow = {},
  ): Promise<ContainerRecord[]> {
    const asked = await this.#asked();
    let left = asked.length;
    const ask = async (client: RuntimeClient): Promise<ContainerRecord[]> => {
      const records = await client.list(signal).finally(() => left--);
      if (left > 0) soFar?.(records);
      return records;
    };
    const results = await Promise.allSettled(asked.map(ask));
    const lists = results.flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
    if (lists.length === 0 || whole && lists.length < results.length) {
      throw this.#worst(
        results.flatMap((result) => result.status === "rejected" ? [result.reason] : []),
      );
    }
    return mergeRecords(lists.flat());
  }

  /** Asks the best API, and the next one where that knows nothing or takes its time. */
  async find(
    id: string,
    signal?: AbortSignal,
    than?: ContainerRecord,
  ): Promise<ContainerRecord | undefined> {
    const failures: unknown[] = [];
    const found = Promise.withResolvers<ContainerRecord>();
    const asked: Promise<void>[] = [];
    for (const client of await this.#asked(than)) {
      const ask = client.find(id, signal).then(
        (record) => {
          if (record !== undefined) found.resolve(record);
        },
        (error: unknown) => {
          failures.push(error);
        },
      );
      asked.push(ask);
      const record = await firstWithin(HEDGE_MS, found.promise, ask);
      if (record !== undefined) return record;
    }
    const record = await Promise.race([
      found.promise,
      Promise.all(asked).then(() => undefined),
    ]);
    if (record === undefined && failures.length > 0) throw this.#worst(failures);
    return record;
  }

  /** The path where any API says it, the pid else. */
  async cgroupHint(
    id: string,
    signal?: AbortSignal,
    namespace?: string,
  ): Promise<CgroupHint | undefined> {
    let hint: CgroupHint | undefined;
    for (const client of await this.#asked()) {
      const next = await client.cgroupHint(id, signal, namespace);
      if (next !== undefined) hint = { ...next, ...hint };
      if (hint?.path !== undefined) break;
    }
    return hint;
  }

  /** What those of the APIs tell that do: containerd's own. */
  async watch(
    news: (news: Promise<ContainerNews>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#answering.length === 0) {
      throw new RuntimeError("unreachable", this.endpoint, "it does not answer now");
    }
    const teller = this.#answering.find((client) => client.watch !== undefined);
    if (teller?.watch === undefined) {
      throw new RuntimeError("unimplemented", this.endpoint, "it tells nothing by itself");
    }
    await teller.watch(news, signal);
  }

  /** Ends every call under way. */
  [Symbol.dispose](): void {
    for (const client of this.#clients) client[Symbol.dispose]();
  }

  /** Of those that answered, or of all, the ones that may know more than what is known. */
  async #asked(than?: ContainerRecord): Promise<readonly RuntimeClient[]> {
    await this.#connect();
    if (than !== undefined) {
      const better = betterSource(than);
      return this.#clients.filter((client) =>
        client.kind === better && (this.#incomplete || this.#answering.includes(client))
      );
    }
    return this.#answering.length > 0 ? this.#answering : this.#clients;
  }

  /** The failure that tells most: an API that is not served says less than one that fails. */
  #worst(failures: readonly unknown[]): unknown {
    return failures.find((failure) => !isOtherApi(failure)) ??
      failures.find((failure) =>
        failure instanceof RuntimeError && failure.kind === "unimplemented"
      ) ?? failures[0] ?? new RuntimeError("unimplemented", this.endpoint, "no API was tried");
  }
}

function isOtherApi(failure: unknown): boolean {
  return failure instanceof RuntimeError && OTHER_API.has(failure.kind);
}

/** Where a server speaks the protocol to one client, another client's failure says nothing about what it serves. */
function passingFailures(results: readonly PromiseSettledResult<unknown>[]): unknown[] {
  const refused = results.flatMap((result) => result.status === "rejected" ? [result.reason] : []);
  const isSpoken = refused.length < results.length || refused.some(speaksGrpc);
  return isSpoken ? refused.filter((failure) => !speaksGrpc(failure)) : [];
}

/** A server that says in gRPC what it does not serve. */
function speaksGrpc(failure: unknown): boolean {
  return failure instanceof RuntimeError && failure.kind === "unimplemented";
}

/** The first value, unless the work ends without one or the time is up. */
async function firstWithin<T>(
  ms: number,
  value: Promise<T>,
  work: Promise<void>,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([value, work.then(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
