/** How processes came where they are: by a container's entrypoint, by an exec from outside, by the runtime, or not at all. */
import assert from "assert";
import { crio131 } from "#tests/fakes/cri_shapes.ts";
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { run, until } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Podman, PODMAN_IMAGE } from "#tests/host/podman.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import { type Engine, startEngine } from "./engines.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const ignore = noKernel !== undefined || unmet(
      ...["containerd", "ctr", "runc", "busybox", "dockerd", "docker", "podman", "conmon"] as const,
    ) !== undefined;
const ENGINES: readonly Engine["name"][] = ["containerd", "docker", "podman"];
const HOLD_LIMIT = ["--hold-limit", "10s"];
/** What a shell does below it, and what the container's own does. */
const inner = (mark: string): string => `/bin/true ${mark}; /bin/false ${mark}`;
const work = (mark: string): string => `/bin/sh -c "${inner(mark)}"; /bin/echo ${mark}`;

/** Whether a command line is of that work itself, not of who asked for it. */
function isWork(args: readonly string[], mark: string): boolean {
  const [, second, third] = args;
  return second === mark || third === inner(mark) || third?.startsWith(work(mark)) === true;
}

/** The lines of processes that did that work, and of what they forked. */
function marked(lines: readonly Line[], mark: string): Line[] {
  const ids = new Set(
    lines.filter(({ event, process }) =>
      event === "process.exec" && isWork(process?.command_args ?? [], mark)
    ).map(({ process }) => process?.exec_id),
  );
  return lines.filter(({ event, process }) =>
    event.startsWith("process.") &&
    (ids.has(process?.exec_id) || ids.has(process?.parent?.exec_id))
  );
}

/** Origins of lines, and the entries that they belong to, each once. */
function originsOf(lines: readonly Line[]): { origins: unknown[]; entries: unknown[] } {
  return {
    origins: [...new Set(lines.map(({ process }) => process?.origin))],
    entries: [...new Set(lines.map(({ process }) => process?.entry?.exec_id))],
  };
}

function assertEntrypoint(lines: readonly Line[], mark: string): void {
  const own = marked(lines, mark);
  assert.ok(own.length >= 8, `${own.length} lines of ${mark}`);
  assert.deepEqual(originsOf(own), { origins: ["entrypoint"], entries: [undefined] }, mark);
}

/** All was done in one entry, which the first of its programs gives the name. */
function assertEntry(lines: readonly Line[], mark: string): string {
  const own = marked(lines, mark);
  assert.ok(own.length >= 8, `${own.length} lines of ${mark}`);
  const first = own.find(({ event }) => event === "process.exec")?.process?.exec_id;
  assert.deepEqual(originsOf(own), { origins: ["exec"], entries: [first] }, mark);
  return first ?? "?";
}

function hasEnded(lines: readonly Line[], mark: string): boolean {
  const own = marked(lines, mark);
  const [first] = own;
  return own.some(({ event, process }) =>
    event === "process.exit" && process?.pid === first?.process?.pid
  );
}

async function enter(pid: number, cgroup: string | undefined, mark: string): Promise<void> {
  const into = cgroup === undefined ? "" : `echo $$ > ${cgroup}/cgroup.procs; `;
  await run("/bin/sh", [
    ...["-c", `${into}exec nsenter --target ${pid} --mount /bin/sh -c '${work(mark)}'`],
  ]);
}

for (const name of ENGINES) {
  Deno.test({
    name: `critter watch tells ${name}'s entrypoints, execs and helpers apart`,
    ignore,
    async fn() {
      await using stack = new AsyncDisposableStack();
      const volume = makePlace("origin");
      stack.defer(() => removePlace(volume));
      const engine = stack.use(await startEngine(name));
      const critter = stack.use(
        await Critter.watch([
          ...["-e", "process.*,container.*", "-r", engine.socket, ...HOLD_LIMIT],
        ]),
      );
      const ids: string[] = [];
      const word = crypto.randomUUID().slice(0, 8);
      const mark = (what: string): string => `${what}-${word}`;
      for (const index of [0, 1]) {
        const id = await engine.create({
          name: `origin-${index}`,
          volume,
          command: [
            "/bin/sh",
            "-c",
            `${work(mark(`begin${index}`))}; while :; do sleep 1000; done`,
          ],
        });
        await engine.start(id);
        ids.push(id);
      }
      const starts = (): Line[] =>
        critter.lines.filter(({ event, cgroup }) =>
          event === "container.start" && ids.some((id) => cgroup?.path?.includes(id))
        );
      await critter.waitFor("both starts", () => starts().length === ids.length);
      const [id = "?"] = ids;
      await engine.exec(id, ["/bin/sh", "-c", work(mark("first"))]);
      await engine.exec(id, ["/bin/sh", "-c", work(mark("second"))]);
      await engine.exec(id, ["/bin/sh", "-c", work(mark("terminal"))], { terminal: true });
      // Two at once.
      await Promise.all(
        ["left", "right"].map((side) => engine.exec(id, ["/bin/sh", "-c", work(mark(side))])),
      );
      const pid = starts().find(({ cgroup }) => cgroup?.path?.includes(id))?.process?.pid ?? -1;
      await enter(pid, undefined, mark("stranger"));
      await run("/bin/sh", ["-c", work(mark("host"))]);
      const entries = ["first", "second", "terminal", "left", "right", "stranger"];
      await critter.waitFor(
        "the last end",
        (lines) => [...entries, "host"].every((what) => hasEnded(lines, mark(what))),
      );
      const { lines } = critter;
      for (const index of [0, 1]) assertEntrypoint(lines, mark(`begin${index}`));
      const names = entries.map((what) => assertEntry(lines, mark(what)));
      assert.equal(new Set(names).size, entries.length);
      for (const what of entries) {
        const execs = marked(lines, mark(what)).filter(({ event }) => event === "process.exec");
        const isInteractive = what === "terminal" ? true : undefined;
        for (const { process } of execs) assert.equal(process?.interactive, isInteractive, what);
      }
      assert.deepEqual(originsOf(marked(lines, mark("host"))), {
        origins: ["host"],
        entries: [undefined],
      });
      // What is left in the containers' cgroups is the runtime's own, before it begins what it was asked for.
      const told = new Set(
        [...entries, "begin0", "begin1"].flatMap((what) => marked(lines, mark(what))),
      );
      const rest = lines.filter((line) =>
        line.event.startsWith("process.") && !told.has(line) &&
        line.cgroup?.path?.includes(id) === true
      );
      assert.ok(rest.length > 0);
      for (const line of rest) {
        const isSleep = line.process?.command_args?.[0] === "sleep";
        const isOwn = /^(?:sleep|sh|true|false|echo)$/.test(line.thread?.name ?? "");
        if (isSleep || isOwn) continue;
        assert.equal(line.process?.origin, "runtime", JSON.stringify(line));
      }
      // As many starts as containers: no exec is taken for one.
      assert.equal(starts().length, 2);
    },
  });
}

