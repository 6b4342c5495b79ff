import { FilePresence } from "#kernel/file_presence.ts";
import { EndpointMonitor, type EndpointState, type MonitorTimes } from "./endpoint_monitor.ts";
import type { EndpointCandidate } from "../discovery/endpoints.ts";
import type { RuntimeError } from "../runtime_error.ts";
import { type SocketIdentity, socketIdentity } from "../discovery/socket_identity.ts";
import type { RuntimeClient } from "../types.ts";

/** Finds candidates; a Discovery does. */
export interface CandidateSource extends Disposable {
  /** @param thorough Spare no effort. */
  scan(thorough: boolean): {
    /** Those with the best evidence first. */
    readonly candidates: readonly EndpointCandidate[];
    /** Evidence that cannot be used, a sentence each. */
    readonly problems: readonly string[];
    /** Resolves when another look sees more. */
    readonly later?: Promise<void>;
  };
}

/** What an {@linkcode EndpointWatch} needs. */
export interface EndpointWatchOptions {
  readonly times: MonitorTimes;
  readonly candidates: readonly EndpointCandidate[];
  readonly discovery?: CandidateSource | undefined;
  readonly createClient: (candidate: EndpointCandidate) => RuntimeClient;
  /** Told of every change of an endpoint. */
  readonly changed: (monitor: EndpointMonitor, before: EndpointState) => void;
  /** Told of each problem once. */
  readonly problem?: ((problem: string) => void) | undefined;
}

/** How looks for candidates are paced. */
interface Pace {
  /** Shortest and longest pause between two, milliseconds. */
  readonly shortest: number;
  readonly longest: number;
  /** So many times its duration is paused for: a look takes at most so small a part of a processor. */
  readonly times: number;
}

/** Where nothing is amiss. */
const IDLE_PACE: Pace = { shortest: 1000, longest: 2000, times: 400 };
/** While there are containers that nobody knows. */
const WANTED_PACE: Pace = { shortest: 100, longest: 2000, times: 20 };

