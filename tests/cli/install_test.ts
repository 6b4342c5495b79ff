import assert from "assert";
import { critter } from "./critter.ts";

const UNIT = await Deno.readTextFile(
  new URL("../../deploy/systemd/critter.service", import.meta.url),
);

Deno.test("critter install --systemd prints the unit that is in deploy/", async () => {
  const { code, stdout, stderr } = await critter(["install", "--systemd"]);
  assert.equal(code, 0);
  assert.equal(stdout, UNIT);
  assert.match(
    stderr,
    /^critter: the unit names \/usr\/local\/bin\/critter, as .* from source; .*\n$/,
  );
});

Deno.test("critter install --systemd --write writes it and says what to run next", async () => {
  const folder = await Deno.makeTempDir({ prefix: "critter-install-" });
  try {
    const path = `${folder}/critter.service`;
    const write = ["install", "--systemd", "--write", "--path", path];
    const first = await critter(write);
    assert.deepEqual([first.code, first.stdout], [0, ""]);
    assert.ok(first.stderr.endsWith(
      `critter: ${path} is written; next: systemctl daemon-reload && systemctl enable --now ${path}\n`,
    ));
    assert.equal(await Deno.readTextFile(path), UNIT);
    await Deno.writeTextFile(path, "theirs");
    const second = await critter(write);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /^critter: Cannot write .* as it exists and differs; .*\n$/m);
    assert.equal((await critter([...write, "--force"])).code, 0);
    assert.equal(await Deno.readTextFile(path), UNIT);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test.each([
  [["install"], "Cannot install as it must be said for what; give --systemd"],
  [
    ["install", "--systemd", "--path", "x"],
    "Cannot use --path as nothing is written; give --write too",
  ],
  [["install", "--systemd", "-f"], "Cannot use --force as nothing is written; give --write too"],
])("critter %j says what is wrong with it", async (args, sentence) => {
  const { code, stdout, stderr } = await critter(args);
  assert.deepEqual([code, stdout, stderr], [2, "", `critter: ${sentence}\n`]);
});

Deno.test({
  name: "critter install --systemd --write says in one sentence that this user may not",
  ignore: Deno.uid() !== 0 || !await Deno.stat("/usr/bin/setpriv").then(() => true, () => false),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "critter-install-" });
    try {
      // A folder that others may look into and not change, and root without its way around that.
      await Deno.chmod(folder, 0o555);
      const args = ["install", "--systemd", "--write", "--path", `${folder}/critter.service`];
      const drop = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"];
      const { code, stdout, stderr } = await critter(args, {}, drop);
      assert.deepEqual([code, stdout], [1, ""]);
      const said = stderr.trimEnd().split("\n").at(-1) ?? "";
      assert.match(said, /^critter: Cannot write .* as this user may not; run as root, /);
      assert.doesNotMatch(stderr, /^\s+at /m);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
