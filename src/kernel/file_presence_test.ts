import assert from "assert";
import { FilePresence } from "./file_presence.ts";

Deno.test("FilePresence tells what is there from what is not, and follows symbolic links", () => {
  using presence = new FilePresence();
  const folder = Deno.makeTempDirSync({ prefix: "critter-presence-" });
  try {
    Deno.writeTextFileSync(`${folder}/file ü`, "");
    Deno.symlinkSync("file ü", `${folder}/link`);
    Deno.symlinkSync("nothing", `${folder}/dangling`);
    assert.deepEqual(
      ["", "/file ü", "/link", "/dangling", "/nothing", "/nothing/below", "/file ü/below"]
        .map((name) => presence.has(folder + name)),
      [true, true, true, false, false, false, false],
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
