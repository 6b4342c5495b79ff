import { Backoff } from "#runtime/backoff.ts";
import type { EngineEvent } from "#runtime/docker/events.ts";
import type { EngineQueries } from "#runtime/docker/queries.ts";
import { protoJson } from "#runtime/proto/json.ts";
import { RuntimeError } from "#runtime/runtime_error.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import type { EventSink } from "./container_events.ts";
import { runtimeJson } from "../../query/containers.ts";
import { sleepUntil } from "../repeat.ts";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
/** So many events are remembered, to know those again that come twice. */
const REMEMBERED = 256;

/**
 * Follows the containers of Docker or Podman until the signal comes: over restarts too, with what the engine still
 * remembers of the time between.
 *
 * @param isTold Whether another runtime tells of this event.
 */
export async function followEngine(
  engine: Pick<EngineQueries, "endpoint" | "events">,
  identity: RuntimeIdentity,
  sink: EventSink,
  isTold: (event: EngineEvent) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  const told: string[] = [];
  let said = "";
  let newestNs = BigInt(Date.now()) * 1_000_000n;
  const onEvent = (event: EngineEvent) => {
    backoff.reset();
    said = "";
    const { timeNs, message } = event;
    const key = `${timeNs} ${message.containerId} ${message.containerEventType}`;
    if (timeNs > newestNs) newestNs = timeNs;
    if (told.includes(key) || isTold(event)) return;
    told.push(key);
    if (told.length > REMEMBERED) told.shift();
    sink.event({
      ...protoJson("ContainerEventResponse", message),
      runtime: runtimeJson(identity),
    });
  };
  let options: { readonly sinceNs?: bigint; readonly signal: AbortSignal } = { signal };
  while (!signal.aborted) {
    try {
      await engine.events(onEvent, options);
      throw new RuntimeError("unreachable", engine.endpoint, "it ended its events");
    } catch (error) {
      if (signal.aborted) return;
      if (String(error) !== said) sink.say(error);
      said = String(error);
    }
    options = { sinceNs: newestNs, signal };
    await sleepUntil(backoff.next(), signal);
  }
}
