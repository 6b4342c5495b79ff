/** Every runtime at once, each with containers of its own. */
import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { DOCKER_IMAGE, Dockerd } from "#tests/host/dockerd.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Podman, PODMAN_IMAGE } from "#tests/host/podman.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter } from "./critter.ts";
import { linesOf, shorthand, threeCommands, workloadLines } from "./expect.ts";

const ignore = noKernel !== undefined || unmet(
      ...["containerd", "ctr", "runc", "busybox", "dockerd", "docker", "podman", "conmon"] as const,
    ) !== undefined;

/** Of each kind so many. */
const CONTAINERS = 3;
/** Podman answers about a container once it has started it, and the processors are shared. */
const HOLD_LIMIT = "10s";

/** A container as its lines must name it. */
interface Expected {
  readonly mark: string;
  /** What its cgroup's path holds and no other's. */
  readonly inPath: string;
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly runtime: string;
  readonly pod?: string;
}

Deno.test({
  name:
    "critter watch names every exec on containerd, in three of its namespaces, on dockerd and on podman, each by its own runtime",
  ignore,
  async fn() {
    await using containerd = await Containerd.start();
    await using dockerd = await Dockerd.start();
    await using podman = await Podman.start();
    await using critter = await Critter.watch(["--hold-limit", HOLD_LIMIT]);
    const run = crypto.randomUUID().slice(0, 8);
    const expected: Expected[] = [];
    for (let i = 0; i < CONTAINERS; i++) {
      const mark = (kind: string): string => `${kind}-${run}-${i}`;
      const args = (kind: string): string[] => threeCommands(mark(kind)).args;
      const pod = await containerd.runPod({
        name: mark("pod"),
        containers: [{ name: "main", args: args("pod") }],
      });
      const id = pod.containers["main"] ?? "?";
      expected.push({
        ...{ mark: mark("pod"), inPath: id, id, name: "main", pod: mark("pod") },
        ...{ image: WORKLOAD_IMAGE, runtime: "containerd" },
      });
      for (const kind of ["edge", "tools"]) {
        const name = mark("made");
        await containerd.runOutsideCri(`${kind}-${run}`, name, args(kind));
        expected.push({
          ...{ mark: mark(kind), inPath: `/${kind}-${run}/${name}`, id: name, name },
          ...{ image: WORKLOAD_IMAGE, runtime: "containerd" },
        });
      }
      for (
        const [runtime, image, host] of [
          ["docker", DOCKER_IMAGE, dockerd],
          ["podman", PODMAN_IMAGE, podman],
        ] as const
      ) {
        const id = await host.run(mark(runtime), args(runtime));
        expected.push({
          ...{ mark: mark(runtime), inPath: id, id, name: mark(runtime), image, runtime },
        });
      }
    }
    await critter.waitFor(
      "the last exit of every container",
      (lines) =>
        expected.every(({ inPath }) =>
          linesOf(lines, inPath).some((line) => shorthand(line) === "exit 7")
        ),
      30_000,
    );
    const { code, stderr } = await critter.stop();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /, none lost$/m);

    for (const { mark, inPath, id, name, image, runtime, pod } of expected) {
      const own = linesOf(critter.lines, inPath);
      assert.deepEqual(workloadLines(own).map(shorthand), threeCommands(mark).events);
      for (const line of own) {
        assert.deepEqual(
          {
            state: line.label_state,
            reason: line.label_reason,
            id: line.container?.id,
            name: line.container?.name,
            image: line.container?.image?.reference,
            runtime: line.container?.runtime?.name,
            pod: line.k8s?.pod?.name,
          },
          { state: "resolved", reason: undefined, id, name, image, runtime, pod },
          JSON.stringify(line),
        );
      }
      const everywhere = critter.lines.filter((line) =>
        line.event === "process.exec" && line.process?.command_args?.join(" ").includes(mark)
      );
      assert.deepEqual(
        everywhere.filter((line) => line.container?.id !== id).map((line) => line.container?.id)
          .filter((other) => other !== undefined),
        [],
        "no exec of it is said to be another container's",
      );
    }
  },
});
