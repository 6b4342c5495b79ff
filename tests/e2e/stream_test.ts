import assert from "assert";
import { assertSameText } from "#tests/same_text.ts";
import { run } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Critter, type Line } from "./critter.ts";
import { assertLabelled, assertWorkload, linesOf, threeCommands } from "./expect.ts";
import { ScriptedPod } from "./scripted_pod.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const ignore = noKernel !== undefined;

interface Stage extends AsyncDisposable {
  readonly dir: string;
  readonly endpoint: string[];
  readonly pod: ScriptedPod;
}

/** A scripted runtime with one pod. */
async function stage(): Promise<Stage> {
  const dir = makePlace("stream");
  const stack = new AsyncDisposableStack();
  stack.defer(() => removePlace(dir));
  const runtime = stack.use(await ScriptedRuntime.start({ socket: `${dir}/cri.sock` }));
  const pod = stack.use(await ScriptedPod.create(runtime, "web"));
  const endpoint = ["--runtime-endpoint", `${dir}/cri.sock`];
  return { dir, endpoint, pod, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function work(pod: ScriptedPod, mark: string): Promise<void> {
  await pod.run(threeCommands(mark).args[2] ?? "").catch(() => {});
}

Deno.test({
  name: "critter replay of a recording of containers writes the very bytes that watch wrote",
  ignore,
  async fn() {
    await using s = await stage();
    const file = `${s.dir}/now.critter`;
    await using critter = await Critter.watch([...s.endpoint, "--record", file]);
    await work(s.pod, "one");
    await work(s.pod, "two");
    assert.strictEqual((await critter.stop()).code, 0);
    const events = [...threeCommands("one").events, ...threeCommands("two").events];
    assertWorkload(critter.lines, s.pod.labels, events);

    await using replay = new Critter(["replay", file, "-o", "json"]);
    const { code, stderr } = await replay.end();
    assert.strictEqual(code, 0, stderr);
    assertSameText(replay.text, critter.text);
  },
});

Deno.test({
  name: "critter record keeps what critter replay shows, also to one who is not root",
  ignore,
  async fn() {
    await using s = await stage();
    const file = `${s.dir}/now.critter`;
    await using record = new Critter(["record", file, "--duration", "3s", ...s.endpoint]);
    while (!record.ended) await work(s.pod, "again");
    const { code, stderr } = await record.end();
    assert.strictEqual(code, 0, stderr);

    await using replay = new Critter(["replay", file, "-o", "json", "--no-host"], {
      wrapper: ["setpriv", "--bounding-set=-all", "--inh-caps=-all"],
    });
    assert.strictEqual((await replay.end()).code, 0, replay.stderr);
    const own = linesOf(replay.lines, s.pod.labels.id);
    assert.ok(own.length >= threeCommands("again").events.length);
    assert.deepEqual(own.filter(({ label_state }) => label_state !== "resolved"), []);
  },
});

Deno.test({
  name: "critter watch --no-host -e process.exec shows only what containers execute",
  ignore,
  async fn() {
    await using s = await stage();
    const args = ["watch", "-o", "json", "--no-host", "-e", "process.exec", ...s.endpoint];
    await using critter = new Critter(args);
    const own = (): Line[] => linesOf(critter.lines, s.pod.labels.id);
    while (own().length < 10 && !critter.ended) {
      await run("/bin/true", []);
      await work(s.pod, "mark");
    }
    const { code, stderr } = await critter.stop();
    assert.strictEqual(code, 0, stderr);
    for (const line of critter.lines) {
      assert.strictEqual(line.event, "process.exec");
      assert.match(line.container?.id ?? "", /^[0-9a-f]{64}$/);
    }
    assertLabelled(own(), s.pod.labels);
  },
});

Deno.test({
  name: "critter watch -o text names the pod of every line, in whole lines, without colours",
  ignore,
  async fn() {
    await using s = await stage();
    await using critter = new Critter(["watch", "-o", "text", "--no-host", ...s.endpoint]);
    // other containers of this machine are none of our business
    const mark = crypto.randomUUID();
    while (critter.text.split(mark).length < 10 && !critter.ended) await work(s.pod, mark);
    const { code, stderr } = await critter.stop();
    assert.strictEqual(code, 0, stderr);
    assert.ok(critter.text.endsWith("\n"));
    assert.ok(!critter.text.includes("\x1b"));
    const rows = critter.text.split("\n").filter((row) => row.includes(mark));
    for (const row of rows) assert.match(row, / default\/web /);
  },
});
