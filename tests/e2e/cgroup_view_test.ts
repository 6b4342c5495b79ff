import assert from "assert";
import { cgroupMount, randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { LEGACY, LegacyMount } from "#tests/host/legacy.ts";
import { cgroupMounts, makePlace, removePlace } from "#tests/host/place.ts";
import { Critter } from "./critter.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

for (const [version, hierarchy] of [["version 2", "default"], ["version 1", LEGACY]] as const) {
  Deno.test({
    name:
      `critter watch within a container's view of cgroups, as in a node of kind, takes paths as it sees them (${version})`,
    ignore: noKernel !== undefined,
    async fn() {
      await using stack = new AsyncDisposableStack();
      const dir = makePlace("view");
      stack.defer(() => removePlace(dir));
      const socket = `${dir}/cri.sock`;
      const runtime = stack.use(await ScriptedRuntime.start({ socket }));
      if (hierarchy === LEGACY) stack.use(new LegacyMount(LEGACY));
      const mount = cgroupMount(hierarchy);
      const node = `/docker/${randomId()}`;
      // Kept by a cgroup below, so that it is there until critter has left it.
      using _kept = new TestCgroup(`${node}/kept`, hierarchy);
      const enter =
        'echo $$ > "$1$2/cgroup.procs" && shift 2 && exec unshare --cgroup --mount "$@"';
      const type = hierarchy === "default" ? "cgroup2" : `cgroup -o ${hierarchy}`;
      const view =
        `for point in $DROP; do umount $point; done; mount -t ${type} none ${mount} && exec "$0" "$@"`;
      const critter = await Critter.watch(["--runtime-endpoint", socket], {
        wrapper: ["/bin/sh", "-c", enter, "sh", mount, node, "/bin/sh", "-c", view],
        env: { DROP: cgroupMounts().join(" ") },
      });
      try {
        const id = randomId();
        await runtime.add([], [{ id, sandboxId: "s", name: "inner", image: "image" }]);
        const path = `/kubepods/besteffort/pod${crypto.randomUUID()}/${id}`;
        using cgroup = new TestCgroup(node + path, hierarchy);
        await cgroup.run("/bin/true mark");
        await critter.waitFor(
          "the mark",
          (lines) => lines.some(({ process }) => process?.command_args?.at(-1) === "mark"),
        );
        const line = critter.lines.find(({ process }) => process?.command_args?.at(-1) === "mark");
        assert.equal(line?.container?.name, "inner");
        assert.equal(line?.container?.ancestors, undefined);
        assert.equal(line?.cgroup?.path, path);
      } finally {
        const { code, stderr } = await critter.stop();
        assert.equal(code, 0, stderr);
      }
    },
  });
}
