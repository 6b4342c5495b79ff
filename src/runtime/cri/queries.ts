import { type CriLists, listAll } from "./lists.ts";
import {
  CONTAINER_STATUS,
  CRI_PACKAGES,
  type CriPackage,
  IMAGE_STATUS,
  POD_SANDBOX_STATUS,
  VERSION,
} from "./methods.ts";
import type { runtime } from "../proto/cri.ts";
import {
  GET_CONTAINER_EVENTS,
  IMAGE_FS_INFO,
  LIST_CONTAINER_STATS,
  LIST_IMAGES,
  LIST_METRIC_DESCRIPTORS,
  LIST_POD_SANDBOX_METRICS,
  LIST_POD_SANDBOX_STATS,
  RUNTIME_CONFIG,
  STATUS,
} from "./query_methods.ts";
import { GrpcChannel } from "../wire/grpc_channel.ts";
import type { GrpcMethod } from "../wire/grpc_method.ts";
import type { Queries } from "../proto/queries.ts";
import { orUnknown, RuntimeError } from "../runtime_error.ts";

/** How a {@linkcode CriQueries} asks. */
export interface CriQueriesOptions {
  /** Milliseconds until a call is given up; {@linkcode CriQueriesOptions.listTimeoutMs} for those with long answers. */
  readonly timeoutMs: number;
  /** Milliseconds until a list is given up. */
  readonly listTimeoutMs: number;
  /** Path of the socket that serves the images, where it is another one. */
  readonly imagePath?: string;
  /** What the socket is called, where the path is only a way to it. */
  readonly endpoint?: string;
}

const MIB = 1024 * 1024;
/** What CRI-O sends at most. */
const MAX_MESSAGE_BYTES = 80 * MIB;

/** What people ask one CRI runtime: every call gives the API's own messages, and rejects with a RuntimeError. */
export class CriQueries implements Queries {
  /** What the socket is called. */
  readonly endpoint: string;
  readonly #options: CriQueriesOptions;
  readonly #channel: GrpcChannel;
  readonly #images: GrpcChannel;
  #package: Promise<CriPackage> | undefined;

  /** @param path Path of the unix socket. */
  constructor(path: string, options: CriQueriesOptions) {
    const endpoint = this.endpoint = options.endpoint ?? path;
    this.#options = options;
    const limits = { maxMessageBytes: MAX_MESSAGE_BYTES };
    this.#channel = new GrpcChannel(path, { ...limits, endpoint });
    const { imagePath = path } = options;
    this.#images = imagePath === path ? this.#channel : new GrpcChannel(imagePath, limits);
  }

  /** Who the runtime is, in all four fields. */
  version(signal?: AbortSignal): Promise<runtime.v1.VersionResponse> {
    return this.#ask(VERSION, {}, signal);
  }

  /** Its health; with `verbose` its configuration too. */
  status(verbose: boolean, signal?: AbortSignal): Promise<runtime.v1.StatusResponse> {
    return this.#ask(STATUS, { verbose }, signal);
  }

  /** Its cgroup driver. */
  runtimeConfig(signal?: AbortSignal): Promise<runtime.v1.RuntimeConfigResponse> {
    return this.#ask(RUNTIME_CONFIG, {}, signal);
  }

