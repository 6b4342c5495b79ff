/** A real containerd with its CRI plugin, below a temporary folder. */
import { criCall } from "./cri_client.ts";
import { Daemon, run, until } from "./exec.ts";
import { buildOciArchive, PAUSE_IMAGE, WORKLOAD_IMAGE } from "./image.ts";
import { assertNoLeak, emptyCgroup, makePlace, removeEmptyCgroup, removePlace } from "./place.ts";
import { killContainers } from "./containerd_remains.ts";
import { Pod, type PodSpec } from "./pod.ts";
import { requireCommands } from "./requirements.ts";

const START_LIMIT_MS = 20_000;

/** Starts containerd, runs pods on it, restarts it, and takes everything down again. */
export class Containerd implements AsyncDisposable {
  readonly socket: string;
  readonly #dir: string;
  readonly #wrapper: readonly string[];
  readonly #podCgroups = new Set<string>();
  readonly #ctrCgroups = new Set<string>();
  #daemon: Daemon | undefined;

  private constructor(dir: string, wrapper: readonly string[]) {
    this.#dir = dir;
    this.#wrapper = wrapper;
    this.socket = `${dir}/containerd.sock`;
  }

  /**
   * Starts a containerd of its own and imports the images; throws when packages are missing. `wrapper` is put before
   * its command line.
   */
  static async start(
    { wrapper = [] }: { wrapper?: readonly string[] } = {},
  ): Promise<Containerd> {
    requireCommands("containerd", "ctr", "runc", "busybox");
    const host = new Containerd(makePlace("containerd"), wrapper);
    try {
      await Deno.writeTextFile(host.#config(), configText(host.#dir, host.socket));
      await host.launch();
      const archive = await buildOciArchive(`${host.#dir}/image`);
      await host.ctr("-n", "k8s.io", "images", "import", "--no-unpack", archive);
      // the CRI plugin hears of images later than ctr has finished
      for (const image of [WORKLOAD_IMAGE, PAUSE_IMAGE]) {
        await until(`image ${image}`, START_LIMIT_MS, () => host.#imageId(image));
      }
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
    return host;
  }

  /** The daemon's pid. */
  get pid(): number {
    if (this.#daemon === undefined) throw new Error("Cannot name a pid as containerd is stopped");
    return this.#daemon.pid;
  }

  /** The folder everything of this daemon lives in. */
  get dir(): string {
    return this.#dir;
  }

  /** Starts the daemon (again) on the same folders; running containers are taken over. */
  async launch(): Promise<void> {
    const [command = "", ...args] = [...this.#wrapper, "containerd", "--config", this.#config()];
    const daemon = new Daemon(command, args, `${this.#dir}/containerd.log`);
    this.#daemon = daemon;
    await daemon.ready(START_LIMIT_MS, () => criCall(this.socket, "ListPodSandbox", {}, 1000));
  }

  /** Ends the daemon, by default with kill -9; its containers run on. */
  async halt(name: Deno.Signal = "SIGKILL"): Promise<void> {
    await this.#daemon?.stop(name);
    this.#daemon = undefined;
  }

  /** Runs a ctr command against this daemon. */
  ctr(...args: string[]): Promise<string> {
    return run("ctr", ["--address", this.socket, ...args]);
  }

  /** Makes a sandbox and starts its containers, one after the other. */
  async runPod(spec: PodSpec): Promise<Pod> {
    const pod = new Pod(this.socket, spec);
    this.#podCgroups.add(pod.cgroup);
    await pod.start();
    return pod;
  }

  /** Runs a container that CRI does not hear of, in a namespace of containerd's; its cgroup is /NAMESPACE/ID. */
  async runOutsideCri(namespace: string, id: string, args: readonly string[]): Promise<void> {
    this.#ctrCgroups.add(`/${namespace}/${id}`);
    await this.importInto(namespace);
    const runc = ["--runc-root", `${this.#dir}/runc`];
    await this.ctr("-n", namespace, "run", "-d", ...runc, WORKLOAD_IMAGE, id, ...args);
  }

  /** Makes the images known in one more of containerd's namespaces. */
  async importInto(namespace: string): Promise<void> {
    await this.ctr("-n", namespace, "images", "import", `${this.#dir}/image/images.tar`);
  }

  /**
   * Has ctr run a container to its end, by default in its usual cgroup, and remove it.
   *
   * @param how A namespace of containerd's, labels, and the cgroup that ctr's words for it lead to.
   */
  async runToEnd(
    id: string,
    args: readonly string[],
    cgroup?: string,
    how: { namespace?: string; labels?: readonly string[]; leadsTo?: string } = {},
  ): Promise<void> {
    const { namespace = "default", labels = [], leadsTo = cgroup ?? `/${namespace}/${id}` } = how;
    this.#ctrCgroups.add(leadsTo);
    const options = ["--rm", "--runc-root", `${this.#dir}/runc`];
    if (cgroup !== undefined) options.push("--cgroup", cgroup);
    for (const label of labels) options.push("--label", label);
    await this.ctr("-n", namespace, "run", ...options, WORKLOAD_IMAGE, id, ...args);
  }

  async #imageId(image: string): Promise<string | undefined> {
    const { image: found } = await criCall<{ image: { id: string } | null }>(
      this.socket,
      "ImageStatus",
      { image: { image } },
    );
    return found?.id;
  }

  #config(): string {
    return `${this.#dir}/config.toml`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.halt("SIGTERM");
    await killContainers(this.#dir);
    const cgroups = [...this.#podCgroups, ...this.#ctrCgroups];
    for (const cgroup of cgroups) await emptyCgroup(cgroup);
    for (const cgroup of this.#ctrCgroups) removeEmptyCgroup(cgroup.replace(/\/[^/]+$/, ""));
    removeEmptyCgroup("/kubepods/besteffort");
    removeEmptyCgroup("/kubepods");
    await removePlace(this.#dir);
    assertNoLeak(this.#dir, cgroups);
  }
}

/** The configuration of a containerd whose every file is below `dir`, but for its socket. */
export function configText(dir: string, socket: string): string {
  return `version = 2
root = "${dir}/root"
state = "${dir}/state"
[grpc]
  address = "${socket}"
[ttrpc]
  address = "${socket}.ttrpc"
[plugins."io.containerd.internal.v1.opt"]
  path = "${dir}/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  stream_server_address = "127.0.0.1"
  stream_server_port = "0"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${dir}/cni/bin"
    conf_dir = "${dir}/cni/conf"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        Root = "${dir}/runc"
`;
}
