/** Containers that nobody knows, and what they cost. */
import assert from "assert";
import { randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { until } from "#tests/host/exec.ts";
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
/** The fewer they get, the longer it may take: other cgroups of this machine are asked for too. */
const QUIET_MS = 3_000;
const QUIET_LIMIT_MS = 120_000;

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
    const ids: string[] = [];
    const strangers = (count: number): void => {
      for (let i = 0; i < count; i++) {
        const id = randomId();
        ids.push(id);
        stack.use(new TestCgroup(`/critter-strangers/${id}`));
      }
    };
    // What is asked for others, of this machine's other tests, is none of this test's business.
    const questions = async (): Promise<number[]> =>
      await Promise.all(runtimes.map(async (runtime) => {
        const asked = await runtime.asked();
        return ids.reduce((all, id) => all + (asked[id] ?? 0), 0);
      }));
    strangers(STRANGERS / 2);
    const named = runtimes.flatMap((_, i) => ["-r", `${dir}/${i}.sock`]);
    const critter = stack.use(await Critter.watch(named));
    // Those that are there are in no list: nobody has to be asked for each of them again and again.
    // In the moments that a start takes, they are asked for a few times by each of two lists.
    for (const asked of await questions()) assert.ok(asked < 4 * STRANGERS, `${asked} questions`);
    strangers(STRANGERS / 2);
    let before = await questions();
    await until("the end of the questions", QUIET_LIMIT_MS, async () => {
      const now = await questions();
      const isQuiet = now.every((asked, i) => asked > 0 && asked === before[i]);
      before = now;
      return isQuiet ? true : undefined;
    }, QUIET_MS);
    for (const asked of before) {
      // A container is asked for by two lists, of containers and of sandboxes.
      const most = 2 * QUESTIONS_EACH * STRANGERS;
      assert.ok(asked <= most, `${asked} questions, more than ${most}`);
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
