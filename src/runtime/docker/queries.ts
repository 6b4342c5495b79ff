import { runtime } from "../proto/cri.ts";
import { DockerClient } from "./client.ts";
import { dockerRecord } from "./records.ts";
import { engineEvents } from "./event_stream.ts";
import type { EngineEvent } from "./events.ts";
import { engineLog, type EngineLogEntry } from "./log.ts";
import { dockerStats, numberOf, podmanPodStats, podmanStats } from "./stats.ts";
import { containerInfo, containerStatusOf, imageOf, podStatusOf } from "./status.ts";
import { HttpChannel, type RequestOptions } from "../wire/http_channel.ts";
import { imageFsInfoOf } from "./image_fs.ts";
import { listOf, member, textOf } from "../json_reader.ts";
import { LIBPOD, podmanPodRecord } from "./podman_pods.ts";
import type { Queries } from "../proto/queries.ts";
import { orUnknown } from "../runtime_error.ts";
import type { ContainerRecord, RuntimeIdentity } from "../types.ts";

import v1 = runtime.v1;

/** How an {@linkcode EngineQueries} asks. */
export interface EngineQueriesOptions {
  /** Milliseconds until a call is given up; {@linkcode EngineQueriesOptions.listTimeoutMs} for those with long answers. */
  readonly timeoutMs: number;
  /** Milliseconds until a list is given up. */
  readonly listTimeoutMs: number;
}

/** What of a log is wanted. */
export interface EngineLogOptions {
  /** Go on until the container has ended. */
  readonly follow: boolean;
  /** Only so many lines from the end. */
  readonly tail?: number;
  /** Only from this time on, nanoseconds since the Unix epoch. */
  readonly since?: bigint;
  /** Only what the container wrote here. */
  readonly stream?: EngineLogEntry["stream"];
  /** Have each entry's time sent. */
  readonly timestamps: boolean;
  readonly signal?: AbortSignal;
}

const MAX_ANSWER_BYTES = 80 * 1024 * 1024;
/** So many containers are asked about at once. */
const STATS_AT_ONCE = 16;
/** Names and ids of containers and pods. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
/** Names, digests and ids of images; no part of a path may be a way up. */
const IMAGE_NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9][A-Za-z0-9_.:@/+-]*$/;

/** What people ask Docker or Podman: the answers are CRI's messages, as far as the engine knows what they say. */
export class EngineQueries implements Queries {
  readonly endpoint: string;
  readonly #identity: RuntimeIdentity;
  readonly #podman: boolean;
  readonly #options: EngineQueriesOptions;
  readonly #channel: HttpChannel;
  readonly #client: DockerClient;

  /** @param path Path of the unix socket. */
  constructor(path: string, identity: RuntimeIdentity, options: EngineQueriesOptions) {
    const endpoint = this.endpoint = identity.endpoint;
    this.#identity = identity;
    this.#podman = identity.name === "podman";
    this.#options = options;
    this.#channel = new HttpChannel(path, { maxBytes: MAX_ANSWER_BYTES, endpoint });
    this.#client = new DockerClient(path, { ...options, endpoint });
  }

  async imageFsInfo(signal?: AbortSignal): Promise<v1.ImageFsInfoResponse.$Properties> {
    const call = this.#longCall(signal);
    const [info, usage] = await Promise.all([
      this.#info(signal),
      this.#channel.get(this.#podman ? `${LIBPOD}/system/df` : "/system/df?type=image", call),
    ]);
    return imageFsInfoOf(info, usage, Date.now());
  }

