import assert from "assert";
import { cgroup2Mount, randomId, TestCgroup } from "#tests/host/cgroup.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Critter } from "./critter.ts";
import { ScriptedRuntime } from "./scripted_runtime.ts";

Deno.test({
  name:
    "critter watch within a container's view of cgroups, as in a node of kind, takes paths as it sees them",
  ignore: noKernel !== undefined,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const dir = makePlace("view");
    stack.defer(() => removePlace(dir));
    const socket = `${dir}/cri.sock`;
    const runtime = stack.use(await ScriptedRuntime.start({ socket }));
    const mount = cgroup2Mount();
    const node = `/docker/${randomId()}`;
    // Kept by a cgroup below, so that it is there until critter has left it.
    using _kept = new TestCgroup(`${node}/kept`);
    const enter = [
      'echo $$ > "$1$2/cgroup.procs" && mount=$1 && shift 2',
      '&& exec unshare --cgroup --mount sh -c \'umount "$0" && mount -t cgroup2 none "$0" && exec "$@"\'',
      '"$mount" "$@"',
    ].join(" ");
    const critter = await Critter.watch(["--runtime-endpoint", socket], {
      wrapper: ["/bin/sh", "-c", enter, "sh", mount, node],
    });
    try {
      const id = randomId();
      await runtime.add([], [{ id, sandboxId: "s", name: "inner", image: "image" }]);
      const path = `/kubepods/besteffort/pod${crypto.randomUUID()}/${id}`;
      using cgroup = new TestCgroup(node + path);
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
