import {
  CONTAINER_STATUS,
  CRI_PACKAGES,
  type CriPackage,
  IMAGE_STATUS,
  LIST_CONTAINERS,
  LIST_POD_SANDBOX,
  POD_SANDBOX_STATUS,
  VERSION,
} from "./methods.ts";
import {
  containerRecord,
  type CriContainer,
  type CriSandbox,
  describedImage,
  imageKey,
  listedReference,
  sandboxRecord,
  timestamp,
} from "./records.ts";
import { type DescribedImage, DescribedImages, type ImageQuestion } from "../described_images.ts";
import { listAll } from "./lists.ts";
import { type CallOptions, GrpcChannel } from "../wire/grpc_channel.ts";
import type { GrpcMethod } from "../wire/grpc_method.ts";
import { text } from "../kubernetes_labels.ts";
import { optional } from "../optional.ts";
import { orUnknown, RuntimeError } from "../runtime_error.ts";
import { CALL_MS, LIST_MS } from "../call_times.ts";
import { cgroupHintOf } from "../verbose_info.ts";
import type {
  CgroupHint,
  ContainerRecord,
  RuntimeClient,
  RuntimeClientOptions,
  RuntimeIdentity,
  RuntimeInfo,
} from "../types.ts";

/** What CRI-O calls itself. */
const CRIO = "cri-o";

const MIB = 1024 * 1024;

/** Largest message accepted about one container: what the kubelet takes. */
const MAX_MESSAGE_BYTES = 16 * MIB;

/** Largest list accepted: what CRI-O sends at most; containerd and cri-dockerd stop at 16 MiB. */
const MAX_LIST_BYTES = 80 * MIB;

/** A runtime that serves the Kubernetes Container Runtime Interface: containerd, CRI-O, cri-dockerd. */
export class CriClient implements RuntimeClient {
  readonly kind = "cri";
  readonly endpoint: string;
  readonly #channel: GrpcChannel;
  readonly #listChannel: GrpcChannel;
  readonly #timeoutMs: number;
  readonly #listTimeoutMs: number;
  readonly #images = new DescribedImages((key, signal) => this.#describeImage(key, signal));
  #package: CriPackage = CRI_PACKAGES[0];
  #info: RuntimeInfo | undefined;

  /** @param path Path of the unix socket. */
  constructor(path: string, options: RuntimeClientOptions = {}) {
    const endpoint = this.endpoint = options.endpoint ?? path;
    this.#timeoutMs = options.timeoutMs ?? CALL_MS;
    this.#listTimeoutMs = options.listTimeoutMs ?? LIST_MS;
    this.#channel = new GrpcChannel(path, { maxMessageBytes: MAX_MESSAGE_BYTES, endpoint });
    this.#listChannel = new GrpcChannel(path, { maxMessageBytes: MAX_LIST_BYTES, endpoint });
  }