/** Keeps all endpoints under watch, those of the beginning and those found later. */
export class EndpointWatch implements AsyncDisposable {
  readonly #options: EndpointWatchOptions;
  readonly #closing = new AbortController();
  readonly #checks = new Set<Promise<void>>();
  readonly #problems = new Set<string>();
  readonly #presence = new FilePresence();
  #monitors: readonly EndpointMonitor[] = [];
  #started = false;
  /** A look is wanted sooner than it is due. */
  #wanted = false;
  #sweepAt = 0;
  #discovered = { at: 0, tookMs: 0 };
  #later: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EndpointWatchOptions) {
    this.#options = options;
    this.#take(options.candidates);
    this.#discover();
  }

  /** Every endpoint, in the order of the candidates. */
  get monitors(): readonly EndpointMonitor[] {
    return this.#monitors;
  }

  /** Begins to watch; resolves when every candidate has been probed once. */
  async start(): Promise<void> {
    this.#started = true;
    await Promise.all(this.#monitors.map((monitor) => this.#check(monitor)));
    await this.#later;
    await Promise.all(this.#checks);
    this.#schedule();
  }

  /** Has an endpoint looked at soon, since a call to it failed. */
  suspect(monitor: EndpointMonitor, error: RuntimeError): void {
    monitor.suspect(error);
    this.#schedule();
  }

  /** Looks at an endpoint now. */
  async recheck(monitor: EndpointMonitor): Promise<void> {
    await this.#check(monitor);
  }

  /** Looks for more runtimes soon, since nobody knows a container. */
  wanted(): void {
    const at = this.#discoverAt(WANTED_PACE);
    if (this.#options.discovery === undefined || at >= this.#sweepAt) return;
    this.#wanted = true;
    this.#sweepAt = at;
    this.#schedule();
  }

  /** Stops watching and ends every call under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    for (const monitor of this.#monitors) monitor[Symbol.dispose]();
    await Promise.all([...this.#checks, this.#later]);
    this.#options.discovery?.[Symbol.dispose]();
    this.#presence[Symbol.dispose]();
  }

  #check(monitor: EndpointMonitor): Promise<void> {
    const check = monitor.check(this.#closing.signal).finally(() => {
      this.#checks.delete(check);
      this.#schedule();
    });
    this.#checks.add(check);
    return check;
  }

  /** One timer serves all endpoints, so that an idle node is woken seldom. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const { discovery } = this.#options;
    if (this.#closing.signal.aborted) return;
    if (this.#monitors.length === 0 && discovery === undefined) return;
    const next = Math.min(this.#sweepAt, ...this.#monitors.map((monitor) => monitor.nextAttemptAt));
    this.#timer = setTimeout(() => this.#sweep(), Math.max(0, next - performance.now()));
  }

  #discoverAt({ shortest, longest, times }: Pace): number {
    const { at, tookMs } = this.#discovered;
    return at + Math.min(Math.max(shortest, tookMs * times), longest);
  }

  #sweep(): void {
    const now = performance.now();
    if (now >= this.#discoverAt(this.#wanted ? WANTED_PACE : IDLE_PACE)) this.#discover();
    if (now >= this.#sweepAt) this.#sweepAt = now + this.#options.times.sweepMs;
    for (const monitor of this.#monitors) if (monitor.isDue()) void this.#check(monitor);
    this.#schedule();
  }

  #discover(): void {
    const { discovery, problem } = this.#options;
    if (discovery === undefined) return;
    const start = performance.now();
    const { candidates, problems, later } = discovery.scan(this.#wanted);
    this.#later = later?.then(() => {
      if (!this.#closing.signal.aborted) this.#discover();
    });
    this.#take(candidates);
    for (const text of problems) {
      if (!this.#problems.has(text)) problem?.(text);
      this.#problems.add(text);
    }
    const now = performance.now();
    this.#discovered = { at: now, tookMs: now - start };
    this.#wanted = false;
  }

  /** Watches these from now on: those known already go on as they are, those no longer named are dropped. */
  #take(candidates: readonly EndpointCandidate[]): void {
    const known = new Map(this.#monitors.map((monitor) => [monitor.candidate.path, monitor]));
    const added: EndpointMonitor[] = [];
    this.#monitors = candidates.map((candidate) => {
      const monitor = known.get(candidate.path);
      // Somebody else may serve the path now.
      if (monitor !== undefined && isSameTrust(monitor.candidate, candidate)) {
        known.delete(candidate.path);
        return monitor;
      }
      const fresh = this.#monitor(candidate);
      added.push(fresh);
      return fresh;
    });
    for (const monitor of known.values()) monitor.drop();
    if (this.#started) { for (const monitor of added) void this.#check(monitor); }
  }

  #monitor(candidate: EndpointCandidate): EndpointMonitor {
    const { times, createClient, changed } = this.#options;
    return new EndpointMonitor(candidate, createClient(candidate), {
      times,
      changed: (monitor, before) => {
        if (!this.#closing.signal.aborted) changed(monitor, before);
      },
      identityOf: (path) => this.#identityOf(path),
      twinOf: (monitor, file) => this.#twinOf(monitor, file),
    });
  }

  #identityOf(path: string): SocketIdentity | undefined {
    return this.#presence.has(path) ? socketIdentity(path) : undefined;
  }

  #twinOf(monitor: EndpointMonitor, file: string): string | undefined {
    for (const other of this.#monitors) {
      if (other === monitor) return undefined;
      const { path, via } = other.candidate;
      if (this.#identityOf(via ?? path)?.file === file) return path;
    }
    return undefined;
  }
}

function isSameTrust(a: EndpointCandidate, b: EndpointCandidate): boolean {
  return a.trust === b.trust || JSON.stringify(a.trust) === JSON.stringify(b.trust);
}
