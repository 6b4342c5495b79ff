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
  /** Whether CRI lists it. */
  readonly byCri: boolean;
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
  const containers: Listed[] = [];
  const sandboxes: Listed[] = [];
  const told = new ToldByCri();
  for (const { runtime: { identity }, value } of answers) {
    const byId = new Map(value.sandboxes.map((sandbox) => [sandbox.id ?? "", sandbox]));
    for (const container of value.containers) {
      const sandbox = byId.get(container.podSandboxId ?? "");
      told.add(containers, criContainer(container, sandbox, identity));
    }
    for (const sandbox of value.sandboxes) told.add(sandboxes, criSandbox(sandbox, identity));
  }
  const pods = engines.flatMap(({ value }) => value);
  const podIds = new Set(pods.map(({ id }) => id));
  for (const record of [...others, ...pods]) {
    // Podman's "pause" container stands for a pod that is listed itself.
    if (record.sandbox && record.sandboxId !== record.id && podIds.has(record.sandboxId ?? "")) {
      continue;
    }
    if (told.knows(record)) continue;
    (record.sandbox ? sandboxes : containers).push(otherListed(record));
  }
  return { containers, sandboxes };
}

/** What CRI's lists have, which other APIs tell of again. */
class ToldByCri {
  readonly #endpoints = new Map<string, string>();

  /** Adds a member to a list, unless another CRI has told of it. */
  add(list: Listed[], listed: Listed): void {
    const { id, runtime: { endpoint } } = listed.record;
    if (this.#endpoints.has(id)) return;
    this.#endpoints.set(id, endpoint);
    list.push(listed);
  }

  /** Whether this is one of them: a container of the same id in another of containerd's namespaces is not. */
  knows({ id, runtime: { endpoint, namespace } }: ContainerRecord): boolean {
    const known = this.#endpoints.get(id);
    if (known === undefined || namespace === undefined) return known !== undefined;
    return namespace === CRI_NAMESPACE && known === endpoint;
  }
}

/** Where containerd keeps what CRI made. */
const CRI_NAMESPACE = "k8s.io";

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
    byCri: true,
  };
}

function criSandbox(sandbox: CriSandbox, identity: RuntimeIdentity): Listed {
  return {
    record: sandboxRecord(sandbox, identity),
    image: "",
    json: () => ({ ...protoJson("PodSandbox", sandbox), runtime: runtimeJson(identity) }),
    handler: sandbox.runtimeHandler ?? "",
    byCri: true,
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
    byCri: false,
  };
}
