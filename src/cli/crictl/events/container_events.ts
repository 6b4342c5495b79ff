import type { CriQueries } from "#runtime/cri/queries.ts";
import { runtime } from "#runtime/proto/cri.ts";
import type { CriLists } from "#runtime/cri/lists.ts";
import { protoJson } from "#runtime/proto/json.ts";
import { RuntimeError } from "#runtime/runtime_error.ts";
import { Backoff } from "#runtime/backoff.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import { runtimeJson } from "../../query/containers.ts";
import { sleepUntil } from "../repeat.ts";
import type { PlainObject } from "../../query/status.ts";

import v1 = runtime.v1;

const POLL_MS = 500;
const FIRST_PAUSE_MS = 100;
const RETRY_MS = 1000;
/** A stream that tells nothing and ends sooner has ended at once. */
const AT_ONCE_MS = 1000;

/** Where events of one runtime go. */
export interface EventSink {
  /** An event, as protobuf's JSON mapping has it. */
  event(json: PlainObject): void;
  /** One line for the operator. */
  say(text: unknown): void;
}

/**
 * Whether subscribing harms nobody: containerd 1.7 hands each event to one subscriber only, and the kubelet is one;
 * others that are known to serve events give each subscriber its own.
 */
export function maySubscribe({ name, version = "" }: RuntimeIdentity): boolean {
  if (name === "cri-o") return true;
  return name === "containerd" && Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0) >= 2;
}

/**
 * Follows one runtime's containers until the signal comes, over restarts of the runtime as well: a stream that ended is
 * subscribed to again. One that ends at once and tells nothing is switched off, and the runtime is listed instead, until
 * it fails to answer: it may come back otherwise.
 */
export async function followEvents(
  cri: Pick<CriQueries, "events" | "lists" | "containerStatus" | "podSandboxStatus">,
  identity: RuntimeIdentity,
  sink: EventSink,
  signal: AbortSignal,
): Promise<void> {
  const emit = (event: object) =>
    sink.event({ ...protoJson("ContainerEventResponse", event), runtime: runtimeJson(identity) });
  const who = `${identity.name} at ${identity.endpoint}`;
  const pauses = new Backoff(FIRST_PAUSE_MS, RETRY_MS);
  let said = "";
  let saidOfListing = "";
  const list = (why: string) => {
    if (why !== saidOfListing) sink.say(why);
    saidOfListing = why;
    return false;
  };
  let poller = new Poller(cri, emit);
  let subscribe = maySubscribe(identity) ||
    list(`listing ${who} again and again, as it can't be subscribed to without harm`);
  while (!signal.aborted) {
    try {
      if (!subscribe) {
        await poller.poll(signal);
        said = "";
        await sleepUntil(POLL_MS, signal);
        continue;
      }
      if (await hasStreamed(cri, emit, signal)) {
        pauses.reset();
        said = saidOfListing = "";
        // What it knew before is older than what the stream told.
        poller = new Poller(cri, emit);
        if (!signal.aborted) sink.say(`${who} ended its events; subscribing again`);
        await sleepUntil(pauses.next(), signal);
      } else if (!signal.aborted) {
        subscribe = list(`${who} ended its events; listing it again and again instead`);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (subscribe && error instanceof RuntimeError && error.kind === "unimplemented") {
        subscribe = list(`${who} serves no events; listing it again and again instead`);
        continue;
      }
      if (String(error) !== said) sink.say(error);
      said = String(error);
      subscribe = maySubscribe(identity);
      await sleepUntil(RETRY_MS, signal);
    }
  }
}

/** Passes on a stream of events to its end; whether it was one: CRI-O ends it at once where events are switched off. */
async function hasStreamed(
  cri: Pick<CriQueries, "events">,
  emit: (event: object) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const start = performance.now();
  let told = false;
  await cri.events((event) => {
    told = true;
    emit(event);
  }, signal);
  return told || performance.now() - start >= AT_ONCE_MS;
}

type State = "created" | "running" | "exited";

/** What a poll remembers of one container or sandbox. */
interface Known {
  readonly state: State;
  readonly sandboxId: string;
}

const TYPES = v1.ContainerEventType;
/** What must have happened to be in a state. */
const WAY: Readonly<Record<State, readonly number[]>> = {
  created: [TYPES.CONTAINER_CREATED_EVENT],
  running: [TYPES.CONTAINER_CREATED_EVENT, TYPES.CONTAINER_STARTED_EVENT],
  exited: [
    TYPES.CONTAINER_CREATED_EVENT,
    TYPES.CONTAINER_STARTED_EVENT,
    TYPES.CONTAINER_STOPPED_EVENT,
  ],
};

/** Learns events from lists: what is new in one happened since the last. */
export class Poller {
  readonly #cri: Pick<CriQueries, "lists" | "containerStatus" | "podSandboxStatus">;
  readonly #emit: (event: object) => void;
  #known: ReadonlyMap<string, Known> | undefined;

  constructor(
    cri: Pick<CriQueries, "lists" | "containerStatus" | "podSandboxStatus">,
    emit: (event: object) => void,
  ) {
    this.#cri = cri;
    this.#emit = emit;
  }

  /** Asks once; what is there at the first time is no event. */
  async poll(signal: AbortSignal): Promise<void> {
    const now = knownOf(await this.#cri.lists(signal));
    const before = this.#known;
    this.#known = now;
    if (before === undefined) return;
    for (const [id, known] of now) {
      const done = before.get(id);
      const steps = WAY[known.state].slice(done === undefined ? 0 : WAY[done.state].length);
      for (const type of steps) await this.#tell(id, known, type, signal);
    }
    for (const [id, known] of before) {
      if (now.has(id)) continue;
      for (const type of WAY.exited.slice(WAY[known.state].length)) {
        if (type === TYPES.CONTAINER_STOPPED_EVENT) await this.#tell(id, known, type, signal);
      }
      await this.#tell(id, known, TYPES.CONTAINER_DELETED_EVENT, signal);
    }
  }

  async #tell(id: string, { sandboxId }: Known, type: number, signal: AbortSignal): Promise<void> {
    const inPod = [...this.#known ?? []].filter(([own, known]) =>
      known.sandboxId === sandboxId && own !== sandboxId
    );
    const [sandbox, ...containers] = await Promise.all([
      this.#cri.podSandboxStatus(sandboxId, false, signal),
      ...inPod.map(([own]) => this.#cri.containerStatus(own, false, signal)),
    ]);
    this.#emit({
      containerId: id,
      containerEventType: type,
      createdAt: BigInt(Date.now()) * 1_000_000n,
      podSandboxStatus: sandbox?.status,
      containersStatuses: containers.flatMap((container) => container?.status ?? []),
    });
  }
}

function knownOf({ containers, sandboxes }: CriLists): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  for (const { id, state } of sandboxes) {
    const ready = state !== v1.PodSandboxState.SANDBOX_NOTREADY;
    known.set(id ?? "", { state: ready ? "running" : "exited", sandboxId: id ?? "" });
  }
  for (const { id, state, podSandboxId } of containers) {
    known.set(id ?? "", { state: stateOf(state), sandboxId: podSandboxId ?? "" });
  }
  return known;
}

function stateOf(state: number | null | undefined): State {
  switch (state) {
    case v1.ContainerState.CONTAINER_RUNNING:
      return "running";
    case v1.ContainerState.CONTAINER_EXITED:
    case v1.ContainerState.CONTAINER_UNKNOWN:
      return "exited";
    default:
      return "created";
  }
}
