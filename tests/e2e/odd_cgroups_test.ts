/** Containers of containerd's own in cgroups, namespaces and with labels that say something else. */
import assert from "assert";
import { randomId } from "#tests/host/cgroup.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";

const ignore = noKernel !== undefined ||
  unmet("containerd", "ctr", "runc", "busybox") !== undefined;

/** What came of the commands that carry a mark. */
function execsOf(lines: Line[], mark: string): Line[] {
  return lines.filter(({ event, process }) =>
    event === "process.exec" && process?.command_args?.join(" ") === `/bin/echo ${mark}`
  );
}

/** Runs `echo MARK` until the container is killed. */
function loopOf(mark: string): string[] {
  return ["/bin/sh", "-c", `while :; do /bin/echo ${mark}; /bin/sleep 0.1; done`];
}

interface Odd {
  readonly id: string;
  readonly cgroup?: string;
  readonly how: Parameters<Containerd["runToEnd"]>[3];
}

function oddOnes(run: string): Odd[] {
  const [docker, pod, moby, kubernetes] = Array.from({ length: 4 }, () => randomId());
  const kind = (value: string) => [`io.cri-containerd.kind=${value}`];
  return [
    { id: `empty-${run}`, cgroup: "", how: { leadsTo: `/empty-${run}` } },
    {
      id: `up-${run}`,
      cgroup: `/critter-${run}/x/../up.service`,
      how: { leadsTo: `/critter-${run}/up.service` },
    },
    { id: `out-${run}`, cgroup: `../out-${run}`, how: { leadsTo: `/out-${run}` } },
    { id: `moby-${run}`, how: { namespace: "moby" } },
    { id: moby ?? "?", cgroup: `/system.slice/solo-${run}.service`, how: { namespace: "moby" } },
    { id: `k8s-${run}`, how: { namespace: "k8s.io", labels: kind("container") } },
    {
      id: kubernetes ?? "?",
      cgroup: `/system.slice/pod-${run}.service`,
      how: { namespace: "k8s.io", labels: kind("container") },
    },
    { id: `kind-${run}`, how: { labels: kind("container") } },
    { id: `sandbox-${run}`, how: { labels: kind("sandbox") } },
    { id: `other-${run}`, how: { labels: kind("other") } },
    { id: `docker-${run}`, cgroup: `/docker/${docker}`, how: {} },
    { id: `besteffort-${run}`, cgroup: `/kubepods/besteffort/pod${run}/${pod}`, how: {} },
  ];
}

function assertNamed(lines: Line[], { id, cgroup, how }: Odd, mark: string): void {
  const path = how?.leadsTo ?? cgroup ?? `/${how?.namespace ?? "default"}/${id}`;
  const execs = execsOf(lines, mark);
  assert.ok(execs.length > 0, mark);
  for (const line of execs) {
    assert.deepEqual(
      [line.label_state, line.label_reason, line.cgroup?.path, line.container?.id],
      ["resolved", undefined, path, id],
      JSON.stringify(line),
    );
    if (!/^[0-9a-f]{64}$/.test(id)) assert.equal(line.container?.name, id);
  }
}

Deno.test({
  name:
    "critter watch names containers of containerd's own whatever their cgroups, namespaces and labels say",
  ignore,
  async fn() {
    const run = crypto.randomUUID();
    await using host = await Containerd.start();
    for (const namespace of ["default", "moby"]) await host.importInto(namespace);
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const odd = oddOnes(run);
    for (const { id, cgroup, how } of odd) {
      await host.runToEnd(id, ["/bin/sh", "-c", `/bin/echo ${id}; /bin/sleep 0.1`], cgroup, how);
    }
    await critter.waitFor(
      "the exec of every container",
      (lines) => odd.every(({ id }) => execsOf(lines, id).length > 0),
    );
    const { code, stderr } = await critter.stop();
    assert.equal(code, 0, stderr);
    for (const one of odd) assertNamed(critter.lines, one, one.id);
  },
});

Deno.test({
  name: "critter watch, started later, names them too",
  ignore,
  async fn() {
    const run = crypto.randomUUID();
    await using host = await Containerd.start();
    for (const namespace of ["default", "moby"]) await host.importInto(namespace);
    const odd = oddOnes(run);
    const ends = odd.map(({ id, cgroup, how }) =>
      host.runToEnd(id, loopOf(id), cgroup, how).catch(() => {})
    );
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    await critter.waitFor(
      "the name of every container",
      (lines) =>
        odd.every(({ id }) => execsOf(lines, id).some(({ container }) => container?.id === id)),
      30_000,
    );
    for (const { id, how } of odd) {
      await host.ctr("-n", how?.namespace ?? "default", "task", "kill", "-s", "SIGKILL", id);
    }
    await Promise.all(ends);
    await critter.stop();
    for (const { id } of odd) {
      for (const line of execsOf(critter.lines, id)) {
        assert.ok([undefined, id].includes(line.container?.id), JSON.stringify(line));
      }
    }
  },
});

Deno.test({
  name: "critter watch says that two containers share a cgroup, and names the one that is left",
  ignore,
  async fn() {
    const run = crypto.randomUUID();
    const shared = `/critter-${run}/shared`;
    await using host = await Containerd.start();
    await host.importInto("default");
    await using critter = await Critter.watch(["--runtime-endpoint", host.socket]);
    const long = host.runToEnd(`long-${run}`, loopOf(`long-${run}`), shared).catch(() => {});
    await critter.waitFor(
      "the first",
      (lines) => execsOf(lines, `long-${run}`).length > 0,
    );
    await host.runToEnd(
      `short-${run}`,
      ["/bin/sh", "-c", `/bin/echo short-${run}; /bin/sleep 1`],
      shared,
    );
    await critter.waitFor("the second", (lines) => execsOf(lines, `short-${run}`).length > 0);
    const now = critter.lines.length;
    await critter.waitFor(
      "the one that is left",
      (lines) =>
        execsOf(lines.slice(now), `long-${run}`)
          .some(({ container }) => container?.id === `long-${run}`),
    );
    await host.ctr("task", "kill", "-s", "SIGKILL", `long-${run}`);
    await long;
    await critter.stop();
    for (const line of execsOf(critter.lines, `short-${run}`)) {
      assert.equal(line.label_state, "unresolved", JSON.stringify(line));
      assert.match(line.label_reason ?? "", /^containers .* run in this cgroup together$/);
    }
    for (const line of execsOf(critter.lines, `long-${run}`)) {
      assert.notEqual(line.label_state, "host", JSON.stringify(line));
      assert.ok([undefined, `long-${run}`].includes(line.container?.id), JSON.stringify(line));
    }
  },
});
