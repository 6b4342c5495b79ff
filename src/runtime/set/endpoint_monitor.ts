import { Backoff } from "../backoff.ts";
import type { EndpointCandidate } from "../discovery/endpoints.ts";
import { RuntimeError } from "../runtime_error.ts";
import { diagnoseSocket } from "../wire/socket_error.ts";
import type { SocketIdentity } from "../discovery/socket_identity.ts";
import type { RuntimeClient, RuntimeInfo } from "../types.ts";

/** What is known of one endpoint now. */
export type EndpointState =
  | { readonly status: "probing" }
  | { readonly status: "up"; readonly info: RuntimeInfo }
  | { readonly status: "down"; readonly error: RuntimeError }
  /** Another candidate's path leads to the same socket. */
  | { readonly status: "duplicate"; readonly of: string };

/** How an endpoint is kept under watch, milliseconds. */
export interface MonitorTimes {
  /** How long a probe may take. */
  readonly probeMs: number;
  /** How often the socket's file is looked at. */
  readonly sweepMs: number;
  /** The longest pause between two probes of a socket that is there. */
  readonly retryMs: number;
  /** The longest pause between two probes of one that answers, but not with this API. */
  readonly unwillingRetryMs: number;
  /** How often a runtime that answers is checked to be still listening. */
  readonly aliveMs: number;
}

/** What a monitor needs from its surroundings. */
export interface MonitorContext {
  readonly times: MonitorTimes;
  /** Told of every change. */
  readonly changed: (monitor: EndpointMonitor, before: EndpointState) => void;
  /** What tells a socket's file from others; undefined where there is none. */
  readonly identityOf: (path: string) => SocketIdentity | undefined;
  /** The path of an earlier candidate that leads to the same file. */
  readonly twinOf: (monitor: EndpointMonitor, file: string) => string | undefined;
}

/** Keeps one endpoint under watch: probes it until it answers, notices when it is gone, and begins again. */
export class EndpointMonitor implements Disposable {
  readonly candidate: EndpointCandidate;
  readonly client: RuntimeClient;
  readonly #path: string;
  readonly #context: MonitorContext;
  readonly #backoff: Backoff;
  #state: EndpointState = { status: "probing" };
  /** The file as it was when it was last probed. */
  #version: string | undefined;
  #busy = false;
  #dropped = false;
  #nextAttemptAt = 0;
  readonly #settled = Promise.withResolvers<void>();

  constructor(candidate: EndpointCandidate, client: RuntimeClient, context: MonitorContext) {
    this.candidate = candidate;
    this.#path = candidate.via ?? candidate.path;
    this.client = client;
    this.#context = context;
    this.#backoff = new Backoff(100, context.times.retryMs);
  }

  /** Resolves when the first probe has ended, whatever came of it. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** What is known now. */
  get state(): EndpointState {
    return this.#state;
  }

  /** When the next attempt is due if the file stays as it is: milliseconds on performance.now()'s clock. */
  get nextAttemptAt(): number {
    return this.#busy ? Infinity : this.#nextAttemptAt;
  }

