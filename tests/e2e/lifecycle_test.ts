import assert from "assert";
import { assertSameText } from "#tests/same_text.ts";
import { run, sleep } from "#tests/host/exec.ts";
import { makePlace } from "#tests/host/place.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Critter, critterCommand } from "./critter.ts";
import { shorthand } from "./expect.ts";

const ignore = noKernel !== undefined;
/** A runtime that is not there: these tests are about processes of the host. */
const NO_RUNTIME = ["--runtime-endpoint", "/nonexistent/runtime.sock"];

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `critter watch drains, says what was lost and exits 0 on ${signal}`,
    ignore,
    async fn() {
      await using critter = await Critter.watch(NO_RUNTIME);
      const mark = crypto.randomUUID();
      const script = `i=0; while [ $i -lt 50 ]; do /bin/true ${mark}-$i; i=$((i+1)); done`;
      await run("/bin/sh", ["-c", script]);
      const { code, stderr } = await critter.stop(signal);
      assert.strictEqual(code, 0, stderr);
      assert.match(stderr, /, none lost$/m);
      const own = critter.lines.map(shorthand).filter((text) =>
        text.startsWith(`exec /bin/true ${mark}`)
      );
      const expected = Array.from({ length: 50 }, (_, i) => `exec /bin/true ${mark}-${i}`);
      assert.deepEqual(own, expected);
      assert.ok(critter.text.endsWith("\n"), "the output ends with a whole line");
    },
  });
}

Deno.test({
  name: "critter watch labels what is in no container as the host's, without any runtime",
  ignore,
  async fn() {
    const names = ["--cluster-name", "c1", "--node-name", "n1"];
    await using critter = await Critter.watch([...NO_RUNTIME, ...names]);
    const mark = crypto.randomUUID();
    await run("/bin/sh", ["-c", `/bin/true ${mark}`]);
    await critter.waitFor("the marked exec", () => critter.text.includes(`"${mark}"`));
    const line = critter.lines.find(({ process }) => process?.command_args?.[1] === mark);
    assert.strictEqual(line?.label_state, "host");
    assert.match(line?.cgroup?.id ?? "", /^\d+$/);
    assert.deepEqual(line?.k8s, { cluster: { name: "c1" }, node: { name: "n1" } });
    await critter.stop();
    assert.match(critter.stderr, /nonexistent\/runtime\.sock|no container runtime/i);
  },
});

Deno.test({
  name: "critter watch --max-events ends by itself after as many lines",
  ignore,
  async fn() {
    await using critter = new Critter(["watch", "-o", "json", "--max-events", "5", ...NO_RUNTIME]);
    while (!critter.ended) {
      await run("/bin/true", []);
      await sleep(20);
    }
    const { code, stderr } = await critter.end();
    assert.strictEqual(code, 0, stderr);
    assert.strictEqual(critter.lines.filter(({ event }) => event !== "loss").length, 5);
  },
});

Deno.test({
  name: "critter watch --duration ends by itself after that time",
  ignore,
  async fn() {
    const start = Date.now();
    await using critter = new Critter(["watch", "-o", "json", "--duration", "1s", ...NO_RUNTIME]);
    const { code, stderr } = await critter.end();
    assert.strictEqual(code, 0, stderr);
    assert.ok(Date.now() - start >= 1000);
  },
});

Deno.test({
  name: "critter watch ends cleanly when its reader goes away",
  ignore,
  async fn() {
    const busy = "while :; do /bin/true; done & busy=$!";
    const command = [...critterCommand(), "watch", "-o", "json", ...NO_RUNTIME]
      .map((part) => `'${part}'`).join(" ");
    const script = `${busy}; ${command} 2>/dev/null | head -1
      code="\${PIPESTATUS[0]}"; kill $busy; echo "code $code"`;
    const lines = (await run("/bin/bash", ["-c", script])).trimEnd().split("\n");
    assert.strictEqual(lines.length, 2);
    assert.strictEqual(JSON.parse(lines[0] ?? "").event.split(".")[0], "process");
    assert.strictEqual(lines[1], "code 0");
  },
});

Deno.test({
  name: "two critters watch at the same time, and both see everything",
  ignore,
  async fn() {
    await using first = await Critter.watch(NO_RUNTIME);
    await using second = await Critter.watch(NO_RUNTIME);
    const mark = crypto.randomUUID();
    await run("/bin/sh", ["-c", `/bin/true ${mark}`]);
    for (const critter of [first, second]) {
      await critter.waitFor("the marked exec", () => critter.text.includes(`"${mark}"`));
      assert.strictEqual((await critter.stop()).code, 0);
    }
  },
});

Deno.test({
  name: "critter replay of a recording writes the very bytes that critter watch wrote",
  ignore,
  async fn() {
    const dir = makePlace("record");
    try {
      const file = `${dir}/now.critter`;
      await using critter = await Critter.watch([...NO_RUNTIME, "--record", file]);
      await run("/bin/sh", ["-c", "for i in 1 2 3 4 5; do /bin/true $i; done"]);
      assert.strictEqual((await critter.stop()).code, 0);
      await using replay = new Critter(["replay", file, "-o", "json"]);
      const { code, stderr } = await replay.end();
      assert.strictEqual(code, 0, stderr);
      assertSameText(replay.text, critter.text);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
