/** Pods as a kubelet would make them, through the CRI. */
import { criCall } from "./cri_client.ts";
import { until } from "./exec.ts";
import { WORKLOAD_IMAGE } from "./image.ts";

/** CRI's NamespaceMode: whose namespace it is. */
const NAMESPACE_MODES = { pod: 0, container: 1, node: 2 } as const;
const STATE_EXITED = 2;

/** A container of a pod. */
export interface ContainerSpec {
  name: string;
  /** The command line; by default a shell that sleeps. */
  args?: string[];
  env?: Record<string, string>;
  /** By a name or an id; by default the workload image. */
  image?: string;
  /** Folders of the host by where they are in the container; nothing can be written there. */
  mounts?: Record<string, string>;
  /** By default none. */
  memoryLimitBytes?: number;
  /** Whose processes it sees; by default its pod's, which a kubelet asks for by shareProcessNamespace only. */
  processes?: keyof typeof NAMESPACE_MODES;
}

/** What a pod is called and what it runs. */
export interface PodSpec {
  name: string;
  namespace?: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  containers: ContainerSpec[];
  /** Whose processes its sandbox sees, and a container that does not see its own only; by default its own. */
  processes?: "pod" | "node";
  /** Without the labels that a kubelet gives a sandbox, as crictl makes pods. */
  withoutKubelet?: boolean;
  /** Overrides /kubepods/besteffort/pod<uid>. */
  cgroupParent?: string;
}

/** A pod on a runtime. */
export class Pod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** The user's labels. */
  readonly labels: Readonly<Record<string, string>>;
  /** Its cgroup, relative to the cgroup2 mount. */
  readonly cgroup: string;
  /** Container ids by name. */
  readonly containers: Record<string, string> = {};
  #sandbox = "";
  readonly #socket: string;
  readonly #spec: PodSpec;

  constructor(socket: string, spec: PodSpec) {
    this.#socket = socket;
    this.#spec = spec;
    this.name = spec.name;
    this.namespace = spec.namespace ?? "default";
    this.uid = spec.uid ?? crypto.randomUUID();
    this.labels = spec.labels ?? {};
    this.cgroup = spec.cgroupParent ?? `/kubepods/besteffort/pod${this.uid}`;
  }

  /** The sandbox's id. */
  get sandboxId(): string {
    return this.#sandbox;
  }

  /** Runs the sandbox, then creates and starts every container. */
  async start(): Promise<void> {
    const config = this.#sandboxConfig();
    const { pod_sandbox_id } = await criCall<{ pod_sandbox_id: string }>(
      this.#socket,
      "RunPodSandbox",
      { config },
    );
    this.#sandbox = pod_sandbox_id;
    for (const container of this.#spec.containers) await this.add(container);
  }

  /** Creates and starts one more container; returns its id. */
  async add(spec: ContainerSpec): Promise<string> {
    const id = await this.create(spec);
    await this.startContainer(spec.name);
    return id;
  }

  /** Starts a container that was created. */
  async startContainer(container: string): Promise<void> {
    await criCall(this.#socket, "StartContainer", { container_id: this.#id(container) });
  }

  /** Asks a container to end, by SIGTERM, then SIGKILL after `timeoutSeconds`. */
  async stopContainer(container: string, timeoutSeconds: number): Promise<void> {
    await criCall(this.#socket, "StopContainer", {
      container_id: this.#id(container),
      timeout: timeoutSeconds,
    });
  }

  /** Creates a container without starting it; returns its id. */
  async create(spec: ContainerSpec): Promise<string> {
    const { container_id } = await criCall<{ container_id: string }>(
      this.#socket,
      "CreateContainer",
      {
        pod_sandbox_id: this.#sandbox,
        sandbox_config: this.#sandboxConfig(),
        config: {
          metadata: { name: spec.name },
          image: { image: spec.image ?? WORKLOAD_IMAGE },
          command: spec.args ?? ["/bin/sh", "-c", "while :; do sleep 1000; done"],
          envs: Object.entries(spec.env ?? {}).map(([key, value]) => ({ key, value })),
          labels: {
            "io.kubernetes.container.name": spec.name,
            "io.kubernetes.pod.name": this.name,
            "io.kubernetes.pod.namespace": this.namespace,
            "io.kubernetes.pod.uid": this.uid,
          },
          mounts: Object.entries(spec.mounts ?? {}).map(([container_path, host_path]) => ({
            ...{ container_path, host_path, readonly: true },
          })),
          linux: {
            resources: { memory_limit_in_bytes: spec.memoryLimitBytes ?? 0 },
            security_context: {
              namespace_options: {
                network: NAMESPACE_MODES.node,
                pid: NAMESPACE_MODES[spec.processes ?? "pod"],
              },
            },
          },
        },
      },
    );
    this.containers[spec.name] = container_id;
    return container_id;
  }

  /** Runs a command in a container and returns its exit code and stdout. */
  async exec(container: string, ...cmd: string[]): Promise<{ code: number; stdout: string }> {
    const answer = await criCall<{ exit_code: number; stdout: Uint8Array }>(
      this.#socket,
      "ExecSync",
      { container_id: this.#id(container), cmd, timeout: 20 },
    );
    return { code: answer.exit_code, stdout: new TextDecoder().decode(answer.stdout) };
  }

  /** Waits until a container has exited; returns its exit code. */
  exited(container: string, withinMs = 20_000): Promise<number> {
    return until(`the exit of ${this.name}/${container}`, withinMs, async () => {
      const { status } = await criCall<{ status: { state: number; exit_code: number } }>(
        this.#socket,
        "ContainerStatus",
        { container_id: this.#id(container) },
      );
      return status.state === STATE_EXITED ? status.exit_code : undefined;
    }, 50);
  }

  /** Stops the pod and takes it off the runtime. */
  async remove(): Promise<void> {
    const pod_sandbox_id = this.#sandbox;
    await criCall(this.#socket, "StopPodSandbox", { pod_sandbox_id });
    await criCall(this.#socket, "RemovePodSandbox", { pod_sandbox_id });
  }

  /** Stops one container (SIGTERM, then SIGKILL after `timeoutSeconds`) and removes it. */
  async removeContainer(container: string, timeoutSeconds = 0): Promise<void> {
    await this.stopContainer(container, timeoutSeconds);
    await criCall(this.#socket, "RemoveContainer", { container_id: this.#id(container) });
    delete this.containers[container];
  }

  #id(container: string): string {
    const id = this.containers[container];
    if (id === undefined) throw new Error(`Cannot find a container in ${this.name}: ${container}`);
    return id;
  }

  #sandboxConfig(): Record<string, unknown> {
    return {
      metadata: { name: this.name, namespace: this.namespace, uid: this.uid },
      // the kubelet adds its own labels to the user's
      labels: this.#spec.withoutKubelet === true ? this.labels : {
        ...this.labels,
        "io.kubernetes.pod.name": this.name,
        "io.kubernetes.pod.namespace": this.namespace,
        "io.kubernetes.pod.uid": this.uid,
      },
      annotations: this.#spec.annotations ?? {},
      linux: {
        cgroup_parent: this.cgroup,
        security_context: {
          namespace_options: {
            network: NAMESPACE_MODES.node,
            pid: NAMESPACE_MODES[this.#spec.processes ?? "pod"],
          },
        },
      },
    };
  }
}
