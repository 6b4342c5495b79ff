import { CALL_MS, LIST_MS } from "../call_times.ts";
import { Announcements } from "./announcements.ts";
import { Calls } from "./calls.ts";
import type { EndpointMonitor, MonitorTimes } from "./endpoint_monitor.ts";
import type { EndpointChange, EndpointReport } from "./endpoint_report.ts";
import { type CandidateSource, EndpointWatch } from "./endpoint_watch.ts";
import type { EndpointCandidate, SocketTrust } from "../discovery/endpoints.ts";
import type { FindResult, FindWhere, Miss } from "../find.ts";
import { type Answer, Finding } from "./finding.ts";
import { mergeRecords } from "./inventory.ts";
import { optional } from "../optional.ts";
import { RuntimeError } from "../runtime_error.ts";
import { RUNTIME_KINDS, SocketClient } from "./socket_client.ts";
import type {
  CgroupHint,
  ContainerNews,
  ContainerRecord,
  RuntimeClient,
  RuntimeIdentity,
} from "../types.ts";
import { WhoKnows } from "./who_knows.ts";

/** The answer to a list: what was learnt, and from whom nothing was. */
export interface ListResult {
  readonly records: readonly ContainerRecord[];
  readonly misses: readonly Miss[];
}

/** How a {@linkcode RuntimeSet} works. */
export interface RuntimeSetOptions {
  /** The sockets to watch. */
  readonly candidates?: readonly EndpointCandidate[];
  /** Finds the sockets to watch instead, again and again; ends with the set. */
  readonly discovery?: CandidateSource;
  /** Told of each piece of evidence that cannot be used, once. */
  readonly onProblem?: (problem: string) => void;
  /**
   * Milliseconds until one runtime's answer to a look-up is no longer waited for.
   *
   * @default {2000}
   */
  readonly findTimeoutMs?: number;
  /**
   * Milliseconds until one runtime's list is no longer waited for.
   *
   * @default {10000}
   */
  readonly listTimeoutMs?: number;
  /** How the endpoints are kept under watch. */
  readonly times?: Partial<MonitorTimes>;
  /** Told when an endpoint comes, goes, or is found to be down for another reason. */
  readonly onChange?: (change: EndpointChange) => void;
  /** Told what runtimes tell of containers by themselves; without it nobody is listened to. */
  readonly onNews?: (news: ContainerNews) => void;
  /** Told when a runtime is listened to from now on: what it told before was missed. */
  readonly onListening?: (endpoint: string) => void;
  /**
   * The part of the node whose containers a socket may name, from what is known of who serves it: "" is the host's own,
   * which may name all. Undefined, as without this option: it was asked for, and may name all.
   */
  readonly realmOf?: (trust: SocketTrust | undefined) => string | undefined;
  /** Makes the client for a candidate; by default a {@linkcode SocketClient}. */
  readonly createClient?: (candidate: EndpointCandidate) => RuntimeClient;
}

const TIMES: MonitorTimes = {
  probeMs: 1000,
  sweepMs: 500,
  retryMs: 1000,
  unwillingRetryMs: 30_000,
  aliveMs: 5000,
};

/**
 * Every runtime of the node.
 *
 * All endpoints are probed side by side and kept under watch for ever; a look-up asks all that may know, each with a
 * deadline of its own, so that a sick runtime delays nobody but itself.
 */
