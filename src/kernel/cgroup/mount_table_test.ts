import assert from "assert";
import { KernelError } from "../errno.ts";
import { MountTable } from "./mount_table.ts";

Deno.test("MountTable.changed() says nothing while nothing was mounted", () => {
  const root = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${root}/self`);
    Deno.writeTextFileSync(`${root}/self/mountinfo`, "");
    using table = new MountTable(root);
    assert.equal(table.changed(), false);
    assert.equal(table.changed(), false);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("MountTable says what it cannot open", () => {
  assert.throws(
    () => new MountTable("/proc/nonexistent"),
    (error) =>
      error instanceof KernelError &&
      error.message === "Cannot open /proc/nonexistent/self/mountinfo: ENOENT",
  );
});
