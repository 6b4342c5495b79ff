import assert from "assert";
import { PseudoTerminal } from "#tests/faults/pseudo_terminal.ts";
import { Probe } from "./probe.ts";

Deno.test("a packed program gets its arguments, and nothing of how it is packed shows", async () => {
  using probe = new Probe();
  const found = await probe.shell(`exec "$0" watch -o json --flag '' 'a b' -- é`);
  assert.deepEqual(found.args, ["watch", "-o", "json", "--flag", "", "a b", "--", "é"]);
  assert.deepEqual(found.commandLine.split("\0").slice(1, -1), found.args);
  assert.strictEqual(found.executable, probe.file);
});

Deno.test("a packed program's script is in memory, for a Worker too, and cannot be changed", async () => {
  using probe = new Probe();
  const found = await probe.shell(`exec "$0"`);
  assert.match(found.url, /^file:\/\/\/proc\/self\/fd\/\d+$/);
  assert.strictEqual(found.worker, `from ${found.url}`);
  assert.strictEqual(found.change, "PermissionDenied");
  assert.deepEqual([...Deno.readDirSync(probe.folder)].map(({ name }) => name), ["critter"]);
});

Deno.test("a packed program leaves out variables that change what Deno does", async () => {
  using probe = new Probe();
  const found = await probe.shell(`exec "$0"`, {
    DENO_V8_FLAGS: "--no-such-flag",
    DENO_DIR: "/somewhere",
    NODE_OPTIONS: "--no-such-option",
    NODE_NAME: "n1",
    NODE_NAMES: "not ours",
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:1",
    npm_config_registry: "http://localhost:1",
    NO_COLOR: "1",
  });
  const { NODE_NAME, NO_COLOR, OTEL_EXPORTER_OTLP_ENDPOINT, DENO_DIR, ...rest } = found.env;
  assert.deepEqual([NODE_NAME, NO_COLOR, OTEL_EXPORTER_OTLP_ENDPOINT, DENO_DIR], [
    "n1",
    "1",
    "http://localhost:1",
    "/dev/null/critter",
  ]);
  for (const name of ["DENO_V8_FLAGS", "NODE_OPTIONS", "NODE_NAMES", "OTEL_DENO"]) {
    assert.ok(!(name in rest), name);
  }
  assert.ok(!("npm_config_registry" in rest));
});

Deno.test("a packed program writes nothing of Deno's own on a terminal", async () => {
  using probe = new Probe();
  using terminal = new PseudoTerminal();
  await probe.shell(`exec "$0" 2>${terminal.path}`);
  assert.strictEqual(terminal.read(), "");
});

Deno.test("a packed program starts without standard input, with an odd stack and a large environment", async () => {
  using probe = new Probe();
  const closed = await probe.shell(`exec "$0" <&- 2>&-`);
  assert.match(closed.url, /\/(?:[3-9]|\d\d+)$/);
  // every alignment of the vectors on the stack
  for (let count = 0; count < 4; count++) {
    const args = Array.from({ length: count }, (_, index) => `a${index}`);
    assert.deepEqual((await probe.shell(`exec "$0" ${args.join(" ")}`)).args, args);
  }
  const env = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`V${index}`, "x".repeat(500)]),
  );
  assert.strictEqual((await probe.shell(`exec "$0"`, env)).env["V1999"], env["V1999"]);
});

Deno.test("a packed program can be started by the dynamic linker, and ends with its own exit code", async () => {
  using probe = new Probe();
  const linker = Deno.build.arch === "x86_64"
    ? "/lib64/ld-linux-x86-64.so.2"
    : "/lib/ld-linux-aarch64.so.1";
  assert.deepEqual((await probe.shell(`exec ${linker} "$0" a`)).args, ["a"]);
  await assert.rejects(probe.shell(`exec "$0" --fail`), / 7 /);
});
