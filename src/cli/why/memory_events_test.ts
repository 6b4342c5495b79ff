import assert from "assert";
import { memoryEvents } from "./memory_events.ts";

const UID = "0a1b2c3d-1111-2222-3333-444455556666";
const ID = "a".repeat(64);

Deno.test("memoryEvents() reads the counts of a container's cgroup, and of its pod's", async () => {
  const mount = await Deno.makeTempDir();
  try {
    const pod = `/kubepods/burstable/pod${UID}`;
    const write = async (path: string, killed: number) => {
      await Deno.mkdir(mount + path, { recursive: true });
      const text = `low 0\nhigh 0\nmax 7\noom 2\noom_kill ${killed}\noom_group_kill 0\n`;
      await Deno.writeTextFile(`${mount}${path}/memory.events`, text);
    };
    const cgroups = { hierarchy: "default", mount } as const;
    await write(pod, 3);
    const podEvents = { file: `${mount}${pod}/memory.events`, killed: 3 };
    const path = `${pod}/${ID}`;
    // The container's own is gone, and its pod still counts what was killed in it.
    assert.deepEqual(memoryEvents(cgroups, { path }), [{ ...podEvents, ofPod: true }]);
    await write(path, 1);
    assert.deepEqual(memoryEvents(cgroups, { path }), [
      { file: `${mount}${path}/memory.events`, killed: 1, ofPod: false },
      { ...podEvents, ofPod: true },
    ]);
    await write("/docker/x", 0);
    assert.deepEqual(memoryEvents(cgroups, { path: "/docker/x" }), [
      { file: `${mount}/docker/x/memory.events`, killed: 0, ofPod: false },
    ]);
    assert.deepEqual(memoryEvents(cgroups, { path: "/gone" }), []);
    assert.deepEqual(memoryEvents(cgroups, {}), []);
  } finally {
    await Deno.remove(mount, { recursive: true });
  }
});
