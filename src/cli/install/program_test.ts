import assert from "assert";
import { packedProgram, unitProgram } from "./program.ts";

const EXEC_PATH = "/usr/bin/critter";

Deno.test("packedProgram() is the executable of a packed or compiled program, not Deno", () => {
  const mainModule = "file:///proc/self/fd/3";
  const source = "file:///src/main.ts";
  const execPath = EXEC_PATH;
  assert.equal(packedProgram({ mainModule, execPath, standalone: false }), EXEC_PATH);
  assert.equal(packedProgram({ mainModule: source, execPath, standalone: true }), EXEC_PATH);
  assert.equal(packedProgram({ mainModule: source, execPath, standalone: false }), undefined);
});

Deno.test("unitProgram() names the running program where the service can run it", () => {
  assert.deepEqual(unitProgram("/opt/critter-0.1.0/critter"), {
    path: "/opt/critter-0.1.0/critter",
  });
});

Deno.test.each([
  [undefined, /as critter runs from source;/],
  ["/root/critter", /as "\/root\/critter" is in a folder that the unit hides/],
  ["/tmp/critter", /hides/],
  ["/opt/my critter", /has characters that mean something in a unit/],
  ["/opt/100%/critter", /has characters/],
  ["/opt/critter\nExecStart=/bin/sh", /"\/opt\/critter\\nExecStart/],
])("unitProgram() names the usual place instead of %j, and says why", (running, note) => {
  const program = unitProgram(running);
  assert.equal(program.path, "/usr/local/bin/critter");
  assert.match(program.note ?? "", note);
  assert.doesNotMatch(program.note ?? "", /\n/);
});
