import { EngineImages } from "./images.ts";
import { dockerRecord } from "./records.ts";
import { HttpChannel, type RequestOptions } from "../wire/http_channel.ts";
import { listOf, member, pidOf, textOf, textsOf } from "../json_reader.ts";
import { optional } from "../optional.ts";
import { LIBPOD } from "./podman_pods.ts";
import { orUnknown, RuntimeError } from "../runtime_error.ts";
import { CALL_MS, LIST_MS } from "../call_times.ts";
import type {
  CgroupHint,
  ContainerRecord,
  RuntimeClient,
  RuntimeClientOptions,
  RuntimeIdentity,
  RuntimeInfo,
} from "../types.ts";

const MAX_ANSWER_BYTES = 80 * 1024 * 1024;

/** The Docker Engine API, served by dockerd and, with lists of its own that know pods, by Podman. */
export class DockerClient implements RuntimeClient {
  readonly kind = "docker";
  readonly endpoint: string;
  readonly #channel: HttpChannel;
  readonly #timeoutMs: number;
  readonly #listTimeoutMs: number;
  readonly #images = new EngineImages({
    get: (target, signal, timeoutMs) => this.#channel.get(target, { timeoutMs, signal }),
    listsAsWritten: () => this.#info?.name === "podman",
  });
  #info: RuntimeInfo | undefined;

  /** @param path Path of the unix socket. */
  constructor(path: string, options: RuntimeClientOptions = {}) {
    const endpoint = this.endpoint = options.endpoint ?? path;
    this.#timeoutMs = options.timeoutMs ?? CALL_MS;
    this.#listTimeoutMs = options.listTimeoutMs ?? LIST_MS;
    this.#channel = new HttpChannel(path, { maxBytes: MAX_ANSWER_BYTES, endpoint });
  }

  async probe(signal?: AbortSignal): Promise<RuntimeInfo> {
    const call = this.#call(signal);
    const headers = await this.#channel.headers("/_ping", call);
    const podman = textOf(headers.get("libpod-api-version"));
    // Podman runs its helpers to answer /version, which takes seconds on a busy node.
    this.#info = podman === undefined
      ? await this.#version(call)
      : { name: "podman", version: podman, api: `Docker ${headers.get("api-version") ?? ""}` };
    return this.#info;
  }

  async list(signal?: AbortSignal): Promise<ContainerRecord[]> {
    const identity = await this.#identity(signal);
    const call = { ...this.#call(signal), timeoutMs: this.#listTimeoutMs };
    const list = listOf(await this.#channel.get(`${this.#listTarget()}?all=true`, call));
    const inPods = list.some((item) => textOf(member(item, "Pod")) !== undefined);
    const pods = inPods
      ? listOf(await orUnknown(this.#channel.get(`${LIBPOD}/pods/json`, call)))
      : [];
    const labels = new Map(
      [...list, ...pods].map((item) => [
        textOf(member(item, "Id")),
        textsOf(member(item, "Labels")),
      ]),
    );
    const records = list.flatMap((item) =>
      dockerRecord(item, identity, (id) => labels.get(id)) ?? []
    );
    this.#images.keepOnly(records);
    return await this.#images.name(records, signal);
  }

  async find(id: string, signal?: AbortSignal): Promise<ContainerRecord | undefined> {
    // Docker takes names and prefixes too, and a path of other characters would ask something else.
    if (!isId(id)) return undefined;
    const identity = await this.#identity(signal);
    const container = await this.#get(id, signal);
    const labels = await this.#sandboxLabels(container, signal);
    const record = dockerRecord(container, identity, () => labels);
    return record?.id === id ? (await this.#images.name([record], signal))[0] : undefined;
  }

  async cgroupHint(id: string, signal?: AbortSignal): Promise<CgroupHint | undefined> {
    if (!isId(id)) return undefined;
    const target = `/containers/${id}/json`;
    const container = await orUnknown(this.#channel.get(target, this.#call(signal)));
    if (textOf(member(container, "Id")) !== id) return undefined;
    return optional("pid", pidOf(member(container, "State", "Pid")));
  }

  /** Ends every request under way. */
  [Symbol.dispose](): void {
    this.#channel[Symbol.dispose]();
  }

  /**
   * One container's entry in the list. Not its inspection: Docker holds that back while the container starts, which is
   * just when its name is wanted, and Podman's does not name the pod.
   */
  async #get(id: string, signal: AbortSignal | undefined): Promise<unknown> {
    const filters = encodeURIComponent(JSON.stringify({ id: [id] }));
    const target = `${this.#listTarget()}?all=true&filters=${filters}`;
    const list = listOf(await this.#channel.get(target, this.#call(signal)));
    return list.find((item) => member(item, "Id") === id);
  }

  /** The labels of the sandbox or the Podman pod that a container is in. */
  async #sandboxLabels(
    container: unknown,
    signal: AbortSignal | undefined,
  ): Promise<Readonly<Record<string, string>>> {
    const pod = textOf(member(container, "Pod")) ?? "";
    if (isId(pod)) {
      const target = `${LIBPOD}/pods/${pod}/json`;
      return textsOf(
        member(await orUnknown(this.#channel.get(target, this.#call(signal))), "Labels"),
      );
    }
    const sandbox = textOf(member(container, "Labels", "io.kubernetes.sandbox.id")) ?? "";
    if (!isId(sandbox)) return {};
    return textsOf(member(await this.#get(sandbox, signal), "Labels"));
  }

  #listTarget(): string {
    return this.#info?.name === "podman" ? `${LIBPOD}/containers/json` : "/containers/json";
  }

  async #version(call: RequestOptions): Promise<RuntimeInfo> {
    const version = await orUnknown(this.#channel.get("/version", call));
    const api = textOf(member(version, "ApiVersion"));
    if (api === undefined) {
      throw new RuntimeError("unimplemented", this.endpoint, "it serves no Docker Engine API");
    }
    const podman = listOf(member(version, "Components")).some((component) =>
      textOf(member(component, "Name"))?.startsWith("Podman") === true
    );
    return {
      name: podman ? "podman" : "docker",
      ...optional("version", textOf(member(version, "Version"))),
      api: `Docker ${api}`,
    };
  }

  async #identity(signal: AbortSignal | undefined): Promise<RuntimeIdentity> {
    const { name, version } = this.#info ?? await this.probe(signal);
    return { name, ...optional("version", version), endpoint: this.endpoint };
  }

  #call(signal: AbortSignal | undefined): RequestOptions {
    return { timeoutMs: this.#timeoutMs, signal };
  }
}

function isId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
