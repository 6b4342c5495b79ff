import assert from "assert";
import { Recorder } from "./recorder.ts";
import { refuseToReplace } from "./record_file.ts";

const HEADER = { critter: "0", wire: 1, created: "", holdLimitNs: "0" };

Deno.test("a recording replaces no file and follows no link, also one that came in between", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await refuseToReplace(`${folder}/new`, "");
    await Deno.writeTextFile(`${folder}/file`, "precious");
    await Deno.symlink(`${folder}/elsewhere`, `${folder}/link`);
    for (const path of [`${folder}/file`, `${folder}/link`]) {
      await assert.rejects(refuseToReplace(path, "move it"), {
        message: `Cannot record to ${path} as it exists; move it`,
      });
      assert.throws(() => new Recorder(path, HEADER), Deno.errors.AlreadyExists);
    }
    assert.equal(await Deno.readTextFile(`${folder}/file`), "precious");
    await assert.rejects(Deno.stat(`${folder}/elsewhere`), Deno.errors.NotFound);
    new Recorder(`${folder}/file`, HEADER, true)[Symbol.dispose]();
    assert.notEqual(await Deno.readTextFile(`${folder}/file`), "precious");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
