/** Images of which Docker's and Podman's lists have the id only, and names that look like Kubernetes'. */
import assert from "assert";
import { DOCKER_IMAGE, Dockerd } from "#tests/host/dockerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Podman, PODMAN_IMAGE } from "#tests/host/podman.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter, printed } from "./command.ts";
import { Critter } from "./critter.ts";
import { linesOf, shorthand, threeCommands, workloadLines } from "./expect.ts";

const ignore = noKernel !== undefined ||
  unmet("dockerd", "docker", "podman", "conmon", "runc", "busybox") !== undefined;
const NAMED = { name: "bb", tags: ["1"], reference: DOCKER_IMAGE };
const SLEEPER = ["/bin/sleep", "1000"];

Deno.test({
  name:
    "critter ps --resolve-image-path names images by tag where containers were started by an id",
  ignore,
  async fn() {
    await using dockerd = await Dockerd.start();
    await using podman = await Podman.start();
    const from = ["-r", dockerd.socket, "-r", podman.socket];
    const docker = await dockerd.docker("image", "inspect", "-f", "{{.Id}}", DOCKER_IMAGE);
    const pod = await podman.podman("image", "inspect", "-f", "{{.Id}}", PODMAN_IMAGE);
    await dockerd.runImage(docker, "d-id", SLEEPER);
    await dockerd.runImage(docker.slice(7, 19), "d-short", SLEEPER);
    await dockerd.run("d-name", SLEEPER);
    await podman.runImage(`sha256:${pod}`, "p-id", SLEEPER);
    await podman.runImage(pod.slice(0, 12), "p-short", SLEEPER);
    const images = async () => {
      const table = await printed("ps", ...from, "--resolve-image-path", "--no-trunc");
      return Object.fromEntries(
        table.trimEnd().split("\n").slice(1).map((row) => {
          const [, image = "", , , name = ""] = row.split(/ {3,}/);
          return [name, image] as const;
        }),
      );
    };
    const named = { "p-id": PODMAN_IMAGE, "p-short": PODMAN_IMAGE };
    assert.deepEqual(await images(), {
      "d-id": DOCKER_IMAGE,
      "d-short": DOCKER_IMAGE,
      "d-name": DOCKER_IMAGE,
      ...named,
    });
    assert.match(await printed("ps", ...from, "-o", "wide"), /\n5 containers, all with every/);

    await dockerd.docker("commit", "--change", "ENV A=1", "d-name", DOCKER_IMAGE);
    assert.deepEqual(await images(), {
      "d-id": docker,
      "d-short": docker,
      "d-name": DOCKER_IMAGE,
      ...named,
    });
    assert.match(
      await printed("ps", ...from, "-o", "wide"),
      /\n5 containers, 2 with .*: container\.image\.name \(2\)/,
    );
  },
});

Deno.test({
  name:
    "critter watch says what image an id is of, that an image has no name, and takes no container's name for a pod",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir();
    await using stack = new AsyncDisposableStack();
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const dockerd = stack.use(await Dockerd.start());
    const image = await dockerd.docker("image", "inspect", "-f", "{{.Id}}", DOCKER_IMAGE);
    const file = `${folder}/recording`;
    const watch = stack.use(await Critter.watch(["-r", dockerd.socket, "--record", file]));
    const ids: Record<string, string> = {};
    const run = async (name: string, by: string, ...options: string[]) => {
      ids[name] = await dockerd.runImage(by, name, threeCommands(name).args, ...options);
    };
    await run("by-id", image);
    await run("by-short-id", image.slice(7, 19));
    await run("k8s_web_api_prod_x_0", DOCKER_IMAGE);
    const label = (key: string, value: string) => ["--label", `io.kubernetes.${key}=${value}`];
    const pod = [...label("pod.name", "api"), ...label("pod.namespace", "prod")];
    await run("forged", DOCKER_IMAGE, ...pod);
    // As cri-dockerd labels its own.
    await run("labelled", DOCKER_IMAGE, ...pod, ...label("docker.type", "container"));
    // A new build takes the name.
    await dockerd.docker("commit", "--change", "ENV A=1", "by-id", DOCKER_IMAGE);
    await run("nameless", image.slice(7, 19));
    await watch.waitFor(
      "the last exit of every container",
      (lines) =>
        Object.values(ids).every((id) =>
          linesOf(lines, id).some((line) => shorthand(line) === "exit 7")
        ),
      30_000,
    );
    assert.equal((await watch.stop()).code, 0);
    const expect = (name: string, rest: object) => {
      const lines = linesOf(watch.lines, ids[name] ?? "?");
      assert.deepEqual(workloadLines(lines).map(shorthand), threeCommands(name).events);
      for (const { label_state, label_missing, container, k8s } of lines) {
        assert.deepEqual(
          {
            state: label_state,
            missing: label_missing,
            name: container?.name,
            pod: k8s?.pod?.name,
            image: container?.image,
          },
          {
            state: "resolved",
            name,
            pod: undefined,
            image: { ...NAMED, id: image },
            missing: undefined,
            ...rest,
          },
        );
      }
    };
    expect("by-id", {});
    expect("by-short-id", {});
    expect("k8s_web_api_prod_x_0", {});
    expect("forged", {});
    expect("labelled", { pod: "api", missing: ["k8s.pod.uid"] });
    expect("nameless", { missing: ["container.image.name"], image: { id: image } });

    const shown = (await critter("replay", file, "-n", "prod", "-o", "json")).stdout.trimEnd();
    // Containers of others on this machine may be shown, as nobody knows what they are.
    const names = shown.split("\n").map((line) => JSON.parse(line))
      .filter(({ label_state }) => label_state === "resolved").map(({ container }) =>
        container.name
      );
    assert.deepEqual([...new Set(names)], ["labelled"]);
  },
});
