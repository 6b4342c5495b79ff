import assert from "assert";
import { bootTimeNs, Clock, realtimeOffsetNs } from "./clock.ts";

Deno.test("bootTimeNs() agrees with /proc/uptime", () => {
  const [uptime = "0"] = Deno.readTextFileSync("/proc/uptime").split(" ");
  const differenceMs = Number(bootTimeNs() / 1_000_000n) - Number(uptime) * 1000;
  assert.ok(Math.abs(differenceMs) < 2000, `${differenceMs} ms`);
});

Deno.test("Clock.bootTimeNs() never goes back", () => {
  using clock = new Clock();
  let last = clock.bootTimeNs();
  for (let read = 0; read < 1000; read++) {
    const now = clock.bootTimeNs();
    assert.ok(now >= last);
    last = now;
  }
});

Deno.test("realtimeOffsetNs() turns boot time into wall time", () => {
  const wallMs = Number((bootTimeNs() + realtimeOffsetNs()) / 1_000_000n);
  assert.ok(Math.abs(wallMs - Date.now()) < 2000);
});

Deno.test("Clock.realtimeOffsetNs() is the same whenever it is asked, and lies where it was measured", () => {
  using clock = new Clock();
  using other = new Clock();
  const offset = clock.realtimeOffsetNs();
  for (let read = 0; read < 1000; read++) assert.equal(other.realtimeOffsetNs(), offset);
});

Deno.test("Clock reads the clocks of the records in a time namespace, too", async () => {
  const url = new URL("./clock.ts", import.meta.url).href;
  const script = `import { Clock } from ${JSON.stringify(url)};
    using clock = new Clock();
    console.log(JSON.stringify([clock.bootTimeNs(), clock.realtimeOffsetNs()].map(String)));`;
  const before = bootTimeNs();
  const { stdout } = await new Deno.Command("unshare", {
    args: [
      ...["--time", "--monotonic", "86400", "--boottime", "864000"],
      ...[Deno.execPath(), "eval", "--no-check", "--ext=ts", script],
    ],
  }).output();
  const after = bootTimeNs();
  const [boot = "", offset = ""] = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(BigInt(boot) >= before && BigInt(boot) <= after, `${before} ${boot} ${after}`);
  assert.equal(BigInt(offset), realtimeOffsetNs());
});