export class RuntimeSet implements AsyncDisposable {
  readonly #findTimeoutMs: number;
  readonly #listTimeoutMs: number;
  readonly #realmOf: (trust: SocketTrust | undefined) => string | undefined;
  readonly #watch: EndpointWatch;
  readonly #calls = new Calls((monitor, error) => this.#watch.suspect(monitor, error));
  readonly #who = new WhoKnows({
    infoOf: (monitor) => this.#calls.infoOf(monitor),
    realmOf: (monitor) => this.#realm(monitor),
  });
  readonly #announcements: Announcements | undefined;

  constructor(options: RuntimeSetOptions) {
    const timeoutMs = this.#findTimeoutMs = options.findTimeoutMs ?? CALL_MS;
    const listTimeoutMs = this.#listTimeoutMs = options.listTimeoutMs ?? LIST_MS;
    this.#realmOf = options.realmOf ?? (() => undefined);
    const { onNews, onListening } = options;
    this.#announcements = onNews === undefined ? undefined : new Announcements({
      news: (monitor, news) => onNews(this.#markedNews(news, monitor)),
      begun: ({ candidate }) => onListening?.(candidate.path),
    });
    this.#watch = new EndpointWatch({
      times: { ...TIMES, ...options.times },
      candidates: options.candidates ?? [],
      discovery: options.discovery,
      createClient: options.createClient ??
        (({ path, via, kinds }) =>
          new SocketClient(via ?? path, kinds ?? RUNTIME_KINDS, {
            endpoint: path,
            timeoutMs,
            listTimeoutMs,
          })),
      changed: (monitor, before) => {
        const { candidate, state } = monitor;
        if (state.status === "up") {
          this.#calls.met(monitor, state.info);
          this.#announcements?.listen(monitor);
        }
        options.onChange?.({ candidate, state, before });
      },
      problem: options.onProblem,
    });
  }

  /** Begins to watch; look-ups wait for it. Resolves when every candidate has been probed once; need not be waited for. */
  start(): Promise<void> {
    return this.#watch.start();
  }

  /** What is known of every endpoint, in the order of the candidates. */
  get endpoints(): readonly EndpointReport[] {
    return this.#watch.monitors.map(({ candidate, state }) => ({ candidate, state }));
  }

  /**
   * Asks the runtimes that are up for a container or sandbox: those that its cgroup's path names, and the others side by
   * side when those do not know it or take their time. The first that knows it wins, unless another may know more and
   * answers soon after. Who has said no often enough is not asked again.
   *
   * @throws RuntimeError of kind "aborted" where the signal ends it.
   */
  async find(id: string, signal?: AbortSignal, where: FindWhere = {}): Promise<FindResult> {
    const { realm, age = "young", known, denials } = where;
    const isNew = age === "new";
    const concerned = this.#watch.monitors
      .filter((monitor) => this.#who.concerns(monitor, where));
    const isDenied = (monitor: EndpointMonitor): boolean => {
      const denier = this.#who.denier(monitor, where);
      return denier !== undefined && denials?.isFinal(denier) === true;
    };
    const asked = concerned.filter((monitor) => !isDenied(monitor));
    const named = new Set(
      asked.filter((monitor) =>
        monitor.state.status === "up" && this.#calls.infoOf(monitor)?.name === where.runtime
      ),
    );
    const learning = new Set(isNew ? asked.filter((monitor) => this.#who.learnsLate(monitor)) : []);
    const signals = [signal, this.#calls.closing];
    using finding = new Finding({ asked, named, learning, signals });
    const question = async (monitor: EndpointMonitor, signal: AbortSignal): Promise<Answer> => {
      const answer = await monitor.client.find(id, signal, known);
      if (answer === undefined) {
        const denier = this.#who.denier(monitor, where);
        if (denier !== undefined && known === undefined) denials?.add(denier);
        return "not-found";
      }
      finding.found(this.#marked(answer, monitor));
      return "done";
    };
    const how = { timeoutMs: this.#findTimeoutMs, signal, question };
    const all = this.#calls.askAll(
      asked,
      (monitor) =>
        finding.ask(monitor, () =>
          this.#calls.places(monitor).ask(
            isNew,
            () => this.#calls.ask(monitor, how),
            finding.over,
          )),
      (monitor) => finding.heard(monitor),
    );
    const misses = await Promise.race([all, finding.enough]) ?? [];
    const merged = mergeRecords(finding.records);
    const found = merged.find(({ runtime }) => runtime.realm === realm) ?? merged[0];
    if (found !== undefined) return { found, mayImprove: this.#mayImprove(found) };
    if (signal?.aborted || this.#calls.closing.aborted) {
      throw new RuntimeError("aborted", "every endpoint", "the caller gave up");
    }
    // It may be a runtime's that is not known yet.
    if (age !== "old" && known === undefined) this.#watch.wanted();
    const denied = concerned.filter(isDenied);
    return {
      found: undefined,
      misses: [
        ...misses,
        ...denied.filter((monitor) => !asked.includes(monitor)).map(({ candidate: { path } }) => ({
          endpoint: path,
          ...optional("runtime", this.#nameAt(path)),
          kind: "not-found" as const,
          reason: "no such container",
        })),
      ],
      isFinal: known === undefined
        ? denials !== undefined &&
          misses.every(({ endpoint }) =>
            denied.some(({ candidate }) => candidate.path === endpoint)
          )
        : !this.#mayImprove(known),
    };
  }

  /** Everything the runtimes that are up know now. */
  async list(signal?: AbortSignal): Promise<ListResult> {
    const records: ContainerRecord[] = [];
    const { monitors } = this.#watch;
    const question = async (monitor: EndpointMonitor, signal: AbortSignal): Promise<Answer> => {
      for (const record of await monitor.client.list(signal)) {
        records.push(this.#marked(record, monitor));
      }
      return "done";
    };
    const how = { timeoutMs: this.#listTimeoutMs, signal, question };
    const misses = await this.#calls.askAll(monitors, (monitor) => this.#calls.ask(monitor, how));
    return { records: mergeRecords(records), misses };
  }

  /**
   * Lists one runtime alone, as after it has come up; one that was there once is looked at first.
   *
   * @param soFar Told what is known before all its APIs have answered.
   * @throws RuntimeError
   */
  async listOne(
    endpoint: string,
    signal?: AbortSignal,
    soFar?: (records: readonly ContainerRecord[]) => void,
  ): Promise<readonly ContainerRecord[]> {
    const monitor = this.#monitorAt(endpoint);
    if (monitor === undefined) {
      throw new RuntimeError("absent", endpoint, "it is none of the endpoints");
    }
    await monitor.settled;
    if (monitor.state.status === "down" && this.#calls.infoOf(monitor) !== undefined) {
      await this.#watch.recheck(monitor);
    }
    if (monitor.state.status === "down") throw monitor.state.error;
    const marked = (records: readonly ContainerRecord[]) =>
      records.map((record) => this.#marked(record, monitor));
    let records: readonly ContainerRecord[] = [];
    const failure = await this.#calls.ask(monitor, {
      timeoutMs: this.#listTimeoutMs,
      signal,
      question: async ({ client }, signal) => {
        const how = { whole: true, soFar: (some: typeof records) => soFar?.(marked(some)) };
        records = marked(await client.list(signal, how));
        return "done";
      },
    });
    if (failure instanceof RuntimeError) throw failure;
    return records;
  }

  /** Where the runtime that a record came from says the container runs; undefined where it does not say. */
  async cgroupHint(record: ContainerRecord, signal?: AbortSignal): Promise<CgroupHint | undefined> {
    const monitor = this.#watch.monitors.find(({ client }) =>
      client.endpoint === record.runtime.endpoint
    );
    if (monitor === undefined || monitor.candidate.nested === true) return undefined;
    let hint: CgroupHint | undefined;
    const question = async ({ client }: EndpointMonitor, signal: AbortSignal): Promise<Answer> => {
      hint = await client.cgroupHint(record.id, signal, record.runtime.namespace);
      return "done";
    };
    const how = { timeoutMs: this.#findTimeoutMs, signal, question };
    await this.#calls.places(monitor).ask(true, () => this.#calls.ask(monitor, how), signal);
    return hint;
  }

  /** Whether the runtime tells of each of its containers before that has a cgroup, so that nothing has to be asked for. */
  isTelling(endpoint: string): boolean {
    const monitor = this.#monitorAt(endpoint);
    return monitor !== undefined && this.#announcements?.isTelling(monitor) === true;
  }

  /** Resolves when all is known that runtimes have told of so far. */
  async heard(): Promise<void> {
    await this.#announcements?.heard();
  }

  /** Stops watching, ends every call under way and waits until they have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#calls.close();
    this.#announcements?.[Symbol.dispose]();
    await this.#watch[Symbol.asyncDispose]();
    await this.#calls.ended();
  }

  #monitorAt(endpoint: string): EndpointMonitor | undefined {
    return this.#watch.monitors.find(({ candidate }) => candidate.path === endpoint);
  }

  #nameAt(endpoint: string): string | undefined {
    const monitor = this.#monitorAt(endpoint);
    return monitor === undefined ? undefined : this.#calls.infoOf(monitor)?.name;
  }

  /** Whether anybody may know more of a container, now or in a moment. */
  #mayImprove(record: ContainerRecord): boolean {
    return this.#watch.monitors.some((monitor) => this.#who.mayKnowMore(monitor, record));
  }

  #realm({ candidate: { trust } }: EndpointMonitor): string | undefined {
    return this.#realmOf(trust);
  }

  /** The record, saying whose containers its runtime may name. */
  #marked(record: ContainerRecord, monitor: EndpointMonitor): ContainerRecord {
    const { cgroupPath, ...rest } = record;
    // Within a container paths begin elsewhere.
    const marked = monitor.candidate.nested === true || cgroupPath === undefined
      ? rest
      : { ...rest, cgroupPath };
    return { ...marked, runtime: this.#markedIdentity(record.runtime, monitor) };
  }

  #markedIdentity(runtime: RuntimeIdentity, monitor: EndpointMonitor): RuntimeIdentity {
    return { ...runtime, ...optional("realm", this.#realm(monitor)) };
  }

  #markedNews(news: ContainerNews, monitor: EndpointMonitor): ContainerNews {
    if (news.kind === "made") return { ...news, record: this.#marked(news.record, monitor) };
    const { container } = news;
    return {
      ...news,
      container: { ...container, runtime: this.#markedIdentity(container.runtime, monitor) },
    };
  }
}
