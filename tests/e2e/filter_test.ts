import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { run, sleep, until } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import type { Pod } from "#tests/host/pod.ts";
import { unmet } from "#tests/host/requirements.ts";
import { Critter, type Line } from "./critter.ts";
import {
  assertSandbox,
  assertWorkload,
  labelsOf,
  linesOf,
  shorthand,
  threeCommands,
  workloadLines,
} from "./expect.ts";
import { ScriptedPod } from "./scripted_pod.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const ignore = noKernel !== undefined;
const ignoreReal = ignore || unmet("containerd", "ctr", "runc", "busybox") !== undefined;
const NOTHING_YET = /^critter: no container matches (.*); waiting for one$/mg;

/** `pod/container` of every line that is labelled; others on the machine may have containers of their own. */
function sources(lines: Line[]): string[] {
  const names = lines.filter(({ label_state }) => label_state !== "unresolved").map((line) =>
    line.k8s === undefined
      ? line.label_state ?? line.event
      : `${line.k8s.pod?.name}/${line.container?.name ?? "sandbox"}`
  );
  return [...new Set(names)].sort();
}

/** Starts critter with a filter, and waits until it shows what `work` does. */
async function watching(
  args: string[],
  work: (mark: string) => Promise<unknown>,
): Promise<Critter> {
  const critter = new Critter(["watch", "-o", "json", ...args]);
  const mark = `ready-${crypto.randomUUID()}`;
  try {
    await until("critter to be ready", 20_000, async () => {
      await work(mark);
      return critter.ended || critter.text.includes(mark) ? true : undefined;
    }, 50);
  } catch (error) {
    await critter[Symbol.asyncDispose]();
    throw new Error(`Cannot use critter; its stderr:\n${critter.stderr}`, { cause: error });
  }
  return critter;
}

/** Waits for the workload's last event of one container. */
function finished(critter: Critter, id: string | undefined): Promise<void> {
  return critter.waitFor(
    "the last exit",
    (lines) => linesOf(lines, id ?? "?").some((line) => shorthand(line) === "exit 7"),
  );
}

async function stopCleanly(critter: Critter): Promise<void> {
  const { code, stderr } = await critter.stop();
  assert.strictEqual(code, 0, stderr);
  assert.match(stderr, /, none lost$/m);
}

Deno.test({
  name:
    "critter watch shows what namespace, pod, container and labels ask for, all of it and nothing else",
  ignore: ignoreReal,
  async fn() {
    await using host = await Containerd.start();
    const containers = [{ name: "main" }, { name: "sidecar" }];
    const web = await host.runPod({
      name: "web-0",
      namespace: "shop",
      labels: { app: "web", tier: "front" },
      containers,
    });
    const db = await host.runPod({ name: "db-0", labels: { app: "db" }, containers });
    const cases: readonly {
      readonly args: string[];
      readonly shown: readonly (readonly [Pod, string])[];
    }[] = [
      { args: ["-n", "sh*", "-c", "!side*"], shown: [[web, "main"]] },
      { args: ["-n", "!shop"], shown: [[db, "main"], [db, "sidecar"]] },
      {
        args: ["-l", "app in (db, web),tier!=front", "-l", "!canary", "--pod", "db-?,web-0"],
        shown: [[db, "main"], [db, "sidecar"]],
      },
    ];
    await using stack = new AsyncDisposableStack();
    const critters = await Promise.all(cases.map(async ({ args, shown: [first] }) => {
      const [pod, container] = first ?? [web, "main"];
      const all = [...args, "--runtime-endpoint", host.socket];
      return stack.use(await watching(all, (mark) => pod.exec(container, "/bin/true", mark)));
    }));
    const marks = critters.map(({ arrivals }) => arrivals.length);
    await run("/bin/true", ["host"]);
    for (const pod of [web, db]) {
      for (const { name } of containers) {
        await pod.exec(name, ...threeCommands(`${pod.name}-${name}`).args);
      }
    }
    for (const [index, { args, shown }] of cases.entries()) {
      const critter = critters[index];
      assert.ok(critter);
      for (const [pod, container] of shown) await finished(critter, pod.containers[container]);
      await stopCleanly(critter);
      const names = shown.map(([pod, container]) => `${pod.name}/${container}`).sort();
      assert.deepEqual(sources(critter.lines), names, args.join(" "));
      const lines = critter.lines.slice(marks[index]);
      for (const [pod, container] of shown) {
        const { events } = threeCommands(`${pod.name}-${container}`);
        const own = linesOf(lines, pod.containers[container] ?? "?");
        assert.deepEqual(workloadLines(own).map(shorthand).slice(-events.length), events);
      }
      assert.doesNotMatch(critter.stderr, NOTHING_YET);
    }
  },
});

