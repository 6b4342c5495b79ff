/** `critter why` without a recording: what scripted runtimes and this node's kernel still know. */
import assert from "assert";
import { FakeEngine } from "#tests/fakes/fake_engine.ts";
import type { FakeContainer } from "#tests/fakes/cri_script.ts";
import { runCli } from "#cli/app/app.ts";
import { testHost } from "#cli/testing.ts";
import { CONTAINERD, id, UID } from "./fake_node.ts";
import { withFakes } from "./with_fakes.ts";

const labels = (pod: string, container: string) => ({
  "io.kubernetes.pod.name": pod,
  "io.kubernetes.pod.namespace": "shop",
  "io.kubernetes.pod.uid": UID,
  "io.kubernetes.container.name": container,
});
const START_NS = "1700000000000000000";
const END_NS = "1700000030000000000";

function ended(digit: string, name: string, status: FakeContainer["status"]): FakeContainer {
  return {
    id: id(digit),
    sandboxId: id("5"),
    name,
    image: "registry.example/app:1",
    state: "exited",
    createdAtNs: `170000000000000000${digit}`,
    labels: labels("web-0", name),
    status: { startedAtNs: START_NS, finishedAtNs: END_NS, ...status },
  };
}

/** A pod whose containers have ended in several ways, one of them twice. */
const SHOP = {
  ...CONTAINERD,
  containers: [
    ended("1", "killed", { exitCode: 137, reason: "Error" }),
    ended("2", "starved", { exitCode: 137, reason: "OOMKilled" }),
    ended("3", "done", { exitCode: 0, reason: "Completed" }),
    ended("4", "absent", { exitCode: 128, reason: "StartError", message: "no such file: /app" }),
    ended("7", "again", { exitCode: 1, reason: "Error" }),
    { ...ended("8", "again", {}), state: "running" as const },
    { ...ended("9", "made", {}), state: "created" as const },
  ],
};

interface Result {
  readonly verdict: string;
  readonly state: string;
  readonly container: { readonly id: string; readonly name: string };
  readonly sources: readonly { readonly kind: string; readonly text: string }[];
  readonly notes: readonly string[];
}

Deno.test("why tells what a CRI runtime knows of a pod's containers, as they were made", async () => {
  await withFakes([SHOP], async ({ run, sockets }) => {
    const { code, stdout, stderr } = await run(["why", "-n", "shop", "web-0", "-o", "json"]);
    assert.deepEqual([code, stderr], [0, ""]);
    const results = JSON.parse(stdout).results as Result[];
    assert.deepEqual(
      results.map(({ container, state, verdict }) => [container.name, state, verdict]),
      [
        ["killed", "ended", "exited 137, which stands for SIGKILL unless the program chose it"],
        ["starved", "ended", "out of memory, with exit code 137"],
        ["done", "ended", "exited 0"],
        ["absent", "ended", "never began: no such file: /app"],
        ["again", "ended", "exited 1"],
        ["again", "running", "it has not ended"],
        ["made", "created", "it was never started"],
      ],
    );
    const [killed, , done] = results;
    assert.ok(killed !== undefined);
    assert.deepEqual(killed.sources, [
      { kind: "runtime", text: `containerd at ${sockets[0]}: exited, exit code 137, reason Error` },
      { kind: "kernel", text: "its cgroup is gone, with what it counted" },
    ]);
    assert.match(killed.notes.join(), /only a recording tells/);
    assert.deepEqual(done?.notes, []);
  });
});

Deno.test("why tells of one container as people read it", async () => {
  await withFakes([SHOP], async ({ run, sockets }) => {
    assert.equal(
      (await run(["why", "starved"])).stdout,
      [
        "shop/web-0 starved: out of memory, with exit code 137",
        `  container  ${id("2").slice(0, 13)}, registry.example/app:1, containerd at ${sockets[0]}`,
        "  started    2023-11-14T22:13:20Z",
        "  ended      2023-11-14T22:13:50Z, after 30.0s",
        `  from       containerd at ${sockets[0]}: exited, exit code 137, reason OOMKilled`,
        "  from       its cgroup is gone, with what it counted",
        "  note       who sent a signal, and what came before, only a recording tells: 'critter record FILE'",
        "",
      ].join("\n"),
    );
    assert.equal((await run(["why", "again"])).stdout.match(/^shop\/web-0 again: /gm)?.length, 2);
    assert.match((await run(["why", id("1").slice(0, 20)])).stdout, /^shop\/web-0 killed: /);
    assert.match(
      (await run(["why", id("5")])).stdout,
      /^shop\/web-0 killed: [^]*\nshop\/web-0 made: /,
    );
    assert.match((await run(["why", "container:done"])).stdout, /^shop\/web-0 done: exited 0\n/);
  });
});

