import type { CriQueries } from "#runtime/cri/queries.ts";
import { runtime } from "#runtime/proto/cri.ts";
import type { CriLists } from "#runtime/cri/lists.ts";
import { protoJson } from "#runtime/proto/json.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import { runtimeJson } from "../../query/containers.ts";
import { sleepUntil } from "../repeat.ts";
import type { PlainObject } from "../../query/status.ts";

import v1 = runtime.v1;

const POLL_MS = 500;
const RETRY_MS = 1000;

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

/** Follows one runtime's containers until the signal comes, over restarts of the runtime as well. */
export async function followEvents(
  cri: CriQueries,
  identity: RuntimeIdentity,
  sink: EventSink,
  signal: AbortSignal,
): Promise<void> {
  const emit = (event: object) =>
    sink.event({ ...protoJson("ContainerEventResponse", event), runtime: runtimeJson(identity) });
  let said = "";
  const failed = async (error: unknown) => {
    if (signal.aborted) return;
    if (String(error) !== said) sink.say(error);
    said = String(error);
    await sleepUntil(RETRY_MS, signal);
  };
  const poller = new Poller(cri, emit);
  let subscribe = maySubscribe(identity);
  if (!subscribe) {
    sink.say(
      `listing ${identity.name} at ${identity.endpoint} again and again, as it can't be subscribed to without harm`,
    );
  }
  while (!signal.aborted) {
    try {
      if (subscribe) {
        await cri.events(emit, signal);
        // CRI-O ends the stream at once where its events are switched off.
        subscribe = false;
        if (!signal.aborted) {
          sink.say(
            `${identity.name} at ${identity.endpoint} ended its events; listing it again and again instead`,
          );
        }
      } else {
        await poller.poll(signal);
        said = "";
        await sleepUntil(POLL_MS, signal);
      }
    } catch (error) {
      await failed(error);
    }
  }
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
