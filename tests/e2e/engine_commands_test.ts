/** crictl's commands and critter's own, asked of a real dockerd and a real Podman. */
import assert from "assert";
import { Dockerd } from "#tests/host/dockerd.ts";
import { sleep, until } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Podman } from "#tests/host/podman.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter, printed } from "./command.ts";
import { Critter } from "./critter.ts";

const ignore = unmet("dockerd", "docker", "podman", "conmon", "runc", "busybox") !== undefined;
const SLEEPER = ["/bin/sh", "-c", "while :; do sleep 1000; done"];
const TALK = "echo one; echo oops >&2; echo two; exec sleep 1000";

/** What a list's entry says of itself. */
interface Entry {
  readonly id: string;
  readonly metadata: { readonly name: string };
  readonly runtime: { readonly name: string };
}

const named = ({ id, metadata, runtime }: Entry) => [id, metadata.name, runtime.name];
const lines = (text: string) => text.trimEnd().split("\n").sort();

Deno.test({
  name: "crictl's commands and critter's own answer for a real dockerd and a real Podman",
  ignore,
  async fn(t) {
    await using dockerd = await Dockerd.start();
    await using podman = await Podman.start();
    const dock = await dockerd.run("dock", ["/bin/sh", "-c", TALK], "--label", "app=web");
    const term = await dockerd.run("term", ["/bin/sh", "-c", TALK], "-t");
    const solo = await podman.run("solo", ["/bin/sh", "-c", TALK], "--label", "app=web");
    const crowd = await podman.pod("crowd", "--label", "team=x");
    // Podman tells whole seconds, and those of one second in no order.
    await sleep(1_000);
    const inner = await podman.run("inner", SLEEPER, "--pod", "crowd");
    const ofDocker = ["-r", dockerd.socket];
    const ofPodman = ["-r", podman.socket];
    const from = [...ofDocker, ...ofPodman];

    await t.step("ps, inspect, explain", async () => {
      const { containers } = JSON.parse(await printed("ps", ...from, "-o", "json"));
      assert.deepEqual(containers.map(named), [
        [inner, "inner", "podman"],
        [solo, "solo", "podman"],
        [term, "term", "docker"],
        [dock, "dock", "docker"],
      ]);
      assert.equal(containers[0].podSandboxId, crowd);
      assert.equal(await printed("ps", ...from, "-q", "-p", crowd.slice(0, 12)), `${inner}\n`);
      for (const [id, name] of [[dock, "dock"], [solo, "solo"]] as const) {
        const { status, info } = JSON.parse(await printed("inspect", ...from, id.slice(0, 12)));
        assert.deepEqual(
          [status.id, status.metadata.name, status.state, status.labels],
          [id, name, "CONTAINER_RUNNING", { app: "web" }],
        );
        assert.match(status.startedAt, /^20\d\d-.*Z$/);
        assert.match(await Deno.readTextFile(`/proc/${info.pid}/cgroup`), new RegExp(id));
      }
      const explanation = JSON.parse(await printed("explain", ...from, "-o", "json", "crowd"));
      assert.equal(
        explanation.conclusion,
        "its events are named: ?/crowd sandbox, ?/crowd inner",
      );
    });

    await t.step("pods, inspectp: Podman's", async () => {
      const { items } = JSON.parse(await printed("pods", ...ofPodman, "-o", "json"));
      assert.deepEqual(items.map(named), [[crowd, "crowd", "podman"]]);
      assert.deepEqual([items[0].state, items[0].labels], ["SANDBOX_READY", { team: "x" }]);
      assert.match(
        await printed("pods", ...from, "-o", "wide"),
        new RegExp(`^${crowd.slice(0, 13)} .*Ready +crowd .* podman`, "m"),
      );
      const { status, info } = JSON.parse(await printed("inspectp", ...from, crowd.slice(0, 12)));
      assert.deepEqual([status.id, status.metadata.name, status.state, info.Name], [
        crowd,
        "crowd",
        "SANDBOX_READY",
        "crowd",
      ]);
      for (const command of ["pods", "statsp"]) {
        const { code, stderr } = await critter(command, ...ofDocker);
        assert.deepEqual([code, stderr], [
          0,
          `critter: docker at ${dockerd.socket} has no pods\n`,
        ]);
      }
    });

    await t.step("images, inspecti", async () => {
      const wide = await printed("images", ...from, "-o", "wide");
      assert.match(wide, /^bb +1 +<none> +[0-9a-f]{13} +\d.*MB +false +docker$/m);
      assert.match(wide, /^localhost\/bb +1 +[0-9a-f]{13} +[0-9a-f]{13} +\d.*MB +false +podman$/m);
      const { images } = JSON.parse(await printed("images", ...ofDocker, "-o", "json"));
      assert.match(images[0].size, /^\d{6,}$/);
      assert.equal(await printed("images", ...ofDocker, "-q", "bb:1"), `${images[0].id}\n`);
      assert.equal(await printed("images", ...ofDocker, "-q", "other:1"), "");
      const image = JSON.parse(await printed("inspecti", ...ofPodman, "localhost/bb:1"));
      assert.deepEqual(image.status.repoTags, ["localhost/bb:1"]);
      assert.equal(image.info.Os, "linux");
      assert.equal(
        await printed("ps", ...ofDocker, "-q", "--image", images[0].id.slice(0, 19)),
        `${term}\n${dock}\n`,
      );
    });

    await t.step("stats, statsp", async () => {
      const table = await printed("stats", ...from);
      for (const [id, name] of [[dock, "dock"], [solo, "solo"], [inner, "inner"]] as const) {
        const row = new RegExp(
          `^${id.slice(0, 13)} +${name} +\\d+\\.\\d\\d +[1-9]\\S*B +- +- +`,
          "m",
        );
        assert.match(table, row);
      }
      const { stats } = JSON.parse(await printed("stats", ...ofDocker, "-o", "json", dock));
      assert.equal(stats.length, 1);
      assert.match(stats[0].cpu.usageCoreNanoSeconds.value, /^[1-9]\d+$/);
      assert.match(stats[0].cpu.timestamp, /^1\d{18}$/);
      assert.match(
        await printed("statsp", ...ofPodman, "-o", "wide"),
        /^crowd +[0-9a-f]{13} +\d+\.\d\d +[1-9]\S*B +3 +podman$/m,
      );
    });

    await t.step("info, version, runtime-config", async () => {
      const [docker, libpod] = JSON.parse(await printed("info", ...from, "--timeout", "20s"));
      assert.deepEqual([docker.runtime.name, docker.info.CgroupDriver], ["docker", "cgroupfs"]);
      assert.deepEqual([libpod.runtime.name, libpod.info.host.cgroupVersion], ["podman", "v1"]);
      assert.deepEqual(docker.status.conditions, [
        { type: "RuntimeReady", status: true, reason: "", message: "" },
      ]);
      assert.match(await printed("version", ...from), /\nRuntimeName: {2}podman\n/);
      assert.equal(
        await printed("runtime-config", ...from, "--timeout", "20s"),
        `cgroup driver:   CGROUPFS   docker at ${dockerd.socket}\n` +
          `cgroup driver:   CGROUPFS   podman at ${podman.socket}\n`,
      );
    });

    await t.step("logs", async () => {
      // Podman tells whole seconds.
      for (const [id, time] of [[dock, /\.\d{9}Z /], [solo, /\.0{9}Z /]] as const) {
        const all = await critter("logs", ...from, id.slice(0, 12));
        assert.deepEqual([all.code, all.stdout, all.stderr], [0, "one\ntwo\n", "oops\n"]);
        const last = await critter("logs", ...from, "--tail", "1", "-t", id);
        assert.match(last.stdout + last.stderr, time);
        assert.equal(lines(last.stdout + last.stderr).length, 1);
        assert.equal((await critter("logs", ...from, "--tail", "0", id)).stdout, "");
        assert.equal((await critter("logs", ...from, "--since", "1h", id)).stdout, "one\ntwo\n");
        const later = new Date(Date.now() + 60_000).toISOString();
        assert.equal((await critter("logs", ...from, "--since", later, id)).stdout, "");
        assert.equal(
          (await critter("logs", ...ofPodman, ...ofDocker, "--limit-bytes", "0", id)).stdout,
          "",
        );
      }
      const cut = await critter("logs", ...from, "--limit-bytes", "5", dock);
      assert.equal((cut.stdout + cut.stderr).length, 5);
      assert.equal(await printed("logs", ...from, "term"), "one\r\noops\r\ntwo\r\n");
      const previous = await critter("logs", ...from, "-p", dock);
      assert.equal(previous.code, 1);
      assert.match(previous.stderr, /keep one log for all runs of a container/);
    });

    await t.step("logs -f goes on until the container has ended", async () => {
      const script = "echo begin; sleep 1; echo end";
      const [last, other] = [
        await dockerd.run("last", ["/bin/sh", "-c", script]),
        await podman.run("other", ["/bin/sh", "-c", script]),
      ];
      for (const id of [last, other]) {
        assert.equal(await printed("logs", ...from, "-f", id), "begin\nend\n");
      }
    });
  },
});

