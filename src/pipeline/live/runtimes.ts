import type { ContainerSource, FindResult, Whereabouts } from "#labels/lookup/source.ts";
import { limitOf, unbelieved, WAY_OUT } from "#labels/lookup/belief.ts";
import { realmOfSocket } from "#labels/lookup/realm.ts";
import { Discovery } from "#runtime/discovery/discovery.ts";
import type { Miss } from "#runtime/find.ts";
import type { EndpointChange } from "#runtime/set/endpoint_report.ts";
import { RuntimeSet } from "#runtime/set/runtime_set.ts";
import type { CgroupHint, ContainerNews, ContainerRecord } from "#runtime/types.ts";
import type { SourceOptions } from "../options.ts";
import { FirstList } from "./first_list.ts";

/** What a {@link Runtimes} tells whoever made it. */
export interface RuntimesContext {
  /** The runtime behind this socket answers, for the first time or again. */
  up(endpoint: string): void;
  /** A runtime tells by itself what becomes of a container. */
  told(news: ContainerNews): void;
  /** One line for the operator. */
  say(line: string): void;
  /** Say too what is as expected. */
  readonly verbose: boolean;
}

/** Where runtimes are looked for. */
export type RuntimesWhere = Pick<SourceOptions, "runtimeEndpoints" | "hostRoot">;

/** Every runtime of the node as the label path's one source, with words for what goes wrong. */
export class Runtimes implements ContainerSource {
  readonly #context: RuntimesContext;
  readonly #set: RuntimeSet;
  /** Whether the sockets were named by the user, who then wants to hear of each. */
  readonly #named: boolean;
  /** The names of runtimes that have answered. */
  readonly #wasUp = new Map<string, string>();
  readonly #firstList = new FirstList();
  /** What was said of endpoints whose lists fail. */
  readonly #unlisted = new Map<string, string>();

