/** containerd, Docker and Podman by the same few words, for what must hold with each of them. */
import { cgroupMount } from "#tests/host/cgroup.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { DOCKER_IMAGE, Dockerd } from "#tests/host/dockerd.ts";
import { run } from "#tests/host/exec.ts";
import type { Pod } from "#tests/host/pod.ts";
import { Podman, PODMAN_IMAGE } from "#tests/host/podman.ts";

/** What a container runs, and within which bounds. */
export interface ContainerPlan {
  readonly name: string;
  readonly command: string[];
  /** The folder of the host that it sees as /way. */
  readonly volume: string;
  readonly memoryBytes?: number;
  /** What all of its pod's containers may use together; of containerd's only. */
  readonly podMemoryBytes?: number;
  /** Whether it sees the node's processes; by default its own only. */
  readonly hostPid?: boolean;
  /** Further options of Docker and Podman. */
  readonly options?: readonly string[];
}

/** How to exec. */
export interface ExecHow {
  /** With a terminal. */
  readonly terminal?: boolean;
  /** Without waiting: Docker's client can wait for ever for what ends its own container. */
  readonly detached?: boolean;
}

/** A runtime that makes, starts and ends containers. */
export interface Engine extends AsyncDisposable {
  readonly name: "containerd" | "docker" | "podman";
  /** Where critter asks. */
  readonly socket: string;
  /** Makes a container without starting it; returns its id. */
  create(plan: ContainerPlan): Promise<string>;
  /** Starts it; rejects when the runtime cannot. */
  start(id: string): Promise<void>;
  /** Runs a command in it, as `exec` of the runtime's client does. */
  exec(id: string, command: string[], how?: ExecHow): Promise<void>;
  /** SIGTERM, then SIGKILL after so many seconds. */
  stop(id: string, graceSeconds: number): Promise<void>;
  /** SIGKILL. */
  kill(id: string): Promise<void>;
}

/** Starts one, with all that it needs below a temporary folder. */
export async function startEngine(name: Engine["name"]): Promise<Engine> {
  if (name === "containerd") return new ContainerdEngine(await Containerd.start());
  if (name === "docker") {
    const host = await Dockerd.start();
    return new ClientEngine(name, DOCKER_IMAGE, host, (...args) => host.docker(...args));
  }
  const host = await Podman.start();
  return new ClientEngine(name, PODMAN_IMAGE, host, (...args) => host.podman(...args));
}

/** Docker and Podman have the same commands. */
class ClientEngine implements Engine {
  readonly socket: string;

  constructor(
    readonly name: "docker" | "podman",
    readonly image: string,
    readonly host: Dockerd | Podman,
    readonly client: (...args: string[]) => Promise<string>,
  ) {
    this.socket = host.socket;
  }

  create(plan: ContainerPlan): Promise<string> {
    const options = ["--volume", `${plan.volume}:/way:ro`, ...plan.options ?? []];
    if (plan.memoryBytes !== undefined) options.push("--memory", `${plan.memoryBytes}b`);
    if (plan.hostPid === true) options.push("--pid", "host");
    return this.host.create(this.image, plan.name, plan.command, ...options);
  }

  async start(id: string): Promise<void> {
    await this.client("start", id);
  }

  async exec(id: string, command: string[], how: ExecHow = {}): Promise<void> {
    const options = how.terminal === true ? ["--tty"] : [];
    if (how.detached === true) options.push("--detach");
    await this.client("exec", ...options, id, ...command);
  }

  async stop(id: string, graceSeconds: number): Promise<void> {
    await this.client("stop", "--time", `${graceSeconds}`, id);
  }

  async kill(id: string): Promise<void> {
    await this.client("kill", id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host[Symbol.asyncDispose]();
  }
}

/** Each container in a pod of its own. */
class ContainerdEngine implements Engine {
  readonly name = "containerd";
  readonly socket: string;
  readonly #pods = new Map<string, Pod>();

  constructor(readonly host: Containerd) {
    this.socket = host.socket;
  }

  async create(plan: ContainerPlan): Promise<string> {
    const processes = plan.hostPid === true ? "node" : "pod";
    const pod = await this.host.runPod({ name: plan.name, containers: [], processes });
    if (plan.podMemoryBytes !== undefined) limitMemory(pod.cgroup, plan.podMemoryBytes);
    const id = await pod.create({
      name: "main",
      args: plan.command,
      mounts: { "/way": plan.volume },
      processes: plan.hostPid === true ? "node" : "container",
      ...(plan.memoryBytes === undefined ? {} : { memoryLimitBytes: plan.memoryBytes }),
    });
    this.#pods.set(id, pod);
    return id;
  }

  async start(id: string): Promise<void> {
    await this.#pod(id).startContainer("main");
  }

  async exec(id: string, command: string[], how: ExecHow = {}): Promise<void> {
    const args = ["-n", "k8s.io", "tasks", "exec", "--exec-id", crypto.randomUUID().slice(0, 8)];
    // ctr waits for the end of what it execs only.
    if (how.terminal !== true) return void await this.host.ctr(...args, id, ...command);
    // ctr itself wants a terminal, which script(1) gives.
    const line = ["ctr", "--address", this.socket, ...args, "--tty", id, ...command];
    await run("script", ["-qec", line.map((word) => `'${word}'`).join(" "), "/dev/null"]);
  }

  async stop(id: string, graceSeconds: number): Promise<void> {
    await this.#pod(id).stopContainer("main", graceSeconds);
  }

  async kill(id: string): Promise<void> {
    await this.host.ctr("-n", "k8s.io", "tasks", "kill", "--signal", "SIGKILL", id);
  }

  #pod(id: string): Pod {
    const pod = this.#pods.get(id);
    if (pod === undefined) throw new Error(`Cannot find a pod of the container ${id}`);
    return pod;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host[Symbol.asyncDispose]();
  }
}

/** What a kubelet writes for a pod, in the hierarchy that has the controller. */
function limitMemory(cgroup: string, bytes: number): void {
  try {
    Deno.writeTextFileSync(`${cgroupMount("memory")}${cgroup}/memory.limit_in_bytes`, `${bytes}`);
  } catch {
    Deno.writeTextFileSync(`${cgroupMount("default")}${cgroup}/memory.max`, `${bytes}`);
  }
}
