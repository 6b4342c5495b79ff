/** A real dockerd below a temporary folder. */
import { Daemon, killAndWait, pidsWhere, run } from "./exec.ts";
import { makeRootfs, packRootfs } from "./image.ts";
import { assertNoLeak, makePlace, removeCgroup, removeEmptyCgroup, removePlace } from "./place.ts";
import { requireCommands } from "./requirements.ts";

/** The image's name in docker. */
export const DOCKER_IMAGE = "bb:1";

/** Starts dockerd with no network of its own, runs containers, and takes everything down. */
export class Dockerd implements AsyncDisposable {
  readonly socket: string;
  readonly #dir: string;
  readonly #containers: string[] = [];
  #daemon: Daemon | undefined;

  private constructor(dir: string) {
    this.#dir = dir;
    this.socket = `${dir}/docker.sock`;
  }

  /** Starts dockerd and imports the image; throws when packages are missing. */
  static async start(): Promise<Dockerd> {
    requireCommands("dockerd", "docker", "busybox");
    const host = new Dockerd(makePlace("dockerd"));
    try {
      await host.launch();
      await makeRootfs(`${host.#dir}/rootfs`);
      await packRootfs(`${host.#dir}/rootfs`, `${host.#dir}/rootfs.tar`);
      await host.docker("import", `${host.#dir}/rootfs.tar`, DOCKER_IMAGE);
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
    return host;
  }

  /** Starts the daemon (again) on the same folders. */
  async launch(): Promise<void> {
    const dir = this.#dir;
    const args = ["--data-root", `${dir}/root`, "--exec-root", `${dir}/exec`];
    args.push("-H", `unix://${this.socket}`, "--pidfile", `${dir}/pid`, "--bridge=none");
    args.push("--iptables=false", "--ip6tables=false", "--oom-score-adjust=0");
    this.#daemon = new Daemon("dockerd", args, `${dir}/dockerd.log`);
    await this.#daemon.ready(30_000, () => this.docker("version"));
  }

  /** Ends the daemon. */
  async halt(name: Deno.Signal = "SIGTERM"): Promise<void> {
    await this.#daemon?.stop(name);
    this.#daemon = undefined;
  }

  /** Runs a docker command against this daemon; returns its stdout without the line end. */
  async docker(...args: string[]): Promise<string> {
    return (await run("docker", ["-H", `unix://${this.socket}`, ...args])).trimEnd();
  }

  /** Starts a container in the background; returns its id. */
  run(name: string, command: string[], ...options: string[]): Promise<string> {
    return this.runImage(DOCKER_IMAGE, name, command, ...options);
  }

  /** The same with an image that was imported before. */
  async runImage(
    image: string,
    name: string,
    command: string[],
    ...options: string[]
  ): Promise<string> {
    const id = await this.create(image, name, command, ...options);
    await this.docker("start", id);
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
    const id = await this.docker(...args, image, ...command);
    this.#containers.push(id);
    return id;
  }

  /** Builds an image from a folder with a Dockerfile, by BuildKit or by Docker's older builder. */
  async build(folder: string, tag: string, builder: "buildkit" | "classic"): Promise<void> {
    const client = builder === "classic" ? "docker" : await buildkitClient();
    const args = ["-H", `unix://${this.socket}`, "build", "--no-cache", "--network", "none"];
    const env = `DOCKER_BUILDKIT=${builder === "classic" ? 0 : 1}`;
    await run("env", [env, client, ...args, "--tag", tag, folder]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const cgroups = this.#containers.map((id) => `/docker/${id}`);
    for (const id of this.#containers) await this.docker("rm", "-f", id).catch(() => {});
    await this.halt();
    for (const pid of pidsWhere((args) => args.some((arg) => arg.includes(this.#dir)))) {
      if (pid !== Deno.pid) await killAndWait(pid);
    }
    for (const cgroup of cgroups) removeCgroup(cgroup);
    removeEmptyCgroup("/docker/buildkit");
    removeEmptyCgroup("/docker");
    await removePlace(this.#dir);
    assertNoLeak(this.#dir, cgroups);
  }
}

/** A docker client that speaks to BuildKit: versions before 23 do so themselves, later ones need a plug-in. */
async function buildkitClient(): Promise<string> {
  for (const client of ["docker", "/usr/bin/docker"]) {
    const args = ["DOCKER_BUILDKIT=1", client, "build", "--help"];
    const { success } = await new Deno.Command("env", { args, stdout: "null", stderr: "null" })
      .output();
    if (success) return client;
  }
  throw new Error("Cannot build with BuildKit: no docker client here has its plug-in buildx");
}
