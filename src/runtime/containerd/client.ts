import {
  CONTAINERD_PACKAGE,
  CONTAINERD_VERSION,
  GET_CONTAINER,
  GET_TASK,
  LIST_NAMESPACE_CONTAINERS,
  LIST_NAMESPACES,
  LIST_TASKS,
  NAMESPACE_HEADER,
} from "./methods.ts";
import { type ContainerEvent, containerEvents } from "./news.ts";
import { type NativeContainer, nativeRecord, sandboxIdOf } from "./records.ts";
import { type CallOptions, GrpcChannel } from "../wire/grpc_channel.ts";
import type { GrpcMethod } from "../wire/grpc_method.ts";
import { pidOf } from "../json_reader.ts";
import { text } from "../kubernetes_labels.ts";
import { keeperOf } from "../namespaces.ts";
import { optional } from "../optional.ts";
import { orUnknown, RuntimeError } from "../runtime_error.ts";
import { CALL_MS, LIST_MS } from "../call_times.ts";
import type {
  CgroupHint,
  ContainerNews,
  ContainerRecord,
  RuntimeClient,
  RuntimeClientOptions,
  RuntimeIdentity,
  RuntimeInfo,
} from "../types.ts";

/** containerd sends no more. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** containerd's own API, which knows also what ctr, nerdctl and Docker made: containers that CRI never heard of. */
export class ContainerdClient implements RuntimeClient {
  readonly kind = "containerd";
  readonly endpoint: string;
  readonly #channel: GrpcChannel;
  readonly #newsChannel: GrpcChannel;
  readonly #timeoutMs: number;
  readonly #listTimeoutMs: number;
  #info: RuntimeInfo | undefined;

  /** @param path Path of the unix socket. */
  constructor(path: string, options: RuntimeClientOptions = {}) {
    const endpoint = this.endpoint = options.endpoint ?? path;
    this.#timeoutMs = options.timeoutMs ?? CALL_MS;
    this.#listTimeoutMs = options.listTimeoutMs ?? LIST_MS;
    this.#channel = new GrpcChannel(path, { maxMessageBytes: MAX_MESSAGE_BYTES, endpoint });
    this.#newsChannel = new GrpcChannel(path, { maxMessageBytes: MAX_MESSAGE_BYTES, endpoint });
  }

