import type { CriContainer, CriSandbox } from "#runtime/cri/records.ts";
import { containerRecord, sandboxRecord } from "#runtime/cri/records.ts";
import { protoJson, type ProtoJsonObject } from "#runtime/proto/json.ts";
import type { ContainerRecord, RuntimeIdentity } from "#runtime/types.ts";
import type { Query } from "./session.ts";

/** A container or sandbox as its runtime lists it. */
export interface Listed {
  readonly record: ContainerRecord;
  /** What the list itself says as its image, be it a name or an id. */
  readonly image: string;
  /** The message, as protobuf's JSON mapping has it. */
  readonly json: () => ProtoJsonObject;
  /** Who answered: one runtime handler, for sandboxes. */
  readonly handler: string;
}

/** Everything the runtimes list. */
export interface Lists {
  readonly containers: readonly Listed[];
  readonly sandboxes: readonly Listed[];
}

/** Lists all containers and sandboxes of all runtimes; one that two runtimes know is the CRI's. */
export async function listEverything(query: Query): Promise<Lists> {
  const [answers, others, engines] = await Promise.all([
    query.askCri((cri) => cri.lists()),
    query.records(),
    query.askEngines((engine) => engine.pods()),
  ]);
  const containers = new Map<string, Listed>();
  const sandboxes = new Map<string, Listed>();
  for (const { runtime: { identity }, value } of answers) {
    const byId = new Map(value.sandboxes.map((sandbox) => [sandbox.id ?? "", sandbox]));
    for (const container of value.containers) {
      keep(containers, criContainer(container, byId.get(container.podSandboxId ?? ""), identity));
    }
    for (const sandbox of value.sandboxes) keep(sandboxes, criSandbox(sandbox, identity));
  }
  const pods = engines.flatMap(({ value }) => value);
  const podIds = new Set(pods.map(({ id }) => id));
  for (const record of [...others, ...pods]) {
    // Podman's "pause" container stands for a pod that is listed itself.
    if (record.sandbox && record.sandboxId !== record.id && podIds.has(record.sandboxId ?? "")) {
      continue;
    }
    keep(record.sandbox ? sandboxes : containers, otherListed(record));
  }
  return { containers: [...containers.values()], sandboxes: [...sandboxes.values()] };
}

/** Which runtime an object came from, for the JSON of a list. */
export function runtimeJson(identity: RuntimeIdentity): ProtoJsonObject {
  const { name, version, endpoint, namespace } = identity;
  return {
    name,
    ...(version === undefined ? {} : { version }),
    endpoint,
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Which runtime an object came from, in a word: `containerd`, or `containerd/default` with its namespace. */
export function runtimeName({ name, namespace }: RuntimeIdentity): string {
  return namespace === undefined ? name : `${name}/${namespace}`;
}

function keep(known: Map<string, Listed>, listed: Listed): void {
  if (!known.has(listed.record.id)) known.set(listed.record.id, listed);
}

function criContainer(
  container: CriContainer,
  sandbox: CriSandbox | undefined,
  identity: RuntimeIdentity,
): Listed {
  return {
    record: containerRecord(container, sandbox, identity, undefined),
    image: container.image?.image || container.imageRef || "",
    json: () => ({ ...protoJson("Container", container), runtime: runtimeJson(identity) }),
    handler: "",
  };
}

function criSandbox(sandbox: CriSandbox, identity: RuntimeIdentity): Listed {
  return {
    record: sandboxRecord(sandbox, identity),
    image: "",
    json: () => ({ ...protoJson("PodSandbox", sandbox), runtime: runtimeJson(identity) }),
    handler: sandbox.runtimeHandler ?? "",
  };
}

/** In the CRI's states' order. */
const STATES = ["created", "running", "exited", "unknown"];

/** What another API said, in the form that CRI would have had. */
function otherListed(record: ContainerRecord): Listed {
  const { id, name, attempt = 0, image, labels, annotations, createdAtNs, pod } = record;
  const common = { id, createdAt: createdAtNs ?? 0n, labels, annotations };
  const container = {
    ...common,
    podSandboxId: record.sandboxId ?? "",
    metadata: { name: name ?? "", attempt },
    image: { image: image?.reference ?? image?.id ?? "" },
    imageRef: image?.id ?? "",
    imageId: image?.id ?? "",
    state: STATES.indexOf(record.state ?? "unknown"),
  };
  const sandbox = {
    ...common,
    metadata: {
      name: pod?.name ?? "",
      namespace: pod?.namespace ?? "",
      uid: pod?.uid ?? "",
      attempt,
    },
    state: record.state === "running" ? 0 : 1,
  };
  return {
    record,
    image: image?.reference ?? image?.id ?? "",
    json: () => ({
      ...(record.sandbox ? protoJson("PodSandbox", sandbox) : protoJson("Container", container)),
      runtime: runtimeJson(record.runtime),
    }),
    handler: "",
  };
}
