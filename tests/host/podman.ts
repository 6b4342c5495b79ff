/** Real podman containers, and its API service, below a temporary folder. */
import { Daemon, killAndWait, pidsWhere, run } from "./exec.ts";
import { makeRootfs, packRootfs } from "./image.ts";
import { assertNoLeak, makePlace, removeCgroup, removeEmptyCgroup, removePlace } from "./place.ts";
import { requireCommands, which } from "./requirements.ts";

/** The image's name in podman. */
export const PODMAN_IMAGE = "localhost/bb:1";

/** Runs podman containers with storage of their own and takes everything down. */
export class Podman implements AsyncDisposable {
  readonly socket: string;
  readonly #dir: string;
  readonly #containers: string[] = [];
  readonly #pods: string[] = [];
  #daemon: Daemon | undefined;

  private constructor(dir: string) {
    this.#dir = dir;
    this.socket = `${dir}/podman.sock`;
  }

  /** Imports the image and starts the API service; throws when packages are missing. */
  static async start(): Promise<Podman> {
    requireCommands("podman", "conmon", "runc", "busybox");
    const host = new Podman(makePlace("podman"));
    try {
      // podman's own defaults would need CAP_SYS_RESOURCE
      const limits = '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n';
      await Deno.writeTextFile(`${host.#dir}/containers.conf`, limits);
      await makeRootfs(`${host.#dir}/rootfs`);
      await packRootfs(`${host.#dir}/rootfs`, `${host.#dir}/rootfs.tar`);
      await host.podman("import", `${host.#dir}/rootfs.tar`, PODMAN_IMAGE);
      await host.launch();
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
    return host;
  }

  /** Starts the API service. */
  async launch(): Promise<void> {
    const args = [...this.#global(), "system", "service", "--time=0", `unix://${this.socket}`];
    this.#daemon = new Daemon("podman", args, `${this.#dir}/podman.log`);
    await this.#daemon.ready(20_000, async () => {
      (await Deno.connect({ transport: "unix", path: this.socket })).close();
      return true;
    });
  }

  /** Ends the API service; containers run on. */
  async halt(name: Deno.Signal = "SIGTERM"): Promise<void> {
    await this.#daemon?.stop(name);
    this.#daemon = undefined;
  }

  /** Runs a podman command; returns its stdout without the line end. */
  async podman(...args: string[]): Promise<string> {
    const env = `CONTAINERS_CONF=${this.#dir}/containers.conf`;
    // conmon tells in its working directory that a container ran out of memory
    const command = ["-C", this.#dir, env, "podman", ...this.#global(), ...args];
    return (await run("env", command)).trimEnd();
  }

  /** Starts a container in the background; returns its id. */
  run(name: string, command: string[], ...options: string[]): Promise<string> {
    return this.runImage(PODMAN_IMAGE, name, command, ...options);
  }

  /** The same with another image, by a name or an id. */
  async runImage(
    image: string,
    name: string,
    command: string[],
    ...options: string[]
  ): Promise<string> {
    const id = await this.create(image, name, command, ...options);
    await this.podman("start", id);
    return id;
  }

  /** Creates a container without starting it; returns its id. */
  async create(
    image: string,
    name: string,
    command: string[],
    ...options: string[]
  ): Promise<string> {
    const args = ["create", "--network", "none", "--name", name, ...options];
    const id = await this.podman(...args, image, ...command);
    this.#containers.push(id);
    return id;
  }

  /** Makes a pod with a "pause" container of its own; returns its id. */
  async pod(name: string, ...options: string[]): Promise<string> {
    const args = ["--infra-image", PODMAN_IMAGE, "--infra-command", "/bin/sleep 1000000"];
    args.push("--share", "ipc", "--network", "none", "--name", name, ...options);
    const id = await this.podman("pod", "create", ...args);
    this.#pods.push(id);
    return id;
  }

  /** Storage, state and temporary files of our own; crun refuses hybrid cgroups, runc does not. */
  #global(): string[] {
    const dir = this.#dir;
    const args = ["--root", `${dir}/root`, "--runroot", `${dir}/run`, "--tmpdir", `${dir}/tmp`];
    args.push("--storage-driver", "vfs", "--cgroup-manager", "cgroupfs");
    args.push("--events-backend", "file", "--runtime", which("runc") ?? "runc");
    args.push("--runtime-flag", `root=${dir}/runc`);
    return args;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const cgroups = [
      ...this.#containers.map((id) => `/libpod_parent/libpod-${id}`),
      ...this.#pods.map((id) => `/libpod_parent/${id}`),
    ];
    for (const id of this.#containers) await this.podman("rm", "-f", "-t", "0", id).catch(() => {});
    await this.podman("pod", "rm", "--all", "--force", "-t", "0").catch(() => {});
    await this.halt();
    for (const pid of pidsWhere((args) => args.some((arg) => arg.includes(this.#dir)))) {
      if (pid !== Deno.pid) await killAndWait(pid);
    }
    for (const cgroup of cgroups) {
      removeCgroup(cgroup);
      removeCgroup(`${cgroup.replace("/libpod-", "/libpod-conmon-")}`);
    }
    removeEmptyCgroup("/libpod_parent/conmon");
    removeEmptyCgroup("/libpod_parent");
    await removePlace(this.#dir);
    assertNoLeak(this.#dir, cgroups);
  }
}
