import type { runtime } from "./cri.ts";

/**
 * What people ask one runtime. Answers are CRI's messages, whatever API the runtime speaks: what it does not tell is
 * absent. Every call rejects with a RuntimeError.
 */
export interface Queries extends Disposable {
  /** What the socket is called. */
  readonly endpoint: string;
  /** Its health; with `verbose` its configuration too. */
  status(verbose: boolean, signal?: AbortSignal): Promise<runtime.v1.StatusResponse.$Properties>;
  /** Its cgroup driver. */
  runtimeConfig(signal?: AbortSignal): Promise<runtime.v1.RuntimeConfigResponse.$Properties>;
  /** Where images are kept, and how much they take. */
  imageFsInfo(signal?: AbortSignal): Promise<runtime.v1.ImageFsInfoResponse.$Properties>;
  /** Every image; with a name, those that the runtime takes it for. */
  images(
    name: string | undefined,
    signal?: AbortSignal,
  ): Promise<readonly runtime.v1.Image.$Properties[]>;
  /** One image by its id, tag or digest; the answer has no image where the runtime has none. */
  imageStatus(
    image: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<runtime.v1.ImageStatusResponse.$Properties>;
  /** One container; undefined where the runtime has none with this id. */
  containerStatus(
    id: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<runtime.v1.ContainerStatusResponse.$Properties | undefined>;
  /** One sandbox; undefined where the runtime has none with this id. */
  podSandboxStatus(
    id: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<runtime.v1.PodSandboxStatusResponse.$Properties | undefined>;
  /** What containers use now; ids may be prefixes. */
  containerStats(
    filter: runtime.v1.ContainerStatsFilter.$Properties,
    signal?: AbortSignal,
  ): Promise<readonly runtime.v1.ContainerStats.$Properties[]>;
  /** What pods use now; ids may be prefixes. */
  podSandboxStats(
    filter: runtime.v1.PodSandboxStatsFilter.$Properties,
    signal?: AbortSignal,
  ): Promise<readonly runtime.v1.PodSandboxStats.$Properties[]>;
}