  async probe(signal?: AbortSignal): Promise<RuntimeInfo> {
    try {
      const { version } = await this.#ask(CONTAINERD_VERSION, {}, this.#call(signal));
      this.#info = {
        name: "containerd",
        ...optional("version", text(version)),
        api: "containerd v1",
      };
      return this.#info;
    } catch (error) {
      if (!(error instanceof RuntimeError) || error.kind !== "unimplemented") throw error;
      throw new RuntimeError("unimplemented", this.endpoint, "it is no containerd", {
        cause: error,
      });
    }
  }

  /** The containers of all namespaces. */
  async list(signal?: AbortSignal): Promise<ContainerRecord[]> {
    const namespaces = await this.#namespaces(signal);
    const lists = namespaces.map((namespace) => this.#listNamespace(namespace, signal));
    return (await Promise.all(lists)).flat();
  }

  async find(id: string, signal?: AbortSignal): Promise<ContainerRecord | undefined> {
    const hit = await this.#locate(id, signal);
    if (hit === undefined) return undefined;
    const { container, namespace } = hit;
    const call = this.#call(signal, namespace);
    const sandboxId = sandboxIdOf(container);
    const [task, sandbox] = await Promise.all([
      orUnknown(this.#ask(GET_TASK, { containerId: id }, call)),
      sandboxId === undefined
        ? undefined
        : orUnknown(this.#ask(GET_CONTAINER, { id: sandboxId }, call)),
    ]);
    return nativeRecord(
      container,
      task?.process ?? undefined,
      sandbox?.container ?? undefined,
      await this.#identity(namespace, signal),
    );
  }

  async cgroupHint(
    id: string,
    signal?: AbortSignal,
    namespaceOf?: string,
  ): Promise<CgroupHint | undefined> {
    const hit = await this.#locate(id, signal, namespaceOf);
    if (hit === undefined) return undefined;
    const { container, namespace } = hit;
    const task = await orUnknown(
      this.#ask(GET_TASK, { containerId: id }, this.#call(signal, namespace)),
    );
    const record = nativeRecord(
      container,
      undefined,
      undefined,
      await this.#identity(namespace, signal),
    );
    return {
      ...optional("path", record.cgroupPath),
      ...optional("pid", pidOf(task?.process?.pid)),
    };
  }

  async watch(
    news: (news: Promise<ContainerNews>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    // What is told of one container is told in order: some of it has to be asked for first.
    const last = new Map<string, Promise<unknown>>();
    for await (const event of containerEvents(this.#newsChannel, signal)) {
      const key = `${event.namespace}\0${event.id}`;
      const told = (last.get(key) ?? Promise.resolve())
        .catch(() => {}).then(() => this.#newsOf(event, signal));
      last.set(key, told);
      news(told);
      const forget = () => void (last.get(key) === told && last.delete(key));
      told.then(forget, forget);
    }
  }

  /** Ends every call under way. */
  [Symbol.dispose](): void {
    this.#channel[Symbol.dispose]();
    this.#newsChannel[Symbol.dispose]();
  }

  async #newsOf(event: ContainerEvent, signal: AbortSignal): Promise<ContainerNews> {
    const { topic, id, namespace, pid } = event;
    const runtime = await this.#identity(namespace, signal);
    const container = { id, runtime };
    switch (topic) {
      case "/containers/create":
        return { kind: "made", record: await this.#made(event, runtime, signal) };
      case "/tasks/create":
        return { kind: "started", container, ...optional("pid", pid) };
      case "/tasks/delete":
        return { kind: "ended", container };
      case "/containers/delete":
        return { kind: "removed", container };
    }
  }

  /**
   * A container that is gone before it can be asked for has its image, and the cgroup that clients give by default; of
   * CRI's and Docker's more is known to them.
   */
  async #made(
    { id, namespace, image }: ContainerEvent,
    runtime: RuntimeIdentity,
    signal: AbortSignal,
  ): Promise<ContainerRecord> {
    const call = this.#call(signal, namespace);
    const answer = await this.#ask(GET_CONTAINER, { id }, call).catch((error) => {
      if (keeperOf(id, namespace) !== undefined) throw error;
    });
    const container = answer?.container ?? undefined;
    if (container !== undefined) return nativeRecord(container, undefined, undefined, runtime);
    const bare = nativeRecord({ id, ...optional("image", image) }, undefined, undefined, runtime);
    return { ...bare, cgroupPath: `/${namespace}/${id}` };
  }

  async #listNamespace(
    namespace: string,
    signal: AbortSignal | undefined,
  ): Promise<ContainerRecord[]> {
    const call = { ...this.#call(signal, namespace), timeoutMs: this.#listTimeoutMs };
    const [{ containers }, { tasks }, identity] = await Promise.all([
      this.#ask(LIST_NAMESPACE_CONTAINERS, {}, call),
      this.#ask(LIST_TASKS, {}, call),
      this.#identity(namespace, signal),
    ]);
    const byId = new Map(containers.map((container) => [container.id ?? "", container]));
    // Older versions leave one of the two ids empty.
    const running = new Map(tasks.map((task) => [text(task.containerId) ?? text(task.id), task]));
    return containers.map((container) =>
      nativeRecord(
        container,
        running.get(container.id ?? ""),
        byId.get(sandboxIdOf(container) ?? ""),
        identity,
      )
    );
  }

  /** Asks all namespaces at once, or one; the same id in two is two containers, of which the first is taken. */
  async #locate(
    id: string,
    signal: AbortSignal | undefined,
    namespace?: string,
  ): Promise<{ container: NativeContainer; namespace: string } | undefined> {
    // containerd answers an empty id, and ids it would not accept, with an error of another kind.
    if (!/^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/.test(id)) return undefined;
    const namespaces = namespace === undefined ? await this.#namespaces(signal) : [namespace];
    const answers = await Promise.all(namespaces.map(async (namespace) => {
      const answer = await orUnknown(
        this.#ask(GET_CONTAINER, { id }, this.#call(signal, namespace)),
      );
      const container = answer?.container ?? undefined;
      return container === undefined ? undefined : { container, namespace };
    }));
    return answers.find((answer) => answer !== undefined);
  }

  async #namespaces(signal: AbortSignal | undefined): Promise<readonly string[]> {
    const { namespaces } = await this.#ask(LIST_NAMESPACES, {}, this.#call(signal));
    return namespaces.flatMap(({ name }) => text(name) ?? []);
  }

  async #identity(namespace: string, signal: AbortSignal | undefined): Promise<RuntimeIdentity> {
    const { name, version } = this.#info ?? await this.probe(signal);
    return { name, ...optional("version", version), endpoint: this.endpoint, namespace };
  }

  #call(signal: AbortSignal | undefined, namespace?: string): CallOptions {
    return {
      timeoutMs: this.#timeoutMs,
      signal,
      ...(namespace === undefined ? {} : { headers: { [NAMESPACE_HEADER]: namespace } }),
    };
  }

  #ask<Request, Response>(
    method: GrpcMethod<Request, Response>,
    request: Request,
    call: CallOptions,
  ): Promise<Response> {
    return this.#channel.unary(method, CONTAINERD_PACKAGE, request, call);
  }
}
