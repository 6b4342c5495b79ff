import Long from "long";
import { runtime } from "#runtime/proto/cri.ts";
import type { CriScript, FakeContainer, FakeImage, FakeSandbox } from "./cri_script.ts";
import { queryAnswer } from "./cri_query_answers.ts";
import type { GrpcReply } from "./grpc_wire.ts";

import v1 = runtime.v1;

const NOT_FOUND = 5;
const UNIMPLEMENTED = 12;
const STATES = ["created", "running", "exited", "unknown"];

/** What a fake runtime holds now. */
export interface CriState {
  readonly script: CriScript;
  readonly sandboxes: ReadonlyMap<string, FakeSandbox>;
  readonly containers: ReadonlyMap<string, FakeContainer>;
}

/** Answers one call as a well-behaved runtime would. */
export function answer(method: string, request: Uint8Array, state: CriState): GrpcReply {
  const { script } = state;
  switch (method) {
    case "Version": {
      const { name, version } = script.runtime ?? { name: "containerd", version: "1.7.0" };
      return one(
        v1.VersionResponse.encode({
          version: "0.1.0",
          runtimeName: name,
          runtimeVersion: version,
          runtimeApiVersion: "v1",
        }),
      );
    }
    case "ListContainers":
    case "StreamContainers": {
      const { filter } = v1.ListContainersRequest.decode(request);
      const containers = [...state.containers.values(), ...generated(script)]
        .filter(({ id, sandboxId, state }) =>
          matches(script, id, filter?.id) && matches(script, sandboxId, filter?.podSandboxId) &&
          ((filter?.state ?? undefined) === undefined ||
            STATES[filter?.state?.state ?? 0] === (state ?? "running"))
        );
      return listed(
        method,
        script,
        containers,
        (part) => v1.ListContainersResponse.encode({ containers: part.map(container) }),
      );
    }
    case "ListPodSandbox":
    case "StreamPodSandboxes": {
      const { filter } = v1.ListPodSandboxRequest.decode(request);
      const sandboxes = [...state.sandboxes.values(), ...generatedSandboxes(script)]
        .filter(({ id, ready }) =>
          matches(script, id, filter?.id) &&
          ((filter?.state ?? undefined) === undefined ||
            (filter?.state?.state === 1) === (ready === false))
        );
      return listed(
        method,
        script,
        sandboxes,
        (part) => v1.ListPodSandboxResponse.encode({ items: part.map(sandbox) }),
      );
    }
    case "ContainerStatus": {
      const { containerId, verbose } = v1.ContainerStatusRequest.decode(request);
      const found = state.containers.get(containerId);
      if (found === undefined) return missing(`container ${containerId}`);
      const { podSandboxId: _, ...status } = container(found);
      const own = { ...status, ...statusOnly(found), logPath: found.logPath ?? "" };
      return one(
        v1.ContainerStatusResponse.encode({
          status: own,
          info: verbose ? infoOf(script, found, true) : {},
        }),
      );
    }
    case "PodSandboxStatus": {
      const { podSandboxId, verbose } = v1.PodSandboxStatusRequest.decode(request);
      const found = state.sandboxes.get(podSandboxId);
      if (found === undefined) return missing(`sandbox ${podSandboxId}`);
      return one(
        v1.PodSandboxStatusResponse.encode({
          status: sandbox(found),
          info: verbose ? infoOf(script, found, false) : {},
        }),
      );
    }
    case "ImageStatus": {
      const { image } = v1.ImageStatusRequest.decode(request);
      const found = script.images?.find((known) => isNamed(known, image?.image ?? ""));
      return one(
        v1.ImageStatusResponse.encode(
          found === undefined ? {} : {
            image: {
              id: found.id,
              repoTags: [...(found.repoTags ?? [])],
              repoDigests: [...(found.repoDigests ?? [])],
            },
          },
        ),
      );
    }
    default:
      return queryAnswer(method, request, state) ?? unknown(method);
  }
}

function statusOnly({ status }: FakeContainer): v1.ContainerStatus.$Properties {
  const { startedAtNs = "0", finishedAtNs = "0", stopSignal = "RUNTIME_DEFAULT" } = status ?? {};
  const { exitCode = 0, reason = "", message = "" } = status ?? {};
  const signals: Readonly<Record<string, unknown>> = v1.Signal;
  return {
    exitCode,
    reason,
    message,
    startedAt: Long.fromString(startedAtNs),
    finishedAt: Long.fromString(finishedAtNs),
    stopSignal: Number(signals[stopSignal]),
  };
}

/** A list as one message, or in batches where the method is one of those. */
function listed<T>(
  method: string,
  script: CriScript,
  items: readonly T[],
  encode: (part: readonly T[]) => { finish(): Uint8Array },
): GrpcReply {
  if (!method.startsWith("Stream")) return one(encode(items));
  const { batch } = script;
  if (batch === undefined) return unknown(method);
  const messages: Uint8Array[] = [];
  for (let start = 0; start < items.length; start += batch) {
    messages.push(encode(items.slice(start, start + batch)).finish());
  }
  return { messages };
}