  /** Asks for the version with v1, and with v1alpha2 where v1 is not served. */
  async probe(signal?: AbortSignal): Promise<RuntimeInfo> {
    for (const packageName of CRI_PACKAGES) {
      try {
        const version = await this.#channel.unary(VERSION, packageName, {}, this.#call(signal));
        this.#package = packageName;
        this.#info = {
          name: text(version.runtimeName) ?? "unknown",
          ...optional("version", text(version.runtimeVersion)),
          api: `CRI ${packageName.slice("runtime.".length)}`,
          ...(packageName === CRI_PACKAGES[0] ? {} : { shortfall: "speaks only v1alpha2" }),
        };
        return this.#info;
      } catch (error) {
        if (!(error instanceof RuntimeError) || error.kind !== "unimplemented") throw error;
      }
    }
    throw new RuntimeError("unimplemented", this.endpoint, "it serves no CRI, v1 or v1alpha2", {
      fix: "enable its CRI plugin",
    });
  }

  /** Containers first, then sandboxes. */
  async list(signal?: AbortSignal): Promise<ContainerRecord[]> {
    const identity = await this.#identity(signal);
    const call = { timeoutMs: this.#listTimeoutMs, signal };
    const { containers, sandboxes } = await listAll(this.#listChannel, this.#package, call);
    const sandboxesById = new Map(sandboxes.map((sandbox) => [sandbox.id, sandbox]));
    const images = await this.#describeImages(containers, signal);
    return [
      ...containers.map((container) =>
        containerRecord(
          container,
          sandboxesById.get(container.podSandboxId ?? ""),
          identity,
          images.get(container),
        )
      ),
      ...sandboxes.map((sandbox) => sandboxRecord(sandbox, identity)),
    ];
  }

  async find(id: string, signal?: AbortSignal): Promise<ContainerRecord | undefined> {
    const identity = await this.#identity(signal);
    const [container, ownSandbox] = await Promise.all([
      this.#findContainer(id, signal),
      this.#findSandbox(id, signal),
    ]);
    if (ownSandbox !== undefined) return sandboxRecord(ownSandbox, identity);
    if (container === undefined) return undefined;
    const [sandbox, images] = await Promise.all([
      this.#findSandbox(container.podSandboxId ?? "", signal),
      this.#describeImages([container], signal),
    ]);
    return containerRecord(container, sandbox, identity, images.get(container));
  }

  async cgroupHint(id: string, signal?: AbortSignal): Promise<CgroupHint | undefined> {
    const call = this.#call(signal);
    const ask = { containerId: id, verbose: true };
    const container = await orUnknown(
      this.#channel.unary(CONTAINER_STATUS, this.#package, ask, call),
    );
    // One after the other: containerd writes an error into its log for each status of what it does not have.
    const sandbox = container === undefined
      ? await orUnknown(
        this.#channel.unary(
          POD_SANDBOX_STATUS,
          this.#package,
          { podSandboxId: id, verbose: true },
          call,
        ),
      )
      : undefined;
    const info = container?.info ?? sandbox?.info;
    return info === undefined ? undefined : cgroupHintOf(info);
  }

  /** Ends every call under way. */
  [Symbol.dispose](): void {
    this.#channel[Symbol.dispose]();
    this.#listChannel[Symbol.dispose]();
  }

  #call(signal: AbortSignal | undefined): CallOptions {
    return { timeoutMs: this.#timeoutMs, signal };
  }

  async #identity(signal: AbortSignal | undefined): Promise<RuntimeIdentity> {
    const { name, version } = this.#info ?? await this.probe(signal);
    return { name, ...optional("version", version), endpoint: this.endpoint, cri: true };
  }

  async #findContainer(
    id: string,
    signal: AbortSignal | undefined,
  ): Promise<CriContainer | undefined> {
    const request = { filter: { id } };
    const call = this.#call(signal);
    if (!await this.#mayHave(CONTAINER_STATUS, { containerId: id }, call)) return undefined;
    const { containers } = await this.#channel.unary(LIST_CONTAINERS, this.#package, request, call);
    return containers.find((container) => container.id === id);
  }

  async #findSandbox(
    id: string,
    signal: AbortSignal | undefined,
  ): Promise<CriSandbox | undefined> {
    // An empty filter would fetch every sandbox there is.
    if (id === "") return undefined;
    const request = { filter: { id } };
    const call = this.#call(signal);
    if (!await this.#mayHave(POD_SANDBOX_STATUS, { podSandboxId: id }, call)) return undefined;
    const { items } = await this.#channel.unary(LIST_POD_SANDBOX, this.#package, request, call);
    return items.find((sandbox) => sandbox.id === id);
  }

  /**
   * Whether a list is worth being asked for an id. CRI-O writes a warning into its log for each list that finds nothing,
   * and none for a status; containerd and cri-dockerd write one for each status, and none for a list.
   */
  async #mayHave<Request, Response>(
    status: GrpcMethod<Request, Response>,
    request: Request,
    call: CallOptions,
  ): Promise<boolean> {
    if (this.#info?.name !== CRIO) return true;
    try {
      await this.#channel.unary(status, this.#package, request, call);
    } catch (error) {
      if (error instanceof RuntimeError && error.kind === "not-found") return false;
      // The list may say more of what is amiss.
      if (!(error instanceof RuntimeError) || error.kind !== "failed") throw error;
    }
    return true;
  }

  /** Describes the images that the list does not name. */
  #describeImages(
    containers: readonly CriContainer[],
    signal: AbortSignal | undefined,
  ): Promise<Map<CriContainer, DescribedImage>> {
    const questions = new Map<CriContainer, ImageQuestion>();
    for (const container of containers) {
      const key = imageKey(container);
      if (key === undefined || listedReference(container) !== undefined) continue;
      questions.set(container, { key, createdAtNs: timestamp(container.createdAt) });
    }
    return this.#images.describe(questions, signal);
  }

  async #describeImage(
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<DescribedImage | undefined> {
    const request = { image: { image: key } };
    const call = this.#call(signal);
    const { image } = await this.#channel.unary(IMAGE_STATUS, this.#package, request, call);
    return image === null || image === undefined ? undefined : describedImage(image);
  }
}