/** Follows one engine's events as lines `CONTAINER TYPE`. */
function follow(socket: string): Critter {
  const template = "{{.containerId}} {{.containerEventType}} {{.runtime.name}}";
  return new Critter(["events", "-r", socket, "-o", "go-template", "--template", template]);
}

/** Waits for a line, and has the time before it repeated. */
async function seen(
  critter: Critter,
  text: (answer: string) => string,
  again: () => Promise<string>,
): Promise<string> {
  return await until("an event", 30_000, async () => {
    const wanted = text(await again());
    return await until(
      "it to be told",
      2000,
      () => critter.text.includes(wanted) ? wanted : undefined,
    )
      .catch(() => undefined);
  });
}

Deno.test({
  name: "critter events follows a real dockerd over its restart",
  ignore,
  async fn() {
    await using dockerd = await Dockerd.start();
    await using critter = follow(dockerd.socket);
    const run = async () => await dockerd.run(`a${crypto.randomUUID()}`, ["/bin/true"]);
    const stopped = (id: string) => `${id} CONTAINER_STOPPED_EVENT docker\n`;
    await seen(critter, stopped, run);
    const id = await run();
    await until("its events", 10_000, () => critter.text.includes(stopped(id)) || undefined);
    const own = () => critter.text.split("\n").filter((line) => line.startsWith(id));
    assert.deepEqual(own().map((line) => line.split(" ")[1]), [
      "CONTAINER_CREATED_EVENT",
      "CONTAINER_STARTED_EVENT",
      "CONTAINER_STOPPED_EVENT",
    ]);
    await dockerd.halt();
    await until(
      "word of the restart",
      10_000,
      () => critter.stderr.includes(dockerd.socket) || undefined,
    );
    await dockerd.launch();
    const between = await run();
    await until("its events", 10_000, () => critter.text.includes(stopped(between)) || undefined);
    await dockerd.docker("rm", id);
    await until("the last", 10_000, () => own().length > 3 || undefined);
    assert.equal(own().at(-1), `${id} CONTAINER_DELETED_EVENT docker`);
    assert.ok(critter.stderr.trimEnd().split("\n").length <= 4, critter.stderr);
    assert.equal((await critter.stop()).code, 0);
  },
});

