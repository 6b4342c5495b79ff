/** `critter why` and the text output's account of deaths of real containers: recorded, and asked of their runtimes. */
import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Podman } from "#tests/host/podman.ts";
import { until } from "#tests/host/exec.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter, printed } from "./command.ts";
import { Critter } from "./critter.ts";

const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "podman", "conmon", "runc", "busybox") !== undefined;
const LIMIT_MS = 20_000;
const SMALL = ["--memory", "32m", "--memory-swap", "32m"];
const GROW = "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done";
const shell = (script: string) => ["/bin/sh", "-c", script];

Deno.test({
  name: "why tells of real deaths on containerd and Podman, recorded and by what is left of them",
  ignore,
  async fn(t) {
    const folder = await Deno.makeTempDir();
    await using stack = new AsyncDisposableStack();
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const containerd = stack.use(await Containerd.start());
    const podman = stack.use(await Podman.start());
    const from = ["-r", containerd.socket, "-r", podman.socket];
    const file = `${folder}/recording`;
    const recorded = (...what: string[]) => printed("why", "--recording", file, ...what);
    const live = (...what: string[]) => printed("why", ...from, ...what);
    let sleeper = 0;
    {
      await using run = await Critter.watch([...from, "--record", file]);
      const pod = await containerd.runPod({
        name: "web-0",
        namespace: "shop",
        containers: [
          { name: "failed", args: shell("(exit 5); exit 3") },
          { name: "killed", args: shell("exec sleep 1000") },
          { name: "alive", args: shell("sleep 1000 & kill -9 $!; wait; exec sleep 1000") },
        ],
      });
      await pod.exited("failed");
      const { info } = JSON.parse(
        await printed("inspect", ...from, pod.containers["killed"] ?? ""),
      );
      sleeper = info.pid;
      Deno.kill(sleeper, "SIGKILL");
      await pod.exited("killed");
      await podman.run("starved", shell(GROW), ...SMALL);
      await podman.run("child", shell(`(${GROW}); exec sleep 1000`), ...SMALL);
      await podman.run("stopped", shell("trap '' TERM; while :; do sleep 0.1; done"));
      await podman.podman("stop", "-t", "1", "stopped");
      await until("the ends of all", LIMIT_MS, () => {
        const ends = run.arrivals.filter(({ line }) => line.event === "container.exit");
        const kills = run.arrivals.filter(({ line }) => line.event === "oom.kill");
        return Promise.resolve((ends.length >= 4 && kills.length >= 2) || undefined);
      });
      await t.step("the runtimes and the kernel know how they ended, and not why", async () => {
        const verdicts = (text: string) => text.split("\n").filter((line) => /^\S/.test(line));
        assert.deepEqual(verdicts(await live("-n", "shop", "web-0")), [
          "shop/web-0 failed: exited 3",
          "shop/web-0 killed: exited 137, which stands for SIGKILL unless the program chose it",
          "shop/web-0 alive: it has not ended",
        ]);
        const [child = ""] = verdicts(await live("child"));
        assert.match(child, /it has not ended, though 1 of its processes was killed for want of/);
        assert.match(await live("child"), /memory\.(?:events|oom_control): 1 process killed/);
        assert.match(await live("stopped"), /^stopped: exited 137, [^]*only a recording tells/);
      });
      await t.step("explain tells what entered a container from its own", async () => {
        await podman.podman("exec", "-d", "child", "sleep", "999");
        const entered = await until(
          "what entered",
          LIMIT_MS,
          () =>
            Promise.resolve(
              run.arrivals.find(({ line }) =>
                line.event === "process.exec" && line.process?.command_args?.[1] === "999"
              )?.line.process?.pid,
            ),
        );
        assert.match(
          await printed("explain", ...from, `pid:${entered}`),
          /lineage .* origin exec: it was entered from outside/,
        );
      });
      await run.stop();
    }
    await t.step("a recording knows why", async () => {
      const failed = await recorded("failed");
      assert.match(failed, /^shop\/web-0 failed: exited 3\n/);
      assert.match(failed, / sh \(forked, no exec of its own\) exited 5 after /);
      const own = `SIGKILL from ${Deno.readTextFileSync("/proc/self/comm").trim()} (host)`;
      assert.ok((await recorded("killed")).startsWith(`shop/web-0 killed: ${own}\n`));
      assert.ok(
        (await recorded(`pid:${sleeper}`)).startsWith(`process ${sleeper} (sleep): ${own}`),
      );
      const alive = await recorded("alive");
      assert.match(alive, /^shop\/web-0 alive: it had not ended when the recording did\n/);
      assert.match(alive, /SIGKILL to sh from sh \(pid \d+\)\n/);
      const starved = await recorded("starved");
      assert.match(
        starved,
        /^starved: out of memory: container limit 32 MiB; killed: sh \(pid \d+\)/,
      );
      assert.match(starved, /oom +.* out of memory \(container limit 32 MiB\): killed sh/);
      const child = await recorded("child");
      assert.match(child, /^child: it had not ended when the recording did\n/);
      assert.match(child, /oom +.* out of memory \(container limit 32 MiB\): killed sh/);
      assert.match(
        await recorded("stopped"),
        /^stopped: SIGKILL from \S+ \(host\), 1\.\d s after its SIGTERM\n/,
      );
      assert.equal((await critter("why", "--recording", file, "nobody")).code, 1);
    });
  },
});
