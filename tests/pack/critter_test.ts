import assert from "assert";
import { run } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { isRoot, which } from "#tests/host/requirements.ts";
import { BareRoot } from "./bare_root.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const folder = Deno.makeTempDirSync({ prefix: "critter-packed-" });
const file = `${folder}/critter`;
const ignore = !isRoot() || which("unshare") === undefined;

/** Packs as the task does. */
async function pack(output: string): Promise<void> {
  await run(Deno.execPath(), ["run", "-A", `${ROOT}scripts/pack/pack.ts`, "--output", output]);
}

async function sum(path: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(path))).toHex();
}

Deno.test.beforeAll(() => pack(file));
Deno.test.afterAll(() => Deno.removeSync(folder, { recursive: true }));

Deno.test("packing twice gives the same bytes, checksums and bill of materials", async () => {
  const again = `${folder}/again`;
  await Deno.mkdir(again);
  await pack(`${again}/critter`);
  for (const name of ["critter", "critter.cdx.json", "sha256sums"]) {
    assert.strictEqual(await sum(`${again}/${name}`), await sum(`${folder}/${name}`), name);
  }
  const checked = await run("/bin/sh", ["-c", 'cd "$0" && sha256sum --check sha256sums', folder]);
  assert.strictEqual(checked, "critter: OK\ncritter.cdx.json: OK\n");
});

Deno.test("the bill of materials names Deno and every package, with what deno.lock pins it to", async () => {
  const { components } = JSON.parse(await Deno.readTextFile(`${folder}/critter.cdx.json`)) as {
    components: { name: string; version: string; hashes?: { content: string }[] }[];
  };
  const [deno, ...packages] = components;
  assert.deepEqual([deno?.name, deno?.version], ["deno", Deno.version.deno]);
  assert.ok(packages.some(({ name }) => name === "@stricli/core"));
  assert.ok(packages.every(({ hashes }) => hashes?.[0]?.content.length === 128));
});

Deno.test({
  name: "a packed critter works below a read-only root with a noexec /tmp, without PATH and HOME",
  ignore,
  async fn() {
    using root = new BareRoot(file);
    const version = await root.run(["version"]);
    assert.match(version.stdout, /^critter \d/);
    assert.deepEqual([version.code, version.stderr], [0, ""]);
    const write = await root.run(["record", "/recording", "--max-events", "1"]);
    assert.strictEqual(write.code, 1);
    assert.match(write.stderr, /^critter: Cannot .*\/recording/m);
  },
});

Deno.test({
  name: "a packed critter puts its own path into the systemd unit, if the service can run it there",
  ignore,
  async fn() {
    using root = new BareRoot(file);
    const unit = await root.run(["install", "--systemd"]);
    assert.deepEqual([unit.code, unit.stderr], [0, ""]);
    assert.match(unit.stdout, /^ExecStart=\/critter watch /m);
    const write = await root.run(["install", "--systemd", "--write", "--path", "/unit"]);
    assert.strictEqual(write.code, 1);
    assert.match(write.stderr, /^critter: Cannot write \/unit as .*: Read-only file system; .*\n$/);
    // below /tmp, which the service has its own of
    const hidden = await run(file, ["install", "--systemd"]);
    assert.match(hidden, /^ExecStart=\/usr\/local\/bin\/critter watch /m);
  },
});

Deno.test({
  name: "a packed critter says in one sentence that it needs /proc",
  ignore,
  async fn() {
    const hide = 'umount --lazy /proc && exec "$0" version';
    const { code, stderr } = await new Deno.Command("unshare", {
      args: ["--mount", "--propagation", "private", "/bin/sh", "-c", hide, file],
    }).output();
    assert.strictEqual(code, 1);
    const sentence = /^critter: Cannot start as .*; mount \/proc, .* \(error 2\)\n$/;
    assert.match(new TextDecoder().decode(stderr), sentence);
  },
});

Deno.test({
  name: "a packed critter watches and checks the node below a bare root",
  ignore: ignore || noKernel !== undefined,
  async fn() {
    using root = new BareRoot(file);
    const doctor = await root.run(["doctor"]);
    assert.match(doctor.stdout, /Trial load: the kernel took the programs/);
    assert.doesNotMatch(doctor.stdout + doctor.stderr, /^\s+at /m);
    const watched = root.run(["watch", "-o", "json", "--max-events", "5", "--duration", "20s"]);
    let over = false;
    watched.finally(() => over = true);
    while (!over) await run("/bin/true", []);
    const { code, stdout, stderr } = await watched;
    assert.strictEqual(code, 0, stderr);
    const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as object);
    assert.strictEqual(events.length, 5);
    assert.ok(events.every((event) => "label_state" in event));
  },
});
