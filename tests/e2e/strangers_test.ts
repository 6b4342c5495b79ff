/** Containers that nobody knows, and what they cost. */
import assert from "assert";
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { sleep } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Critter } from "./critter.ts";
import { linesOf, shorthand } from "./expect.ts";
import { ScriptedPod } from "./scripted_pod.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

const STRANGERS = 60;
const RUNTIMES = 4;
/** So often is asked for one container that nobody knows, of one runtime, however long it is there. */
const QUESTIONS_EACH = 13;
/** Lists that other cgroups of this machine may bring. */
const OTHERS = 200;

function sum(calls: Readonly<Record<string, number>>): number {
  return Object.entries(calls).filter(([name]) => !name.endsWith("/Version"))
    .reduce((all, [, count]) => all + count, 0);
}

Deno.test({
  name:
    "critter watch asks for containers that nobody knows a few times and no more, and for new ones at once",
  ignore: noKernel !== undefined,
  async fn() {
    const dir = makePlace("strangers");
    await using stack = new AsyncDisposableStack();
    stack.defer(() => removePlace(dir));
    const runtimes: ScriptedRuntime[] = [];
    for (let i = 0; i < RUNTIMES; i++) {
      const runtime = { name: `runtime-${i}`, version: "1" };
      const socket = `${dir}/${i}.sock`;
      runtimes.push(stack.use(await ScriptedRuntime.start({ socket, runtime })));
    }
    const strangers = (count: number): TestCgroup[] =>
      Array.from(
        { length: count },
        () => stack.use(new TestCgroup(`/critter-strangers/${randomId()}`)),
      );
    strangers(STRANGERS / 2);
    const named = runtimes.flatMap((_, i) => ["-r", `${dir}/${i}.sock`]);
    const critter = stack.use(await Critter.watch(named));
    // Those that are there are in no list: nobody has to be asked for each of them.
    const before = await Promise.all(runtimes.map((runtime) => runtime.calls()));
    for (const calls of before) {
      assert.ok(sum(calls) < STRANGERS / 2 + OTHERS, JSON.stringify(calls));
    }
    strangers(STRANGERS / 2);
    await sleep(7_000);
    const after = await Promise.all(runtimes.map((runtime) => runtime.calls()));
    for (const [i, calls] of after.entries()) {
      // A container is asked for by two lists, of containers and of sandboxes.
      const asked = sum(calls) - sum(before[i] ?? {});
      const most = 2 * QUESTIONS_EACH * STRANGERS / 2 + OTHERS;
      assert.ok(asked < most, `${asked} questions, more than ${most}`);
    }
    await sleep(3_000);
    const later = await Promise.all(runtimes.map((runtime) => runtime.calls()));
    for (const [i, calls] of later.entries()) {
      const asked = sum(calls) - sum(after[i] ?? {});
      assert.ok(asked < OTHERS, `${asked} questions more`);
    }
    const [runtime] = runtimes;
    assert.ok(runtime);
    const pod = await ScriptedPod.create(runtime, "new");
    stack.use(pod);
    await pod.run("/bin/echo hello");
    await critter.waitFor(
      "the new pod",
      (lines) => linesOf(lines, pod.labels.id).map(shorthand).includes("exec /bin/echo hello"),
    );
    const own = critter.arrivals.filter(({ line }) => linesOf([line], pod.labels.id).length > 0);
    for (const { line, at } of own) {
      assert.equal(line.k8s?.pod?.name, "new", JSON.stringify(line));
      assert.ok(at - Date.parse(line.time) < 1_000, `named ${at - Date.parse(line.time)} ms late`);
    }
    assert.equal((await critter.stop()).code, 0);
  },
});
