import { CONTAINERD_PACKAGE, SUBSCRIBE } from "./methods.ts";
import { containerd } from "../proto/containerd.ts";
import type { GrpcChannel } from "../wire/grpc_channel.ts";

/** An event of containerd's about one container. */
export interface ContainerEvent {
  readonly topic: Topic;
  readonly namespace: string;
  readonly id: string;
  /** What it was made from, in the event that tells of it. */
  readonly image?: string;
  /** Its first process, in the event that tells of it. */
  readonly pid?: number;
}

const TOPICS = [
  "/containers/create",
  "/containers/delete",
  "/tasks/create",
  "/tasks/delete",
] as const;

type Topic = (typeof TOPICS)[number];

/** Reads containerd's events about containers until the signal ends it. */
export async function* containerEvents(
  channel: GrpcChannel,
  signal: AbortSignal,
): AsyncGenerator<ContainerEvent> {
  const filters = TOPICS.map((topic) => `topic==${JSON.stringify(topic)}`);
  const stream = channel.serverStream(SUBSCRIBE, CONTAINERD_PACKAGE, { filters }, { signal });
  for await (const { topic, namespace, event } of stream) {
    const bytes = event?.value;
    const known = TOPICS.find((known) => known === topic);
    if (known === undefined || bytes === null || bytes === undefined || !namespace) continue;
    const { id } = containerd.ContainerEvent.decode(bytes);
    if (id === "") continue;
    yield { topic: known, namespace, id, ...detailsOf(known, bytes) };
  }
}

function detailsOf(topic: Topic, bytes: Uint8Array): Pick<ContainerEvent, "image" | "pid"> {
  if (topic === "/containers/create") {
    return { image: containerd.ContainerCreate.decode(bytes).image };
  }
  if (topic !== "/tasks/create") return {};
  const { pid } = containerd.TaskCreate.decode(bytes);
  return pid === 0 ? {} : { pid };
}