Deno.test({
  name: "critter watch says of hooks before Podman's entrypoint that they are the runtime's",
  ignore,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const folder = makePlace("hooks");
    stack.defer(() => removePlace(folder));
    const host = stack.use(await Podman.start());
    for (const stage of ["prestart", "createContainer", "startContainer"]) {
      const hook = { path: "/bin/sh", args: ["sh", "-c", `/bin/true hook-${stage} ; exit 0`] };
      Deno.writeTextFileSync(
        `${folder}/${stage}.json`,
        JSON.stringify({ version: "1.0.0", hook, when: { always: true }, stages: [stage] }),
      );
    }
    const critter = stack.use(
      await Critter.watch(["-e", "process.*,container.*", "-r", host.socket, ...HOLD_LIMIT]),
    );
    const command = ["/bin/sh", "-c", work("behind-hooks")];
    const name = "hooked";
    const id = await host.create(PODMAN_IMAGE, name, command);
    await host.podman("--hooks-dir", folder, "start", id);
    await critter.waitFor(
      "its end",
      (lines) =>
        lines.some(({ event, cgroup }) => event === "container.exit" && cgroup?.path?.includes(id)),
    );
    for (const stage of ["createContainer", "startContainer"]) {
      const own = critter.lines.filter(({ process, cgroup }) =>
        process?.command_args?.includes(`hook-${stage}`) === true &&
        cgroup?.path?.includes(id) === true
      );
      assert.deepEqual(own.map(({ process }) => process?.origin), ["runtime"], stage);
    }
    assertEntrypoint(critter.lines, "behind-hooks");
    const starts = critter.lines.filter(({ event, cgroup }) =>
      event === "container.start" && cgroup?.path?.includes(id)
    );
    assert.deepEqual(starts.map(({ process }) => process?.command_args), [command]);
  },
});

Deno.test({
  name: "critter watch tells a scripted CRI-O's entrypoint, exec and runtime apart",
  ignore: noKernel !== undefined,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const folder = makePlace("crio");
    stack.defer(() => removePlace(folder));
    const word = crypto.randomUUID().slice(0, 8);
    const mark = (what: string): string => `${what}-${word}`;
    const pod = { id: randomId(), sandboxId: randomId(), name: "web", namespace: "shop" };
    const shape = crio131({
      ...pod,
      ...{ uid: crypto.randomUUID(), labels: {}, image: "registry.example:5000/web:1" },
    });
    const socket = `${folder}/crio.sock`;
    const runtime = stack.use(await ScriptedRuntime.start({ socket, ...shape.script }));
    const critter = stack.use(
      await Critter.watch(["-e", "process.*,container.*", "-r", socket, ...HOLD_LIMIT]),
    );
    await until("the first list", 20_000, async () => {
      const calls = Object.keys(await runtime.calls());
      return calls.some((call) => call.includes("ListContainers")) || undefined;
    });
    const place = stack.use(new TestCgroup(shape.cgroup));
    const own = `${work(mark("begin"))}; while [ ! -e ${folder}/end ]; do sleep 0.05; done`;
    const end = (): Promise<void> => Deno.writeTextFile(`${folder}/end`, "");
    const running = place.run(
      `/bin/true ${mark("helper")}; exec unshare --mount /bin/sh -c '${own}'`,
    );
    stack.defer(async () => {
      await end();
      await running.catch(() => {});
    });
    await critter.waitFor(
      "its start",
      (lines) =>
        lines.some(({ event, cgroup }) =>
          event === "container.start" && cgroup?.path?.includes(pod.id)
        ),
    );
    const start = critter.lines.find(({ event, cgroup }) =>
      event === "container.start" && cgroup?.path?.includes(pod.id)
    );
    const pid = await until("its pid", 5000, () => start?.process?.pid);
    await enter(pid, place.directory, mark("entered"));
    await end();
    await running;
    await critter.waitFor(
      "the last end",
      (lines) =>
        lines.some(({ event, cgroup }) =>
          event === "container.exit" && cgroup?.path?.includes(pod.id)
        ),
    );
    assertEntrypoint(critter.lines, mark("begin"));
    assertEntry(critter.lines, mark("entered"));
    const helper = critter.lines.filter(({ process }) =>
      process?.command_args?.[1] === mark("helper")
    );
    assert.deepEqual(helper.map(({ process }) => process?.origin), ["runtime"]);
    assert.equal(start?.container?.runtime?.name, "cri-o", JSON.stringify(start));
  },
});