  /** Throws a RangeError when a flag or CONTAINER_RUNTIME_ENDPOINT names no unix socket. */
  constructor(where: RuntimesWhere, context: RuntimesContext) {
    this.#context = context;
    const discovery = new Discovery({
      flags: where.runtimeEndpoints,
      environment: Deno.env.get("CONTAINER_RUNTIME_ENDPOINT"),
      hostRoot: where.hostRoot,
    });
    this.#named = discovery.named;
    this.#set = new RuntimeSet({
      discovery,
      realmOf: realmOfSocket,
      onChange: (change) => this.#changed(change),
      onProblem: (problem) => context.say(problem),
      onNews: (news) => context.told(news),
      onListening: (endpoint) => context.up(endpoint),
    });
  }

  /** Begins to look for runtimes; resolves when the first list is there, or has been waited for, or none answers. */
  start(): Promise<void> {
    this.#set.start().then(() => {
      this.#firstList.answered();
      if (this.#set.endpoints.some(({ state }) => state.status === "up")) return;
      this.#context.say(
        "no container runtime answers; host processes are shown, containers stay unresolved until one does (critter doctor says why)",
      );
    });
    return this.#firstList.over();
  }

  /** Ends every call and stops looking. */
  async close(): Promise<void> {
    await this.#set[Symbol.asyncDispose]();
  }

  async find(containerId: string, where: Whereabouts, signal: AbortSignal): Promise<FindResult> {
    await this.#firstList.over();
    if (signal.aborted) return { reason: "the list has named it" };
    try {
      const result = await this.#set.find(containerId, signal, where);
      return result.found === undefined
        ? {
          reason: missReason(result.misses, unbelieved(this.#set.endpoints)),
          isFinal: result.isFinal,
        }
        : { record: result.found, mayImprove: result.mayImprove };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  }

  endpoints(): readonly string[] {
    return this.#set.endpoints.flatMap(({ candidate, state }) =>
      state.status === "up" || state.status === "probing" ? [candidate.path] : []
    );
  }

  claimants(): readonly string[] {
    return this.#set.endpoints.flatMap(({ candidate: { path }, state }) => {
      // One that was there may be there again before anybody has noticed.
      const name = state.status === "up" ? state.info.name : this.#wasUp.get(path);
      const isAsked = name === undefined
        ? state.status === "probing"
        : !ALWAYS_NAMES_CGROUPS.has(name);
      return isAsked && !this.#set.isTelling(path) ? [path] : [];
    });
  }

  isTold(): boolean {
    return this.#set.endpoints.some(({ candidate: { path } }) => this.#set.isTelling(path));
  }

  async heard(): Promise<void> {
    await this.#set.heard();
  }

  async list(
    endpoint: string,
    signal: AbortSignal,
    soFar: (records: readonly ContainerRecord[]) => void,
  ): Promise<readonly ContainerRecord[] | undefined> {
    try {
      const list = this.#set.listOne(endpoint, signal, soFar);
      this.#firstList.lists(list);
      const records = await list;
      this.#unlisted.delete(endpoint);
      return records;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // One that does not answer is told of elsewhere.
      const isUp = this.#set.endpoints.some(({ candidate, state }) =>
        candidate.path === endpoint && state.status === "up"
      );
      if (isUp && !signal.aborted && this.#unlisted.get(endpoint) !== reason) {
        this.#unlisted.set(endpoint, reason);
        this.#context.say(reason);
      }
      return undefined;
    }
  }

  async cgroupHint(record: ContainerRecord, signal: AbortSignal): Promise<CgroupHint | undefined> {
    return await this.#set.cgroupHint(record, signal).catch(() => undefined);
  }

  pendingReason(): string {
    const asked = this.#set.endpoints.flatMap(({ candidate, state }) => {
      if (limitOf(candidate.trust)?.total) return [];
      if (state.status === "up") return [`${state.info.name} at ${candidate.path}`];
      const probing = state.status === "probing" ||
        state.status === "down" && state.error.kind === "timeout";
      return probing ? [candidate.path] : [];
    });
    return asked.length === 0
      ? missReason([], unbelieved(this.#set.endpoints))
      : `no answer yet from ${shortList(asked)}`;
  }

  #changed({ candidate, state, before }: EndpointChange): void {
    const { path } = candidate;
    if (state.status === "up") {
      const again = this.#wasUp.has(path);
      const { name, version = "", api } = state.info;
      this.#wasUp.set(path, name);
      if (before.status === "up") {
        if (this.#context.verbose) this.#context.say(`${name} at ${path} serves ${api} now`);
      } else if (again) this.#context.say(`${name} at ${path} answers again`);
      else if (this.#context.verbose) {
        this.#context.say(`asking ${name} ${version} at ${path} (${api}, ${candidate.source})`);
      }
      const limit = limitOf(candidate.trust);
      if (limit?.total && !again) {
        this.#context.say(`${name} at ${path} is ${limit.text}; ${WAY_OUT}`);
      }
      this.#context.up(path);
      this.#firstList.answered();
    } else if (state.status === "down") {
      if (before.status === "up") {
        this.#context.say(
          `${before.info.name} at ${path} is gone (${state.error.reason}); trying again`,
        );
      } else if (
        before.status === "probing" &&
        (this.#named || this.#context.verbose && state.error.kind !== "absent")
      ) {
        this.#context.say(`${state.error.message} (${candidate.source})`);
      }
    }
  }
}

/** Docker, cri-dockerd and Podman put the id of each container into its cgroup's path, whatever the path is else. */
const ALWAYS_NAMES_CGROUPS: ReadonlySet<string> = new Set(["docker", "podman"]);

/** So many are named. */
const NAMED = 4;

function shortList(names: readonly string[]): string {
  const more = names.length - NAMED;
  const named = names.slice(0, NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

const NOBODY = "no container runtime is reachable";

/** In one sentence, why nobody named the container. */
function missReason(misses: readonly Miss[], unbelieved: readonly string[]): string {
  const reasons = misses.map(({ endpoint, runtime, kind, reason }) =>
    kind === "not-found"
      ? `${runtime ?? endpoint} does not know this container`
      : `${runtime === undefined ? endpoint : `${runtime} at ${endpoint}`}: ${reason}${
        kind === "untrusted" ? ` (${WAY_OUT})` : ""
      }`
  );
  return [...reasons, ...unbelieved].join("; ") || NOBODY;
}
