import assert from "assert";
import { Discovery } from "#runtime/discovery/discovery.ts";
import { RuntimeSet } from "#runtime/set/runtime_set.ts";
import { isRoot, which } from "./requirements.ts";

const ID = "a".repeat(64);
const SERVER = new URL("../fakes/cri_server.ts", import.meta.url).pathname;

Deno.test({
  name: "RuntimeSet finds a runtime by itself whose socket only another mount namespace has",
  ignore: !isRoot() || which("unshare") === undefined,
  async fn() {
    const folder = await Deno.makeTempDir();
    // The kernel takes a process's name from the file that it runs.
    await Deno.symlink(Deno.execPath(), `${folder}/containerd`);
    await Deno.mkdir(`${folder}/run`);
    const script = {
      socket: `${folder}/run/inner.sock`,
      containers: [{ id: ID, sandboxId: "s", name: "inner", pid: 1, cgroupsPath: "/x" }],
    };
    const inside = 'mount -t tmpfs none "$1/run" && exec "$1/containerd" run -A -q "$2" "$3"';
    const child = new Deno.Command("unshare", {
      args: ["-m", "sh", "-c", inside, "sh", folder, SERVER, JSON.stringify(script)],
      stdin: "piped",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    try {
      const up = Promise.withResolvers<string>();
      await using set = new RuntimeSet({
        discovery: new Discovery({ flags: [] }),
        onChange: ({ candidate, state }) => {
          if (candidate.path.includes(folder) && state.status === "up") up.resolve(candidate.path);
        },
      });
      void set.start();
      const path = await up.promise;
      assert.equal(path, `/proc/${child.pid}/root${script.socket}`);
      const { found } = await set.find(ID);
      assert.equal(found?.name, "inner");
      assert.equal(found?.runtime.endpoint, path);
      assert(found !== undefined);
      assert.equal(await set.cgroupHint(found), undefined);
    } finally {
      await child.stdin.close();
      await child.status;
      await Deno.remove(folder, { recursive: true });
    }
  },
});
