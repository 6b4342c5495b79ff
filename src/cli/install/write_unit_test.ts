import assert from "assert";
import { writeUnit } from "./write_unit.ts";

/** A folder that is gone with the test. */
function folder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync({ prefix: "critter-unit-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("writeUnit() writes once, readable by everybody, and leaves nothing else behind", () => {
  using place = folder();
  const path = `${place.path}/critter.service`;
  assert.equal(writeUnit({ path, text: "one", force: false }), "written");
  assert.equal(Deno.readTextFileSync(path), "one");
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o7777, 0o644);
  assert.equal(writeUnit({ path, text: "one", force: false }), "unchanged");
  assert.deepEqual([...Deno.readDirSync(place.path)].map(({ name }) => name), ["critter.service"]);
});

Deno.test("writeUnit() replaces what differs only when it is forced to", () => {
  using place = folder();
  const path = `${place.path}/critter.service`;
  Deno.writeTextFileSync(path, "theirs");
  const refused = /Cannot write .*critter\.service as it exists and differs; .*--force/;
  assert.throws(() => writeUnit({ path, text: "ours", force: false }), refused);
  assert.equal(Deno.readTextFileSync(path), "theirs");
  assert.equal(writeUnit({ path, text: "ours", force: true }), "replaced");
  assert.equal(Deno.readTextFileSync(path), "ours");
});

Deno.test("writeUnit() never writes through a link, such as a masked unit's", () => {
  using place = folder();
  const [path, target] = [`${place.path}/critter.service`, `${place.path}/target`];
  Deno.writeTextFileSync(target, "ours");
  Deno.symlinkSync(target, path);
  assert.throws(() => writeUnit({ path, text: "ours", force: false }), /exists and differs/);
  assert.equal(writeUnit({ path, text: "new", force: true }), "replaced");
  assert.equal(Deno.readTextFileSync(target), "ours");
  assert.ok(Deno.lstatSync(path).isFile);
});

Deno.test("writeUnit() says in a sentence that there is no such folder", () => {
  using place = folder();
  const path = `${place.path}/none/critter.service`;
  assert.throws(
    () => writeUnit({ path, text: "", force: false }),
    /^Error: Cannot write .* as there is no folder .*\/none; is systemd there\?/,
  );
});
