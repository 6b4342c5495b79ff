import { runtime } from "../proto/cri.ts";
import { type EngineEvent, engineEvent, hidesExit, withExitCode } from "./events.ts";
import { RuntimeError } from "../runtime_error.ts";
import type { ContainerRecord, RuntimeIdentity } from "../types.ts";

const { CONTAINER_DELETED_EVENT, CONTAINER_STOPPED_EVENT } = runtime.v1.ContainerEventType;

/** An event has the container's labels, and those have no limit of their own. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024;

/**
 * Reads an engine's stream of events. Docker's containers can have a label that stands over the exit code in events:
 * those are inspected when they have ended.
 *
 * @param known The containers there are before the stream begins, with their labels.
 * @param inspect The engine's own inspection; undefined where it has forgotten the container.
 * @throws RuntimeError of kind "protocol" for what is no stream of events.
 */
export async function* engineEvents(
  chunks: AsyncIterable<Uint8Array>,
  identity: RuntimeIdentity,
  known: readonly Pick<ContainerRecord, "id" | "labels">[],
  inspect: (id: string) => Promise<unknown>,
): AsyncGenerator<EngineEvent> {
  const hiding = new Map(known.map(({ id, labels }) => [id, hidesExit(labels)]));
  for await (const line of linesOf(chunks, identity)) {
    const event = read(line, identity);
    if (event === undefined) continue;
    const { containerId, containerEventType } = event.message;
    const id = containerId ?? "";
    if (event.hidesExit !== undefined) hiding.set(id, event.hidesExit);
    const isHidden = containerEventType === CONTAINER_STOPPED_EVENT && hiding.get(id) !== false;
    yield isHidden ? withExitCode(event, await inspect(id)) : event;
    if (containerEventType === CONTAINER_DELETED_EVENT) hiding.delete(id);
  }
}

async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  identity: RuntimeIdentity,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_EVENT_BYTES) throw noEvent(identity);
    yield* lines.filter((line) => line.trim() !== "");
  }
}

function read(line: string, identity: RuntimeIdentity): EngineEvent | undefined {
  try {
    return engineEvent(line, identity);
  } catch (error) {
    throw noEvent(identity, error);
  }
}

function noEvent({ endpoint }: RuntimeIdentity, cause?: unknown): RuntimeError {
  return new RuntimeError("protocol", endpoint, "what it sent as an event is none", { cause });
}