  /** Whether {@linkcode check} has something to do: it is time, or the socket's file has changed. */
  isDue(): boolean {
    if (this.#busy) return false;
    return performance.now() >= this.#nextAttemptAt ||
      this.#context.identityOf(this.#path)?.version !== this.#version;
  }

  /** Looks at the endpoint now. Never rejects; does nothing while an earlier check is under way. */
  async check(signal: AbortSignal): Promise<void> {
    if (this.#busy || signal.aborted) return;
    const identity = this.#context.identityOf(this.#path);
    const changed = identity?.version !== this.#version;
    this.#busy = true;
    this.#version = identity?.version;
    try {
      const twin = identity === undefined ? undefined : this.#context.twinOf(this, identity.file);
      const stranger = identity === undefined ? undefined : this.#strangerError(identity.uid);
      if (twin !== undefined) this.#become({ status: "duplicate", of: twin });
      else if (stranger !== undefined) this.#become({ status: "down", error: stranger });
      else if (identity === undefined || (this.#isWhole() && !changed)) {
        await this.#checkReachable();
      } else await this.#probe(signal);
    } finally {
      this.#busy = false;
      this.#nextAttemptAt = performance.now() + this.#pauseMs();
      this.#settled.resolve();
    }
  }

  /** A call failed in a way that may mean that the runtime is gone: looks again soon. */
  suspect(error: RuntimeError): void {
    if (this.#state.status !== "up") return;
    if (error.connectionLost) this.#become({ status: "down", error });
    // With no known version the next check probes, whatever the file looks like.
    this.#version = undefined;
    this.#backoff.reset();
    this.#nextAttemptAt = 0;
  }

  /** The evidence for this endpoint is gone, and so is it. */
  drop(): void {
    const { path } = this.candidate;
    if (this.#state.status === "up") {
      const error = new RuntimeError("absent", path, "the process that served it has ended");
      this.#become({ status: "down", error });
    }
    this.#dropped = true;
    this[Symbol.dispose]();
  }

  /** Ends every call under way; nobody waits for a first probe any more. */
  [Symbol.dispose](): void {
    this.client[Symbol.dispose]();
    this.#settled.resolve();
  }

  /** A socket that nobody asked for must belong to whom it should: else any user could answer for a runtime. */
  #strangerError(uid: number): RuntimeError | undefined {
    const { path, trust } = this.candidate;
    if (trust?.uid === undefined || uid === trust.uid) return undefined;
    return new RuntimeError(
      "untrusted",
      path,
      `it belongs to user ${uid} and not to user ${trust.uid}`,
    );
  }

  #isWhole(): boolean {
    return this.#state.status === "up" && this.client.incomplete !== true;
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const { probeMs } = this.#context.times;
    // Connecting alone costs a hundredth of what it takes clients to find out that nobody listens.
    const unreachable = await diagnoseSocket(this.#path, this.candidate.path);
    if (unreachable !== undefined) {
      if (!signal.aborted) this.#become({ status: "down", error: unreachable });
      return;
    }
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), probeMs);
    const stop = () => timeout.abort();
    signal.addEventListener("abort", stop, { once: true });
    try {
      const info = await this.client.probe(timeout.signal);
      if (this.client.incomplete !== true || this.#state.status !== "up") this.#backoff.reset();
      this.#become({ status: "up", info });
    } catch (error) {
      if (signal.aborted) return;
      this.#become({ status: "down", error: this.#probeError(error, timeout.signal.aborted) });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  #probeError(error: unknown, timedOut: boolean): RuntimeError {
    const { path } = this.candidate;
    if (timedOut) {
      const seconds = this.#context.times.probeMs / 1000;
      return new RuntimeError("timeout", path, `no answer in ${seconds} s`, { cause: error });
    }
    if (error instanceof RuntimeError) return error;
    const text = error instanceof Error ? error.message : String(error);
    return new RuntimeError("protocol", path, text, { cause: error });
  }

  /** A runtime that was killed leaves its socket's file behind, so only connecting tells. */
  async #checkReachable(): Promise<void> {
    const error = await diagnoseSocket(this.#path, this.candidate.path);
    if (error !== undefined) this.#become({ status: "down", error });
    // The file came back between the two looks: the next check shall probe it.
    else if (this.#state.status !== "up") this.#version = undefined;
  }

  #pauseMs(): number {
    const { times } = this.#context;
    const state = this.#state;
    // Podman's service ends when nobody has connected for a while, and systemd starts it for who does.
    if (state.status === "up" && state.info.name === "podman") return times.unwillingRetryMs;
    // What answers in part is about to answer in full, or sick.
    if (state.status === "up" && this.client.incomplete === true) return this.#backoff.next();
    if (state.status === "up") return times.aliveMs;
    if (state.status === "duplicate") return times.sweepMs;
    if (state.status === "probing") return 0;
    switch (state.error.kind) {
      // These four are looked at again when the file changes, which every sweep notices.
      case "absent":
      case "permission":
      case "untrusted":
      case "not-a-socket":
      case "unimplemented":
        return times.unwillingRetryMs;
      default:
        return this.#backoff.next();
    }
  }

  #become(state: EndpointState): void {
    if (this.#dropped) return;
    const before = this.#state;
    this.#state = state;
    if (before.status === state.status && reasonOf(before) === reasonOf(state)) return;
    this.#context.changed(this, before);
  }
}

function reasonOf(state: EndpointState): string {
  if (state.status === "up") return `${state.info.name} ${state.info.version} ${state.info.api}`;
  return state.status === "down" ? state.error.reason : "";
}
