import assert from "assert";
import { MountTable } from "#kernel/cgroup/mount_table.ts";
import { run } from "#tests/host/exec.ts";
import { kernelTest } from "./declare.ts";

kernelTest("MountTable.changed() tells of what was mounted and unmounted", async () => {
  const folder = Deno.makeTempDirSync();
  using table = new MountTable();
  try {
    await run("mount", ["-t", "tmpfs", "tmpfs", folder]);
    assert.equal(table.changed(), true);
    await run("umount", [folder]);
    assert.equal(table.changed(), true);
  } finally {
    Deno.removeSync(folder);
  }
});