  /** Every container and sandbox, however many. */
  async lists(signal?: AbortSignal): Promise<CriLists> {
    const call = { timeoutMs: this.#options.listTimeoutMs, signal };
    return await listAll(this.#channel, await this.#packageName(signal), call);
  }

  /** One container; undefined where the runtime has none with this id. */
  containerStatus(
    containerId: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<runtime.v1.ContainerStatusResponse | undefined> {
    return orUnknown(this.#ask(CONTAINER_STATUS, { containerId, verbose }, signal));
  }

  /** One sandbox; undefined where the runtime has none with this id. */
  podSandboxStatus(
    podSandboxId: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<runtime.v1.PodSandboxStatusResponse | undefined> {
    return orUnknown(this.#ask(POD_SANDBOX_STATUS, { podSandboxId, verbose }, signal));
  }

  /** What containers use now; ids may be prefixes. */
  async containerStats(
    filter: runtime.v1.ContainerStatsFilter.$Properties,
    signal?: AbortSignal,
  ): Promise<readonly runtime.v1.ContainerStats.$Properties[]> {
    return (await this.#ask(LIST_CONTAINER_STATS, { filter }, signal, true)).stats;
  }

  /** What pods use now; ids may be prefixes. */
  async podSandboxStats(
    filter: runtime.v1.PodSandboxStatsFilter.$Properties,
    signal?: AbortSignal,
  ): Promise<readonly runtime.v1.PodSandboxStats.$Properties[]> {
    return (await this.#ask(LIST_POD_SANDBOX_STATS, { filter }, signal, true)).stats;
  }

  /** Every image; with a name, those that the runtime takes it for. */
  async images(
    name: string | undefined,
    signal?: AbortSignal,
  ): Promise<readonly runtime.v1.Image.$Properties[]> {
    const request = name === undefined ? {} : { filter: { image: { image: name } } };
    return (await this.#ask(LIST_IMAGES, request, signal, true, this.#images)).images;
  }

  /** One image by its id, tag or digest; the answer has no image where the runtime has none. */
  imageStatus(
    image: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<runtime.v1.ImageStatusResponse> {
    return this.#ask(IMAGE_STATUS, { image: { image }, verbose }, signal, false, this.#images);
  }

  /** Where images are kept, and how much they take. */
  imageFsInfo(signal?: AbortSignal): Promise<runtime.v1.ImageFsInfoResponse> {
    return this.#ask(IMAGE_FS_INFO, {}, signal, false, this.#images);
  }

  /** What pods can be measured by. */
  metricDescriptors(signal?: AbortSignal): Promise<runtime.v1.ListMetricDescriptorsResponse> {
    return this.#ask(LIST_METRIC_DESCRIPTORS, {}, signal, true);
  }

  /** The metrics of every pod. */
  podMetrics(signal?: AbortSignal): Promise<runtime.v1.ListPodSandboxMetricsResponse> {
    return this.#ask(LIST_POD_SANDBOX_METRICS, {}, signal, true);
  }

  /** Containers coming and going until the runtime ends the stream or the signal does; calls back for each. */
  async events(
    onEvent: (event: runtime.v1.ContainerEventResponse) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const packageName = await this.#packageName(signal);
    const channel = this.#channel;
    for await (
      const event of channel.serverStream(GET_CONTAINER_EVENTS, packageName, {}, { signal })
    ) {
      onEvent(event);
    }
  }

  /** Ends every call under way. */
  [Symbol.dispose](): void {
    this.#channel[Symbol.dispose]();
    this.#images[Symbol.dispose]();
  }

  async #ask<Request, Response>(
    method: GrpcMethod<Request, Response>,
    request: Request,
    signal: AbortSignal | undefined,
    long = false,
    channel = this.#channel,
  ): Promise<Response> {
    const { timeoutMs, listTimeoutMs } = this.#options;
    const call = { timeoutMs: long ? listTimeoutMs : timeoutMs, signal };
    return await channel.unary(method, await this.#packageName(signal), request, call);
  }

  /** v1, or v1alpha2 where v1 is not served; asked once. */
  #packageName(signal: AbortSignal | undefined): Promise<CriPackage> {
    this.#package ??= this.#negotiate(signal).catch((error: unknown) => {
      this.#package = undefined;
      throw error;
    });
    return this.#package;
  }

  async #negotiate(signal: AbortSignal | undefined): Promise<CriPackage> {
    for (const packageName of CRI_PACKAGES) {
      try {
        const call = { timeoutMs: this.#options.timeoutMs, signal };
        await this.#channel.unary(VERSION, packageName, {}, call);
        return packageName;
      } catch (error) {
        if (!(error instanceof RuntimeError) || error.kind !== "unimplemented") throw error;
      }
    }
    throw new RuntimeError("unimplemented", this.endpoint, "it serves no CRI, v1 or v1alpha2", {
      fix: "enable its CRI plugin",
    });
  }
}
