/** Whose a cgroup is whose path does not say so, or says something else. */
import assert from "assert";
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { until } from "#tests/host/exec.ts";
import { emptyCgroup, makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "runc", "busybox") !== undefined;
/** Of containers that live for a twentieth of a second so many. */
const SHORT = 10;
/** The host's own are held up no longer, measured where a line is read; the processors are shared. */
const HELD_MS = 500;

/** What came of the command that carries a mark. */
function execOf(lines: Line[], mark: string): Line | undefined {
  return lines.find(({ event, process }) =>
    event === "process.exec" && process?.command_args?.join(" ") === `/bin/echo ${mark}`
  );
}

Deno.test({
  name:
    "critter watch names ctr's short containers, and those in cgroups whose paths say that they are the host's",
  ignore,
  async fn() {
    const run = crypto.randomUUID();
    const id = randomId();
    await using host = await Containerd.start();
    await host.importInto("default");
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const expected: [id: string, cgroup: string | undefined][] = [
      ...Array.from(
        { length: SHORT },
        (_, i): [string, undefined] => [`short-${run}-${i}`, undefined],
      ),
      [`unit-${run}`, `/system.slice/host-containers@${run}.service`],
      [`scope-${run}`, `/system.slice/machine-${run}.scope`],
      [`slice-${run}`, `/critter-${run}.slice`],
      [`pod-${run}`, `/kubepods/burstable/pod${run}`],
      [`machine-${run}`, `/lxc/${run}`],
      [id, `/system.slice/tool-${id}.scope`],
    ];
    for (const [id, cgroup] of expected) {
      await host.runToEnd(id, ["/bin/echo", id], cgroup);
    }
    await critter.waitFor(
      "the exec of every container",
      (lines) => expected.every(([id]) => execOf(lines, id) !== undefined),
    );
    // A container in a cgroup that a service of the host's has already.
    using service = new TestCgroup(`/system.slice/guest-${run}.service`);
    const stay = service.run(`/bin/echo before-${run}; exec /bin/sleep 2`);
    await critter.waitFor("the service", (lines) => execOf(lines, `before-${run}`) !== undefined);
    await host.runToEnd(`guest-${run}`, ["/bin/echo", `guest-${run}`], service.path);
    await service.run(`/bin/echo after-${run}`);
    await stay;
    const plain: string[] = [];
    for (let i = 0; i < 5; i++) {
      using cgroup = new TestCgroup(`/system.slice/plain-${run}-${i}.service`);
      await cgroup.run(`/bin/echo plain-${run}-${i}`);
      plain.push(`plain-${run}-${i}`);
    }
    const marks = [`guest-${run}`, `after-${run}`, ...plain];
    await critter.waitFor(
      "what the services do",
      (lines) => marks.every((mark) => execOf(lines, mark) !== undefined),
    );
    // What runs right after a restart may be over before anybody listens; it is not the host's for that.
    await host.halt("SIGKILL");
    await host.launch();
    await host.runToEnd(`again-${run}`, ["/bin/echo", `again-${run}`]);
    await critter.waitFor("the last", (lines) => execOf(lines, `again-${run}`) !== undefined);
    const { code, stderr } = await critter.stop();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /, none lost$/m);
    const again = execOf(critter.lines, `again-${run}`);
    assert.notEqual(again?.label_state, "host", JSON.stringify(again));

    for (const [id, cgroup] of [...expected, [`guest-${run}`, service.path]]) {
      const path = cgroup ?? `/default/${id}`;
      const line = execOf(critter.lines, id ?? "?");
      assert.deepEqual(
        [line?.label_state, line?.label_reason, line?.cgroup?.path, line?.container?.id],
        ["resolved", undefined, path, id],
        JSON.stringify(line),
      );
      assert.equal(line?.container?.image?.reference, WORKLOAD_IMAGE);
      if (path === service.path) continue;
      for (const line of critter.lines.filter((line) => line.cgroup?.path === path)) {
        assert.equal(line.container?.id, id, JSON.stringify(line));
      }
    }
    for (const mark of [`before-${run}`, `after-${run}`, ...plain]) {
      const arrival = critter.arrivals.find(({ line }) => execOf([line], mark) !== undefined);
      assert.equal(arrival?.line.label_state, "host", JSON.stringify(arrival?.line));
      assert.match(arrival?.line.systemd?.unit ?? "", new RegExp(run));
      if (arrival !== undefined) {
        const held = arrival.at - Date.parse(arrival.line.time);
        assert.ok(held < HELD_MS, `${mark} was held for ${held} ms`);
      }
    }
  },
});