Deno.test({
  name:
    "critter watch -n says that nothing matches yet, then shows a new pod from its first event on",
  ignore: ignoreReal,
  async fn() {
    await using host = await Containerd.start();
    await using critter = new Critter([
      ...["watch", "-o", "json", "-n", "shop", "--runtime-endpoint", host.socket],
    ]);
    await until("the notice", 20_000, () => critter.stderr.match(NOTHING_YET) ?? undefined);
    const start = async (namespace: string): Promise<Pod> =>
      await host.runPod({
        name: `${namespace}-0`,
        namespace,
        labels: { app: namespace },
        containers: [{ name: "main", args: threeCommands(namespace).args }],
      });
    const pods = [await start("default"), await start("shop"), await start("default2")];
    const [, shop] = pods;
    assert.ok(shop);
    await finished(critter, shop.containers["main"]);
    await stopCleanly(critter);
    assertWorkload(critter.lines, labelsOf(shop, "main"), threeCommands("shop").events);
    assertSandbox(critter.lines, shop);
    assert.deepEqual(sources(critter.lines), ["shop-0/main", "shop-0/sandbox"]);
    assert.deepEqual(critter.stderr.match(NOTHING_YET), [
      "critter: no container matches --namespace shop; waiting for one",
    ]);
  },
});

Deno.test({
  name: "critter watch -n -e --record keeps everything, for a replay with other filters",
  ignore,
  async fn() {
    const dir = makePlace("filter");
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removePlace(dir));
    const runtime = stack.use(await ScriptedRuntime.start({ socket: `${dir}/cri.sock` }));
    const web = stack.use(await ScriptedPod.create(runtime, "web"));
    const db = stack.use(await ScriptedPod.create(runtime, "db"));
    const file = `${dir}/now.critter`;
    const shown = ["--pod", "web", "-e", "process.exec"];
    const endpoint = ["--runtime-endpoint", `${dir}/cri.sock`];
    const critter = stack.use(
      await watching(
        [...shown, "--record", file, ...endpoint],
        (mark) => web.run(`/bin/true ${mark}`),
      ),
    );
    await db.run(threeCommands("db").args[2] ?? "").catch(() => {});
    await web.run(threeCommands("web").args[2] ?? "").catch(() => {});
    await critter.waitFor(
      "the last command",
      (lines) => lines.some((line) => shorthand(line) === "exec /bin/false web-3"),
    );
    await stopCleanly(critter);
    assert.deepEqual(sources(critter.lines), ["web/main"]);

    const replayed = async (...args: string[]): Promise<Critter> => {
      const replay = stack.use(new Critter(["replay", file, "-o", "json", ...args]));
      assert.strictEqual((await replay.end()).code, 0, replay.stderr);
      return replay;
    };
    assert.strictEqual((await replayed(...shown)).text, critter.text);
    const other = await replayed("-l", "app=db");
    assert.deepEqual(sources(other.lines), ["db/main"]);
    assertWorkload(other.lines, db.labels, threeCommands("db").events);
    assert.ok(sources((await replayed()).lines).includes("host"));
  },
});

Deno.test({
  name: "critter watch -n shows what cannot be labelled, and decides once it can",
  ignore,
  async fn() {
    const dir = makePlace("filter");
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removePlace(dir));
    const runtime = stack.use(await ScriptedRuntime.start({ socket: `${dir}/cri.sock` }));
    const web = stack.use(await ScriptedPod.create(runtime, "web"));
    const args = ["--pod", "web", "--hold-limit", "200ms"];
    const critter = stack.use(
      await watching(
        [...args, "--runtime-endpoint", `${dir}/cri.sock`],
        (mark) => web.run(`/bin/true ${mark}`),
      ),
    );
    const failure = { code: 14, message: "starting up" };
    await runtime.update({
      methods: { ContainerStatus: { failure }, ListContainers: { failure } },
    });
    const unknown = stack.use(await ScriptedPod.create(runtime, "unknown"));
    await unknown.run(threeCommands("unknown").args[2] ?? "").catch(() => {});
    await finished(critter, unknown.labels.id);
    const own = linesOf(critter.lines, unknown.labels.id);
    assert.deepEqual(workloadLines(own).map(shorthand), threeCommands("unknown").events);
    for (const line of own) assert.strictEqual(line.label_state, "unresolved");

    // Once the runtime has told, the filter decides.
    await runtime.update({ methods: {} });
    await until("labels", 20_000, async () => {
      const before = linesOf(critter.lines, unknown.labels.id).length;
      await unknown.run("/bin/true again");
      await sleep(300);
      return linesOf(critter.lines, unknown.labels.id).length === before ? true : undefined;
    });
    await stopCleanly(critter);
  },
});
