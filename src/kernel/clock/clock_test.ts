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
  // On a machine that has slept it is measured.
  const most = slept() ? 1_000n : 0n;
  for (let read = 0; read < 1000; read++) {
    const difference = other.realtimeOffsetNs() - offset;
    assert.ok(difference <= most && difference >= -most, `${difference} ns`);
  }
});

function slept(): boolean {
  try {
    return Deno.readTextFileSync("/sys/power/suspend_stats/success").trim() !== "0";
  } catch {
    return false;
  }
}
