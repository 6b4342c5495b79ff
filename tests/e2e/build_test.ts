/** Steps of builds: containers that no runtime's API tells of. */
import assert from "assert";
import { DOCKER_IMAGE, Dockerd } from "#tests/host/dockerd.ts";
import { TestCgroup } from "#tests/host/cgroup.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Podman, PODMAN_IMAGE } from "#tests/host/podman.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter } from "./command.ts";
import { Critter, type Line } from "./critter.ts";

const ignore = noKernel !== undefined ||
  unmet("dockerd", "docker", "podman", "conmon", "runc", "busybox") !== undefined;

/** The step of a build that echoes this. */
function stepLines(lines: readonly Line[], mark: string): Line[] {
  const step = lines.find(({ process, cgroup }) =>
    cgroup?.path !== "/" && process?.command_args?.join(" ") === `/bin/sh -c ls /; echo ${mark}`
  );
  return lines.filter(({ cgroup }) => cgroup?.id === step?.cgroup?.id);
}

Deno.test({
  name:
    "critter watch names the steps of builds by BuildKit, Docker's older builder and Buildah as what they are",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    await using stack = new AsyncDisposableStack();
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const dockerd = stack.use(await Dockerd.start());
    const podman = stack.use(await Podman.start());
    const watch = stack.use(
      await Critter.watch(["-r", dockerd.socket, "-r", podman.socket]),
    );
    const dockerfile = (image: string, mark: string) =>
      Deno.writeTextFile(`${folder}/Dockerfile`, `FROM ${image}\nRUN ls /; echo ${mark}\n`);
    await dockerfile(DOCKER_IMAGE, "by-buildkit");
    await dockerd.build(folder, "built:1", "buildkit");
    await dockerfile(DOCKER_IMAGE, "by-docker");
    await dockerd.build(folder, "built:2", "classic");
    await dockerfile(PODMAN_IMAGE, "by-buildah");
    await podman.podman("build", "--network", "none", "--tag", "built:3", folder);
    const marks = ["by-buildkit", "by-docker", "by-buildah"];
    await watch.waitFor(
      "the last exit of every step",
      (lines) =>
        marks.every((mark) =>
          stepLines(lines, mark).some(({ event, thread }) =>
            event === "process.exit" && thread?.name === "sh"
          )
        ),
      30_000,
    );
    const [buildkit = [], docker = [], buildah = []] = marks.map((mark) =>
      stepLines(watch.lines, mark)
    );
    const says = ({ label_state, label_missing, container, k8s }: Line) => ({
      state: label_state,
      missing: label_missing,
      id: container?.id,
      name: container?.name,
      image: container?.image?.reference,
      runtime: container?.runtime?.name,
      k8s: k8s?.pod,
    });
    const nobodys = { state: "resolved", image: undefined, k8s: undefined };
    for (const line of buildkit) {
      const id = /^\/docker\/buildkit\/([0-9a-z]{25})$/.exec(line.cgroup?.path ?? "")?.[1];
      assert.deepEqual(says(line), {
        ...nobodys,
        missing: ["container.name", "container.image.name"],
        id,
        name: undefined,
        runtime: "buildkit",
      });
      assert(id !== undefined, JSON.stringify(line));
    }
    for (const line of buildah) {
      const id = /^\/(buildah-buildah[0-9]+)$/.exec(line.cgroup?.path ?? "")?.[1];
      assert.deepEqual(says(line), {
        ...nobodys,
        missing: ["container.image.name"],
        id,
        name: id,
        runtime: "buildah",
      });
      assert(id !== undefined, JSON.stringify(line));
    }
    for (const line of docker) {
      assert.deepEqual([line.label_state, line.container?.runtime?.name], ["resolved", "docker"]);
      assert.equal(line.container?.image?.reference, DOCKER_IMAGE);
      assert.notEqual(line.container?.name, undefined);
    }
  },
});

Deno.test({
  name: "critter explain says what a step of a build is, and that the level above is none",
  ignore: noKernel !== undefined,
  async fn() {
    const id = crypto.randomUUID().replaceAll("-", "").slice(0, 25);
    const above = `/critter-${crypto.randomUUID().slice(0, 8)}/buildkit`;
    using _step = new TestCgroup(`${above}/${id}`);
    const socket = await Deno.makeTempFile();
    try {
      const explain = async (path: string) =>
        JSON.parse((await critter("explain", "-r", socket, "-o", "json", path)).stdout);
      const step = await explain(`${above}/${id}`);
      assert.equal(step.labelState, "resolved");
      assert.match(JSON.stringify(step), new RegExp(`${id}, a step of a build by buildkit`));
      assert.equal((await explain(above)).labelState, "host");
    } finally {
      await Deno.remove(socket);
    }
  },
});