function unknown(method: string): GrpcReply {
  return { messages: [], failure: { code: UNIMPLEMENTED, message: `unknown method ${method}` } };
}

function one(message: { finish(): Uint8Array }): GrpcReply {
  return { messages: [message.finish()] };
}

function missing(what: string): GrpcReply {
  return { messages: [], failure: { code: NOT_FOUND, message: `${what} not found` } };
}

/** Runtimes take a prefix of an id for the id. */
function matches(script: CriScript, id: string, filter: string | null | undefined): boolean {
  return script.ignoreIdFilter === true || filter === null || filter === undefined ||
    id.startsWith(filter);
}

function isNamed(image: FakeImage, name: string): boolean {
  return [image.id, ...(image.repoTags ?? []), ...(image.repoDigests ?? [])].includes(name);
}

function container(fake: FakeContainer): v1.Container.$Properties {
  return {
    id: fake.id,
    podSandboxId: fake.sandboxId,
    metadata: { name: fake.name, attempt: fake.attempt ?? 0 },
    image: { image: fake.image ?? "", userSpecifiedImage: fake.userSpecifiedImage ?? "" },
    imageRef: fake.imageRef ?? "",
    imageId: fake.imageId ?? "",
    state: STATES.indexOf(fake.state ?? "running"),
    createdAt: Long.fromString(fake.createdAtNs ?? "1700000000000000001"),
    labels: { ...fake.labels },
    annotations: { ...fake.annotations },
  };
}

function sandbox(fake: FakeSandbox): v1.PodSandbox.$Properties {
  return {
    id: fake.id,
    metadata: { name: fake.name, namespace: fake.namespace, uid: fake.uid, attempt: 0 },
    state: fake.ready === false ? 1 : 0,
    createdAt: Long.fromString(fake.createdAtNs ?? "1700000000000000000"),
    labels: {
      "io.kubernetes.pod.name": fake.name,
      "io.kubernetes.pod.namespace": fake.namespace,
      "io.kubernetes.pod.uid": fake.uid,
      ...fake.labels,
    },
    annotations: { ...fake.annotations },
  };
}

function infoOf(
  script: CriScript,
  fake: FakeContainer | FakeSandbox,
  isContainer: boolean,
): Record<string, string> {
  const runtimeSpec = { ociVersion: "1.1.0", linux: { cgroupsPath: fake.cgroupsPath } };
  const pid = fake.pid ?? 0;
  if (script.infoText) return { info: script.infoText };
  switch (script.info ?? "containerd") {
    case "containerd":
      return { info: JSON.stringify({ pid, snapshotter: "overlayfs", runtimeSpec }) };
    case "cri-o":
      // Without an infra container a sandbox has no pid.
      return { info: JSON.stringify(isContainer ? { pid, runtimeSpec } : { runtimeSpec }) };
    case "cri-dockerd":
      return isContainer ? { info: JSON.stringify({ sandboxID: "", pid }) } : {};
    case "legacy":
      return { pid: String(pid), sandboxId: "" };
    case "broken":
      return { info: '{"pid": 12, "runtimeSpec": {' };
    case "none":
      return {};
  }
}

const CONTAINERS_A_POD = 10;

function* generated(script: CriScript): Generator<FakeContainer> {
  const note = "0".repeat(script.generatedNoteBytes ?? 600);
  for (let index = 0; index < (script.generate ?? 0); index++) {
    const pod = Math.floor(index / CONTAINERS_A_POD);
    yield {
      id: `e${index.toString(16).padStart(63, "0")}`,
      sandboxId: `d${pod.toString(16).padStart(63, "0")}`,
      name: `generated-${index}`,
      image: "registry.example/generated:1",
      labels: {
        "io.kubernetes.container.name": `generated-${index}`,
        "io.kubernetes.pod.name": `generated-${pod}`,
        "io.kubernetes.pod.namespace": "default",
        "io.kubernetes.pod.uid": `00000000-0000-4000-8000-${String(pod).padStart(12, "0")}`,
      },
      annotations: { "io.kubernetes.container.hash": note },
    };
  }
}

function* generatedSandboxes(script: CriScript): Generator<FakeSandbox> {
  for (let pod = 0; pod * CONTAINERS_A_POD < (script.generate ?? 0); pod++) {
    yield {
      id: `d${pod.toString(16).padStart(63, "0")}`,
      name: `generated-${pod}`,
      namespace: "default",
      uid: `00000000-0000-4000-8000-${String(pod).padStart(12, "0")}`,
      labels: { app: "generated" },
    };
  }
}