  async status(verbose: boolean, signal?: AbortSignal): Promise<v1.StatusResponse.$Properties> {
    // That it answers is what it says of its health.
    const condition = { type: "RuntimeReady", status: true, reason: "", message: "" };
    const status = { conditions: [condition] };
    if (verbose) return { status, info: { info: JSON.stringify(await this.#info(signal)) } };
    await this.#channel.headers("/_ping", this.#call(signal));
    return { status };
  }

  async runtimeConfig(signal?: AbortSignal): Promise<v1.RuntimeConfigResponse.$Properties> {
    const info = await this.#info(signal);
    const driver = member(info, "CgroupDriver") ?? member(info, "host", "cgroupManager");
    if (driver !== "systemd" && driver !== "cgroupfs") return {};
    const { SYSTEMD, CGROUPFS } = v1.CgroupDriver;
    return { linux: { cgroupDriver: driver === "systemd" ? SYSTEMD : CGROUPFS } };
  }

  async images(
    name: string | undefined,
    signal?: AbortSignal,
  ): Promise<readonly v1.Image.$Properties[]> {
    if (name !== undefined) {
      const { image } = await this.imageStatus(name, false, signal);
      return image === undefined || image === null ? [] : [image];
    }
    const list = await this.#channel.get("/images/json", this.#longCall(signal));
    return listOf(list).flatMap((image) => imageOf(image) ?? []);
  }

  async imageStatus(
    image: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<v1.ImageStatusResponse.$Properties> {
    if (!IMAGE_NAME.test(image)) return {};
    const found = await orUnknown(
      this.#channel.get(`/images/${image}/json`, this.#call(signal)),
    );
    const message = imageOf(found);
    if (message === undefined) return {};
    return { image: message, ...(verbose ? { info: { info: JSON.stringify(found) } } : {}) };
  }

  /** The id may be its beginning, or a name. */
  async containerStatus(
    id: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<v1.ContainerStatusResponse.$Properties | undefined> {
    const inspection = await this.#inspect("containers", id, signal);
    const record = dockerRecord(inspection, this.#identity, () => undefined);
    // The "pause" container of a pod is shown as that.
    if (record === undefined || record.sandbox) return undefined;
    const status = containerStatusOf(inspection, record);
    return { status, ...(verbose ? { info: containerInfo(inspection) } : {}) };
  }

  /** Podman's pods; the id may be its beginning, or a name. */
  async podSandboxStatus(
    id: string,
    verbose: boolean,
    signal?: AbortSignal,
  ): Promise<v1.PodSandboxStatusResponse.$Properties | undefined> {
    if (!this.#podman) return undefined;
    const inspection = await this.#inspect("pods", id, signal);
    const record = podmanPodRecord(inspection, this.#identity);
    if (record === undefined) return undefined;
    return {
      status: podStatusOf(record),
      ...(verbose ? { info: { info: JSON.stringify(inspection) } } : {}),
    };
  }

  async containerStats(
    filter: v1.ContainerStatsFilter.$Properties,
    signal?: AbortSignal,
  ): Promise<readonly v1.ContainerStats.$Properties[]> {
    const { id, podSandboxId, labelSelector } = filter;
    const records = (await this.#client.list(signal)).filter((record) =>
      !record.sandbox && record.state === "running" && record.id.startsWith(id ?? "") &&
      (record.sandboxId ?? "").startsWith(podSandboxId ?? "") && hasLabels(record, labelSelector)
    );
    if (this.#podman) {
      const entries = await this.#podmanEntries(signal);
      return records.flatMap((record) => podmanStats(entries.get(record.id), record) ?? []);
    }
    const stats = new Map<string, v1.ContainerStats.$Properties>();
    const waiting = [...records];
    await Promise.all(Array.from({ length: STATS_AT_ONCE }, async () => {
      for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
        const target = `/containers/${record.id}/stats?stream=false&one-shot=true`;
        const sample = await orUnknown(this.#channel.get(target, this.#longCall(signal)));
        const own = dockerStats(sample, record);
        if (own !== undefined) stats.set(record.id, own);
      }
    }));
    return records.flatMap(({ id }) => stats.get(id) ?? []);
  }

  /** Podman's pods. */
  async pods(signal?: AbortSignal): Promise<readonly ContainerRecord[]> {
    if (!this.#podman) return [];
    const list = await this.#channel.get(`${LIBPOD}/pods/json`, this.#longCall(signal));
    return listOf(list).flatMap((pod) => podmanPodRecord(pod, this.#identity) ?? []);
  }

  /** Podman's pods: what their containers use together. */
  async podSandboxStats(
    filter: v1.PodSandboxStatsFilter.$Properties,
    signal?: AbortSignal,
  ): Promise<readonly v1.PodSandboxStats.$Properties[]> {
    if (!this.#podman) return [];
    const [pods, records, entries] = await Promise.all([
      this.pods(signal),
      this.#client.list(signal),
      this.#podmanEntries(signal),
    ]);
    const wanted = pods.filter((pod) =>
      pod.id.startsWith(filter.id ?? "") && hasLabels(pod, filter.labelSelector)
    );
    return wanted.map((pod) => {
      const members = records.flatMap((record) => {
        const entry = record.sandboxId === pod.id ? entries.get(record.id) : undefined;
        const stats = podmanStats(entry, record);
        const processes = numberOf(member(entry, "PIDs")) ?? 0;
        return stats === undefined ? [] : [{ stats, processes, infra: record.sandbox }];
      });
      return podmanPodStats(pod, members);
    });
  }

  /**
   * Containers and Podman's pods coming and going, until the engine ends the stream or the signal does; with `sinceNs`
   * those from that time on that the engine still remembers come first.
   */
  async events(
    onEvent: (event: EngineEvent) => void,
    { sinceNs, signal }: { readonly sinceNs?: bigint; readonly signal: AbortSignal },
  ): Promise<void> {
    // Docker would tell of each health check too; Podman's words for some of these are others.
    const filters = this.#podman
      ? { type: ["container", "pod"] }
      : { type: ["container"], event: ["create", "start", "die", "destroy"] };
    const since = sinceNs === undefined ? "" : `&since=${secondsOf(sinceNs)}`;
    const target = `/events?filters=${encodeURIComponent(JSON.stringify(filters))}${since}`;
    const known = this.#podman ? [] : await this.#client.list(signal).catch(() => []);
    const chunks = this.#channel.stream(target, this.#call(signal));
    // What is not told in time is not known, and holds up no other event.
    const inspect = (id: string) => this.#inspect("containers", id, signal).catch(() => undefined);
    for await (const event of engineEvents(chunks, this.#identity, known, inspect)) onEvent(event);
  }

  /** A container's log by its id or name. */
  async *logs(id: string, options: EngineLogOptions): AsyncGenerator<EngineLogEntry> {
    const { follow, tail, since, stream, timestamps, signal } = options;
    const terminal = member(await this.#inspect("containers", id, signal), "Config", "Tty");
    const wanted = new URLSearchParams({
      stdout: String(stream !== "stderr"),
      stderr: String(stream !== "stdout"),
    });
    // A terminal's log has times in the middle of long lines, as nothing else tells the parts.
    if (timestamps) wanted.set("timestamps", "true");
    if (follow) wanted.set("follow", "true");
    if (tail !== undefined && tail !== Infinity) wanted.set("tail", String(tail));
    if (since !== undefined) wanted.set("since", secondsOf(since));
    const target = `/containers/${id}/logs?${wanted}`;
    const chunks = this.#channel.stream(target, this.#call(signal));
    yield* engineLog(chunks, this.endpoint, { framed: terminal !== true, timestamps });
  }

  /** Ends every call under way. */
  [Symbol.dispose](): void {
    this.#channel[Symbol.dispose]();
    this.#client[Symbol.dispose]();
  }

  /** What the engine says of itself: Podman needs a while for it. */
  async #info(signal: AbortSignal | undefined): Promise<unknown> {
    return await this.#channel.get(
      this.#podman ? `${LIBPOD}/info` : "/info",
      this.#longCall(signal),
    );
  }

  async #inspect(
    kind: "containers" | "pods",
    id: string,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    if (!NAME.test(id)) return undefined;
    const api = this.#podman ? LIBPOD : "";
    return await orUnknown(this.#channel.get(`${api}/${kind}/${id}/json`, this.#call(signal)));
  }

  /** What every running container uses, by id, in one answer. */
  async #podmanEntries(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, unknown>> {
    const target = `${LIBPOD}/containers/stats?stream=false`;
    const answer = await this.#channel.get(target, this.#longCall(signal));
    return new Map(
      listOf(member(answer, "Stats")).map((entry) => [
        textOf(member(entry, "ContainerID")) ?? "",
        entry,
      ]),
    );
  }

  #call(signal: AbortSignal | undefined): RequestOptions {
    return { timeoutMs: this.#options.timeoutMs, signal };
  }

  #longCall(signal: AbortSignal | undefined): RequestOptions {
    return { timeoutMs: this.#options.listTimeoutMs, signal };
  }
}

function hasLabels(
  record: ContainerRecord,
  wanted: Readonly<Record<string, string>> | null | undefined,
): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => record.labels[key] === value);
}

/** Seconds with nine decimals, as the engines take times: from 1970 on. */
function secondsOf(time: bigint): string {
  const ns = time < 0n ? 0n : time;
  return `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, "0")}`;
}