Deno.test("why tells what Docker knows, also of a container that never began", async () => {
  const inspection = (digit: string, name: string, state: object) => ({
    Id: id(digit),
    Name: `/${name}`,
    Created: "2026-01-01T00:00:00Z",
    State: state,
  });
  const all = {
    db: inspection("d", "db", { Status: "exited", ExitCode: 139 }),
    oom: inspection("e", "oom", { Status: "exited", ExitCode: 137, OOMKilled: true }),
    bad: inspection("f", "bad", { Status: "created", ExitCode: 127, Error: "exec: no such file" }),
  };
  const routes = {
    "/containers/json": Object.values(all).map(({ Id, Name, State }) => ({
      Id,
      Names: [Name],
      State: (State as { Status: string }).Status,
    })),
    ...Object.fromEntries(Object.values(all).map((one) => [`/containers/${one.Id}/json`, one])),
  };
  await withFakes([], async ({ run, folder }) => {
    const socket = `${folder}/docker.sock`;
    await using _engine = new FakeEngine(socket, { routes });
    const verdict = async (name: string) =>
      (await run(["why", "-r", socket, name])).stdout.split("\n")[0];
    assert.equal(
      await verdict("db"),
      "db: exited 139, which stands for SIGSEGV unless the program chose it",
    );
    assert.equal(await verdict("oom"), "oom: out of memory, with exit code 137");
    assert.equal(await verdict("bad"), "bad: never began: exec: no such file");
    const { code, stderr } = await run(["why", "-r", socket, "nothing"]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /there is no such container, pod or process: "nothing"; the runtimes know 3/,
    );
  });
});

Deno.test("why refuses what several are called, and tells names like one that nobody has", async () => {
  const web = { name: "web-0", namespace: "stage", uid: "other", id: id("6") };
  const other = { ...ended("0", "done", {}), sandboxId: id("6"), labels: {} };
  const script = {
    ...SHOP,
    sandboxes: [...CONTAINERD.sandboxes?.slice(0, 1) ?? [], web],
    containers: [...SHOP.containers, other],
  };
  await withFakes([script], async ({ run }) => {
    const cases: readonly (readonly [string, number, RegExp])[] = [
      ["web-0", 1, /as 2 match: "web-0": .*\(pod stage\/web-0, containerd at .*give an id, or -n/],
      ["done", 1, /as 2 match: "done": /],
      ["stervd", 1, /"stervd"; names like it: starved\n$/],
      ["web", 1, /"web"; names like it: web-0\n$/],
      ["-n nope web-0", 1, /in namespace "nope": "web-0"; names like it: shop\/web-0, /],
      ["pod:", 2, /as a name or an id must be given: "pod:"/],
      ["-n shop pid:1", 2, /as a process is in no namespace: "pid:1"/],
      ["pid:0fae2fbddb86091400003b7700000004", 2, /only a recording knows a process\.exec_id/],
    ];
    for (const [line, expected, message] of cases) {
      const { code, stdout, stderr } = await run(["why", ...line.split(" ")]);
      assert.deepEqual([code, stdout], [expected, ""], line);
      assert.match(stderr, message, line);
    }
  });
});

Deno.test("why tells of a process that lives, of one that nobody has asked yet how it ended, and of none", async () => {
  const why = async (...args: string[]) => {
    const host = testHost();
    const code = await runCli(["why", ...args], host);
    return { code, ...host.output };
  };
  const own = await why(`pid:${Deno.pid}`);
  assert.equal(own.code, 0);
  assert.match(
    own.stdout,
    /^process \d+ \(.*\): it has not ended\n {2}from {7}\/proc\/\d+\/stat: /,
  );

  // The shell becomes a program that does not wait for it before its child ends.
  const parent = new Deno.Command("sh", {
    args: ["-c", "(sleep 0.3; exit 3) & echo $!; exec sleep 1000"],
    stdout: "piped",
  }).spawn();
  try {
    const reader = parent.stdout.getReader();
    const pid = Number(new TextDecoder().decode((await reader.read()).value));
    let told = await why(`pid:${pid}`);
    for (let tries = 0; tries < 100 && !told.stdout.includes("state Z"); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      told = await why(`pid:${pid}`);
    }
    assert.match(
      told.stdout,
      new RegExp(
        `^process ${pid} \\(sh\\): exited 3; its parent ${parent.pid} has not asked yet\n`,
      ),
    );
    await reader.cancel();
  } finally {
    parent.kill("SIGKILL");
    await parent.status;
  }
  const gone = await why("pid:4194303");
  assert.deepEqual([gone.code, gone.stdout], [1, ""]);
  assert.match(gone.stderr, /as there is no such process any more, .*: 4194303; .*'critter record/);
});