Deno.test({
  name:
    "critter watch, started later, names what runs in such cgroups, and not what ran in them before or after",
  ignore,
  async fn() {
    const run = crypto.randomUUID();
    await using host = await Containerd.start();
    await host.importInto("default");
    const service = new TestCgroup(`/system.slice/guest-${run}.service`);
    await using stack = new AsyncDisposableStack();
    stack.defer(() => emptyCgroup(service.path));
    const loop = `while :; do /bin/echo inside-${run}; /bin/sleep 0.2; done`;
    const stay = service.run(`exec /bin/sleep 30`).catch(() => {});
    stack.defer(() => stay.then(() => {}));
    const running = host.runToEnd(`guest-${run}`, ["/bin/sh", "-c", loop], service.path)
      .catch(() => {});
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const insides = (lines: Line[]): Line[] =>
      lines.filter((line) => execOf([line], `inside-${run}`) !== undefined);
    // What comes before the runtime has listed its containers is the service's.
    await critter.waitFor(
      "what runs inside",
      (lines) => insides(lines).some(({ label_state: state }) => state === "resolved"),
      30_000,
    );
    await host.ctr("task", "kill", "-s", "SIGKILL", `guest-${run}`);
    await running;
    // The runtime tells of the end at once; what comes within that moment is nobody's mistake.
    await until("the service", 5_000, async () => {
      await service.run(`/bin/echo after-${run}`);
      const line = critter.lines.findLast((line) => execOf([line], `after-${run}`) !== undefined);
      return line?.label_state === "host" ? true : undefined;
    });
    await Deno.writeTextFile(`${service.directory}/cgroup.kill`, "1");
    await critter.stop();
    const inside = insides(critter.lines);
    const first = inside.findIndex(({ label_state: state }) => state === "resolved");
    assert.ok(first >= 0);
    for (const line of inside.slice(first)) assert.equal(line.container?.id, `guest-${run}`);
  },
});

Deno.test({
  name: "critter watch asks a CRI runtime whose a service's new cgroup is, and is not kept by it",
  ignore: noKernel !== undefined,
  async fn() {
    const run = crypto.randomUUID();
    const dir = makePlace("claims");
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removePlace(dir));
    const socket = `${dir}/cri.sock`;
    const ids = Array.from({ length: 3 }, () => randomId());
    const paths = [
      `/system.slice/agent-${run}.service`,
      `/system.slice/tool-${ids[1]}.scope`,
      `/kubepods/burstable/pod${run}/kata_${ids[2]}`,
    ];
    const sandboxId = randomId();
    const runtime = stack.use(
      await ScriptedRuntime.start({
        socket,
        sandboxes: [{ id: sandboxId, name: "web", namespace: "shop", uid: run }],
        containers: ids.map((id, i) => ({
          id,
          sandboxId,
          name: `main-${i}`,
          image: WORKLOAD_IMAGE,
          cgroupsPath: paths[i] ?? "?",
        })),
      }),
    );
    const critter = stack.use(await Critter.watch(["-r", socket]));
    await until("the first list", 10_000, async () => {
      const asked = await runtime.asked();
      return ids.every((id) => (asked[id] ?? 0) > 0) ? true : undefined;
    });
    for (const [i, path] of paths.entries()) {
      using cgroup = new TestCgroup(path);
      await cgroup.run(`/bin/echo inside-${run}-${i}`);
    }
    await runtime.update({
      methods: { ListContainers: { hang: true }, ContainerStatus: { hang: true } },
    });
    using cgroup = new TestCgroup(`/system.slice/plain-${run}.service`);
    await cgroup.run(`/bin/echo plain-${run}`);
    await critter.waitFor("the service", (lines) => execOf(lines, `plain-${run}`) !== undefined);
    await critter.stop();
    for (const [i, id] of ids.entries()) {
      const line = execOf(critter.lines, `inside-${run}-${i}`);
      assert.equal(line?.container?.id, id, JSON.stringify(line));
      assert.equal(line?.k8s?.pod?.name, "web");
    }
    const plain = critter.arrivals.find(({ line }) => execOf([line], `plain-${run}`) !== undefined);
    assert.equal(plain?.line.label_state, "host");
    if (plain !== undefined) {
      const held = plain.at - Date.parse(plain.line.time);
      assert.ok(held < HELD_MS, `held for ${held} ms`);
    }
  },
});
