import Long from "long";
import { runtime } from "#runtime/proto/cri.ts";
import type { CriState } from "./cri_answers.ts";
import type { FakeImage } from "./cri_script.ts";
import type { GrpcReply } from "./grpc_wire.ts";

import v1 = runtime.v1;

/** Containers use a quarter of a CPU, pods half of one. */
const CONTAINER_SHARE = 4;
const POD_SHARE = 2;

/** Answers what only people ask; undefined for methods that are not served. */
export function queryAnswer(
  method: string,
  request: Uint8Array,
  { script, containers, sandboxes }: CriState,
): GrpcReply | undefined {
  switch (method) {
    case "Status": {
      const { verbose } = v1.StatusRequest.decode(request);
      return one(v1.StatusResponse.encode({
        status: {
          conditions: [
            { type: "RuntimeReady", status: true },
            { type: "NetworkReady", status: false, reason: "NetworkPluginNotReady" },
          ],
        },
        runtimeHandlers: [{ name: "runc", features: { userNamespaces: true } }],
        features: { supplementalGroupsPolicy: true },
        info: verbose ? { config: script.config ?? "{}", lastCNILoadStatus: '"OK"' } : {},
      }));
    }
    case "RuntimeConfig":
      if (script.cgroupDriver === undefined) return undefined;
      return one(v1.RuntimeConfigResponse.encode({
        linux: { cgroupDriver: v1.CgroupDriver[script.cgroupDriver] },
      }));
    case "ListImages": {
      const name = v1.ListImagesRequest.decode(request).filter?.image?.image ?? "";
      const images = (script.images ?? []).filter((image) =>
        name === "" || [image.id, ...(image.repoTags ?? [])].includes(name)
      );
      return one(v1.ListImagesResponse.encode({ images: images.map(image) }));
    }
    case "ListContainerStats": {
      const filter = v1.ListContainerStatsRequest.decode(request).filter;
      const stats = [...containers.values()]
        .filter(({ id, sandboxId }) =>
          id.startsWith(filter?.id ?? "") && sandboxId.startsWith(filter?.podSandboxId ?? "")
        )
        .map(({ id, name, state }): v1.ContainerStats.$Properties => ({
          attributes: { id, metadata: { name, attempt: 0 } },
          ...((state ?? "running") === "running"
            ? {
              cpu: cpu(CONTAINER_SHARE),
              memory: { workingSetBytes: { value: Long.fromNumber(2_000_000) } },
              writableLayer: {
                usedBytes: { value: Long.fromNumber(8192) },
                inodesUsed: { value: Long.fromNumber(5) },
              },
            }
            : {}),
        }));
      return one(v1.ListContainerStatsResponse.encode({ stats }));
    }
    case "ListPodSandboxStats": {
      const stats = [...sandboxes.values()].map((
        { id, name, namespace, uid },
      ): v1.PodSandboxStats.$Properties => ({
        attributes: { id, metadata: { name, namespace, uid, attempt: 0 } },
        linux: {
          cpu: cpu(POD_SHARE),
          memory: { workingSetBytes: { value: Long.fromNumber(3_000_000) } },
          process: { processCount: { value: Long.fromNumber(2) } },
        },
      }));
      return one(v1.ListPodSandboxStatsResponse.encode({ stats }));
    }
    case "ImageFsInfo":
      return one(v1.ImageFsInfoResponse.encode({
        imageFilesystems: [{
          timestamp: Long.fromString("1700000000000000000"),
          fsId: { mountpoint: "/var/lib/images" },
          usedBytes: { value: Long.fromNumber(4_673_530) },
          inodesUsed: { value: Long.fromNumber(7) },
        }],
      }));
    case "ListMetricDescriptors":
      if (script.metric === undefined) return undefined;
      return one(v1.ListMetricDescriptorsResponse.encode({
        descriptors: [{ name: "cpu_total", help: "CPU time", labelKeys: ["id", "pod"] }],
      }));
    case "ListPodSandboxMetrics": {
      const { metric } = script;
      if (metric === undefined) return undefined;
      return one(v1.ListPodSandboxMetricsResponse.encode({
        podMetrics: [...sandboxes.keys()].map((podSandboxId) => ({
          podSandboxId,
          metrics: [{
            name: "cpu_total",
            metricType: v1.MetricType.GAUGE,
            labelValues: [podSandboxId, "x"],
            value: { value: Long.fromNumber(metric) },
          }],
        })),
      }));
    }
    case "GetContainerEvents":
      if (script.events === undefined) return undefined;
      return {
        messages: script.events.map(({ id, type }) =>
          v1.ContainerEventResponse.encode({ containerId: id, containerEventType: type }).finish()
        ),
        ...(script.eventsStay === true ? { isOpen: true } : {}),
      };
    default:
      return undefined;
  }
}

function image({ id, repoTags, repoDigests, size }: FakeImage): v1.Image.$Properties {
  return {
    id,
    repoTags: [...(repoTags ?? [])],
    repoDigests: [...(repoDigests ?? [])],
    size: Long.fromNumber(size ?? 0, true),
  };
}

function cpu(share: number): v1.CpuUsage.$Properties {
  const now = Long.fromNumber(performance.now()).multiply(1_000_000);
  return { timestamp: now, usageCoreNanoSeconds: { value: now.divide(share).toUnsigned() } };
}

function one(message: { finish(): Uint8Array }): GrpcReply {
  return { messages: [message.finish()] };
}
