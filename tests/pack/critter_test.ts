import assert from "assert";
import { Buffer } from "node:buffer";
import type { EventLine } from "#tests/line.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { run } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { isRoot, unmet, which } from "#tests/host/requirements.ts";
import { compile } from "../../scripts/pack/compile.ts";
import { packedInvocation, SEALED_FLAGS, taskFlags } from "../../scripts/pack/invocation.ts";
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

Deno.test("a packed and a compiled critter are the very same script with the very same permissions", async () => {
  const script = await Deno.readFile(`${ROOT}dist/critter.js`);
  assert.ok(Buffer.from(await Deno.readFile(file)).includes(script));
  const env = { DENORT_BIN: Deno.execPath() };
  const compiled = compile(`${ROOT}dist/critter.js`, "x86_64-unknown-linux-gnu", folder, env);
  try {
    assert.ok(Buffer.from(await Deno.readFile(compiled)).includes(script));
  } finally {
    await Deno.remove(compiled);
  }
  for (const flag of [...SEALED_FLAGS, ...taskFlags()]) {
    assert.ok(packedInvocation().args.includes(flag), flag);
  }
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
  name: "a packed critter checks the node, lists and watches containers below a bare root",
  ignore: ignore || noKernel !== undefined || unmet("containerd", "ctr", "runc") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const pod = await host.runPod({ name: "bare", containers: [{ name: "main" }] });
    using root = new BareRoot(file);
    const doctor = await root.run(["doctor"]);
    assert.match(doctor.stdout, /Trial load: the kernel took the programs/);
    assert.doesNotMatch(doctor.stdout + doctor.stderr, /^\s+at /m);
    // Other runtimes of this machine may answer too, or fail to.
    const { runtimes } = JSON.parse((await root.run(["runtimes", "-o", "json"])).stdout);
    const own = runtimes.find(({ socket }: { socket: string }) => socket.endsWith(host.socket));
    assert.deepEqual([own?.status, own?.name], ["up", "containerd"]);
    const { containers } = JSON.parse((await root.run(["ps", "-o", "json"])).stdout);
    const ids = containers.map(({ id }: { id: string }) => id);
    assert.ok(ids.includes(pod.containers["main"]), ids.join());

    const watched = root.run(["watch", "-o", "json", "--pod", "bare", "--max-events", "5"]);
    let over = false;
    watched.finally(() => over = true);
    while (!over) await pod.exec("main", "/bin/true");
    const { code, stdout, stderr } = await watched;
    assert.strictEqual(code, 0, stderr);
    const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as EventLine);
    assert.strictEqual(events.length, 5);
    assert.ok(events.some(({ k8s }) => k8s?.pod?.name === "bare"), stdout);
  },
});
