/** Clocks and processors that do not stay as they are. */
import { run, sleep } from "#tests/host/exec.ts";
import { cgroupMounts } from "#tests/host/place.ts";
import type { Fault, Outcome } from "./fault.ts";
import { play, settle } from "./scene.ts";
import { PRELOAD } from "./workers/path.ts";

const MARKS = 10;
/** The wall clock is set anew once a second; this is more than all of its places. */
const CLOCK_ROUNDS = 40;
const ROUND_MS = 200;
const YEARS = ["1970", "2200", `${new Date().getUTCFullYear()}`];
const OFFLINE_MS = 1000;
const HOTPLUG_ROUNDS = 2;

/** The wall clock jumps by hours, back to 1970 and far ahead: each line has its time, none is lost. */
function clockJumps(): Promise<Outcome> {
  return play({ preload: PRELOAD, env: { WORKER: "clock" } }, async (scene) => {
    const known = await scene.pod("known");
    for (let i = 0; i < CLOCK_ROUNDS; i++) {
      await scene.work(known, 2);
      if (i % 10 === 0) await scene.work(await scene.pod(`young-${i}`), MARKS);
      await sleep(ROUND_MS);
    }
    await settle(scene.critter, scene.marks);
    const times = scene.critter.lines.map(({ time }) => time);
    const strange = times.find((time) => !/^\d{4}-[\d-]{5}T[\d:]{8}\.\d{9}Z$/.test(time));
    if (strange !== undefined) throw new Error(`Cannot read the time ${strange}`);
    const seen = new Set(times.map((time) => time.slice(0, 4)));
    const missing = YEARS.filter((year) => !seen.has(year));
    if (missing.length > 0) throw new Error(`Cannot see that the clock jumped to ${missing}`);
  });
}

/** The last processor is taken away and given back while pods work. It is back whatever happens here. */
function hotplug(): Promise<Outcome> {
  const cpu = navigator.hardwareConcurrency - 1;
  const online = `/sys/devices/system/cpu/cpu${cpu}/online`;
  return play({ tried: HOTPLUG_ROUNDS }, async (scene) => {
    const sets = cpusets();
    const known = await scene.pod("known");
    await scene.work(known, MARKS);
    for (let round = 0; round < HOTPLUG_ROUNDS; round++) {
      const giveBack = `while [ "$(cat ${online})" = 0 ]; do echo 1 > ${online}; sleep 0.1; done`;
      const guard = run("/bin/sh", ["-c", `sleep ${2 * OFFLINE_MS / 1000}; ${giveBack}`]);
      try {
        await Deno.writeTextFile(online, "0");
        const end = performance.now() + OFFLINE_MS;
        while (performance.now() < end) await scene.work(known, 1);
        await scene.work(await scene.pod(`offline-${round}`), MARKS);
      } finally {
        await Deno.writeTextFile(online, "1");
        await guard;
        restore(sets);
      }
      await scene.work(await scene.pod(`online-${round}`), MARKS);
    }
  });
}

/** The processors of each set of version 1, which forgets those that were away; outer sets come first. */
function cpusets(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const look = (dir: string): void => {
    try {
      found.set(dir, Deno.readTextFileSync(`${dir}/cpuset.cpus`));
      for (const { name, isDirectory } of Deno.readDirSync(dir)) {
        if (isDirectory) look(`${dir}/${name}`);
      }
    } catch {
      // It is others' and gone by now.
    }
  };
  for (const mount of cgroupMounts().filter((mount) => mount.endsWith("/cpuset"))) look(mount);
  return found;
}

/** Gives them back; the root set takes care of itself, and sets that were made meanwhile get all it has. */
function restore(before: ReadonlyMap<string, string>): void {
  const [root, ...sets] = cpusets();
  for (const [dir, cpus] of sets) {
    const wanted = before.get(dir) ?? root?.[1] ?? cpus;
    try {
      if (cpus !== wanted) Deno.writeTextFileSync(`${dir}/cpuset.cpus`, wanted);
    } catch {
      // It is others' and gone by now.
    }
  }
}

/** The faults of this file. */
export const CLOCKS: readonly Fault[] = [
  { name: "wall clock jumps by hours, to 1970 and to 2200", run: clockJumps },
  // Others on the machine feel it, and not every machine lets a processor go.
  { name: "processor goes away and comes back", slow: true, run: hotplug },
];