Deno.test({
  name: "critter events tells what Podman's containers did while its service was away",
  ignore,
  async fn() {
    await using podman = await Podman.start();
    await using critter = follow(podman.socket);
    const run = async () => await podman.run(`a${crypto.randomUUID()}`, ["/bin/true"]);
    const stopped = (id: string) => `${id} CONTAINER_STOPPED_EVENT podman\n`;
    await seen(critter, stopped, run);
    await podman.halt();
    const away = await run();
    await podman.launch();
    await until("its events", 20_000, () => critter.text.includes(stopped(away)) || undefined);
    const pod = await podman.pod("crowd");
    await until(
      "the pod",
      10_000,
      () => critter.text.includes(`${pod} CONTAINER_CREATED_EVENT podman\n`) || undefined,
    );
    const all = critter.text.trimEnd().split("\n");
    assert.equal(new Set(all).size, all.length, "nothing is told twice");
    assert.equal((await critter.stop()).code, 0);
  },
});

Deno.test({
  name:
    "critter watch names containers of a Podman pod, and takes the pod for no container around them",
  ignore: ignore || noKernel !== undefined,
  async fn() {
    await using podman = await Podman.start();
    await podman.pod("crowd", "--label", "team=x");
    const id = await podman.run("inner", SLEEPER, "--pod", "crowd");
    await using critter = await Critter.watch(["-r", podman.socket, "-e", "process.exec"]);
    await podman.podman("exec", "inner", "/bin/true");
    const line = await until(
      "the event",
      20_000,
      () =>
        critter.lines.find(({ container, process }) =>
          container?.id === id && process?.command_args?.[0] === "/bin/true"
        ),
    );
    assert.deepEqual(
      [line.label_state, line.container?.name, line.k8s?.pod?.name, line.k8s?.pod?.label],
      ["resolved", "inner", "crowd", { team: "x" }],
    );
    assert.equal(line.container?.ancestors, undefined);
  },
});
