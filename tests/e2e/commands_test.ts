/** crictl's commands and critter's own, asked of a real containerd. */
import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter, printed } from "./command.ts";
import { runTalkative } from "./talkative.ts";

Deno.test({
  name: "crictl's commands and critter's own answer for a real containerd",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn(t) {
    await using host = await Containerd.start();
    const pod = await host.runPod({
      name: "web-1",
      namespace: "shop",
      labels: { app: "web" },
      containers: [{ name: "main" }, { name: "job", args: ["/bin/sh", "-c", "exit 3"] }],
    });
    await pod.exited("job");
    const { main = "", job = "" } = pod.containers;
    const from = ["-r", host.socket];

    await t.step("ps", async () => {
      assert.equal(await printed("ps", ...from, "-q"), `${main}\n`);
      const [, row = ""] = (await printed("ps", ...from)).split("\n");
      assert.deepEqual(row.split(/ {3,}/).toSpliced(2, 1), [
        main.slice(0, 13),
        WORKLOAD_IMAGE,
        "Running",
        "main",
        "0",
        pod.sandboxId.slice(0, 13),
        "web-1",
        "shop",
      ]);
      const { containers } = JSON.parse(await printed("ps", ...from, "-a", "-o", "json"));
      assert.deepEqual(
        containers.map(({ id, state }: { id: string; state: string }) => [id, state]),
        [[job, "CONTAINER_EXITED"], [main, "CONTAINER_RUNNING"]],
      );
      assert.match(await printed("ps", ...from, "-o", "wide"), /\n1 container, all with every/);
    });

    await t.step("ps and runtimes find it by themselves", async () => {
      // Other runtimes of this machine may answer too, or fail to.
      assert.ok((await critter("ps", "-q")).stdout.includes(`${main}\n`));
      const { runtimes } = JSON.parse((await critter("runtimes", "-o", "json")).stdout);
      const own = runtimes.filter(({ status, socket }: { status: string; socket: string }) =>
        status === "up" && socket.endsWith(host.socket)
      );
      assert.equal(own.length, 1);
    });

    await t.step("pods, images", async () => {
      const { items } = JSON.parse(await printed("pods", ...from, "-o", "json"));
      assert.deepEqual([items.length, items[0].metadata.uid, items[0].labels.app], [
        1,
        pod.uid,
        "web",
      ]);
      assert.match(await printed("images", ...from), /^localhost\/busybox +1 +[0-9a-f]{13} /m);
    });

    await t.step("inspect, inspectp, inspecti", async () => {
      const { status, info } = JSON.parse(await printed("inspect", ...from, job));
      assert.deepEqual([status.exitCode, status.state, info.pid], [3, "CONTAINER_EXITED", 0]);
      assert.match(status.startedAt, /^20\d\d-.*Z$/);
      const template = ["-o", "go-template", "--template", "{{.status.metadata.name}}"];
      const short = pod.sandboxId.slice(0, 13);
      assert.equal(await printed("inspectp", ...from, ...template, short), "web-1\n");
      const image = JSON.parse(await printed("inspecti", ...from, WORKLOAD_IMAGE));
      assert.deepEqual(image.status.repoTags, [WORKLOAD_IMAGE]);
    });

    await t.step("info, version, runtime-config, runtimes", async () => {
      const { status } = JSON.parse(await printed("info", ...from));
      assert.deepEqual(status.conditions[0].type, "RuntimeReady");
      assert.match(await printed("version", ...from), /\nRuntimeName: {2}containerd\n/);
      assert.equal(await printed("runtime-config", ...from), "cgroup driver:   CGROUPFS\n");
      const { runtimes } = JSON.parse(await printed("runtimes", ...from, "-o", "json"));
      assert.deepEqual([runtimes.length, runtimes[0].status, runtimes[0].name], [
        1,
        "up",
        "containerd",
      ]);
    });

    await t.step("stats, statsp", async () => {
      assert.match(
        await printed("stats", ...from),
        new RegExp(`^${main.slice(0, 13)} +main +\\d`, "m"),
      );
      assert.match(await printed("statsp", ...from), /^web-1 +[0-9a-f]{13} +\d+\.\d\d +/m);
    });

    await t.step("logs", async () => {
      const id = await runTalkative(host.socket, `${host.dir}/logs`, pod);
      assert.deepEqual(await critter("logs", ...from, id), {
        code: 0,
        stdout: "to stdout\n",
        stderr: "to stderr\n",
      });
    });

    await t.step("explain: from process, cgroup, container and pod", async () => {
      const { info } = JSON.parse(await printed("inspect", ...from, main));
      const explain = async (what: string) =>
        JSON.parse(await printed("explain", ...from, "-o", "json", what));
      const process = await explain(`pid:${info.pid}`);
      assert.deepEqual(
        process.steps.map(({ stage, status }: { stage: string; status: string }) =>
          `${stage} ${status}`
        ),
        [
          "process ok",
          "lineage ok",
          "cgroup ok",
          "container ok",
          "container ok",
          "sandbox ok",
          "pod ok",
          "labels ok",
        ],
      );
      assert.deepEqual([process.labelState, process.conclusion], [
        "resolved",
        "its events are named: shop/web-1 main",
      ]);
      const cgroupId = /has the id (\d+)/.exec(process.steps[2].text)?.[1];
      const [, lineage] = process.steps;
      assert.equal(lineage.text, "origin entrypoint: it is its container's first process");
      assert.match(lineage.evidence[0], /^\d+ containerd-shim runs \/.*: host$/);
      assert.equal((await explain(`cgroup:${cgroupId}`)).conclusion, process.conclusion);
      assert.equal((await explain(main.slice(0, 12))).conclusion, process.conclusion);
      assert.equal(
        (await explain("shop/web-1")).conclusion,
        "its events are named: shop/web-1 sandbox, shop/web-1 main, shop/web-1 job",
      );
      assert.equal((await critter("explain", ...from, "pid:4194303")).code, 1);
    });

    await t.step("events", async () => {
      const events = critter("events", ...from, "--max-events", "3", "--duration", "20s");
      const added = (async () => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return await pod.add({ name: "late", args: ["/bin/true"] });
      })();
      const [{ code, stdout }, id] = await Promise.all([events, added]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`^\\{\\n {2}"containerId": "${id}",\\n`));
      assert.ok(stdout.includes('"CONTAINER_STOPPED_EVENT"'));
    });
  },
});
