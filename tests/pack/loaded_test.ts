/**
 * What is loaded before the first line, by V8's own log: time spent on what nobody wants yet does not show in a test,
 * but this does.
 */

import assert from "assert";
import { FakeCri } from "#tests/fakes/fake_cri.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { bundledModules, wrap } from "../../scripts/pack/bundle.ts";
import { SEALED_FLAGS, taskFlags } from "../../scripts/pack/invocation.ts";

/** Where the bundler says that what follows comes from. */
const ORIGIN = /^\/\/ (\S+\.(?:ts|js|json))$/gm;
const PACKAGE = /\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\//;

const folder = Deno.makeTempDirSync({ prefix: "critter-loaded-" });
const script = `${folder}/critter.js`;
let modules: ReadonlyMap<string, string>;

Deno.test.beforeAll(() => {
  modules = bundledModules();
  Deno.writeTextFileSync(script, wrap(modules));
});
Deno.test.afterAll(() => Deno.removeSync(folder, { recursive: true }));

/** What one thread loaded. */
interface Loaded {
  /** Deno's node: modules. */
  readonly node: readonly string[];
  readonly packages: readonly string[];
  /** Files of critter. */
  readonly files: readonly string[];
}

/** Runs a command as the packed program would, to its end, and says what the threads loaded: the main one, the Worker. */
async function loaded(...args: readonly string[]): Promise<Loaded[]> {
  const logs = Deno.makeTempDirSync({ dir: folder });
  const log = `--log-function-events,--logfile-per-isolate,--logfile=${logs}/v8.log`;
  const flags = taskFlags().map((flag) => flag.startsWith("--v8-flags=") ? `${flag},${log}` : flag);
  const child = new Deno.Command(Deno.execPath(), {
    env: { RUNTIME_DIRECTORY: "/dev/null" },
    args: ["run", "--quiet", ...SEALED_FLAGS, ...flags, "--no-code-cache", script, ...args],
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let over = false;
  const ended = child.output().finally(() => over = true);
  while (!over) await new Deno.Command("/bin/true").output();
  const { code, stderr } = await ended;
  assert.strictEqual(code, 0, new TextDecoder().decode(stderr));
  const threads = [...Deno.readDirSync(logs)].map(({ name }) => loadedOf(`${logs}/${name}`));
  return threads.sort((a, b) => Number(isWorker(a)) - Number(isWorker(b)));
}

function isWorker({ files }: Loaded): boolean {
  return files.includes("src/pipeline/event/event_worker.ts");
}

function loadedOf(log: string): Loaded {
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(log));
  const scripts = new Set(
    [...text.matchAll(/^script-details,\d+,([^,\n]+)/gm)].map(([, name = ""]) => name),
  );
  const parts = [...scripts].filter((name) => name.startsWith("critter:"));
  const origins = parts.flatMap((name) => {
    const module = modules.get(name.replace("critter:", "./"));
    assert.ok(module !== undefined, name);
    return [...module.matchAll(ORIGIN)].map(([, origin = ""]) => origin);
  });
  const packages = new Set(origins.flatMap((origin) => PACKAGE.exec(origin)?.[1] ?? []));
  return {
    node: [...scripts].filter((name) => name.startsWith("node:")),
    packages: [...packages],
    files: origins.filter((origin) => !PACKAGE.test(origin)),
  };
}

Deno.test("--version loads no node: module, and of the packages the command line's only", async () => {
  const threads = await loaded("--version");
  const found = threads.map(({ node, packages, files }) => ({
    node,
    packages,
    files: files.filter((file) => /run\.ts$|^src\/(?:kernel|pipeline)\//.test(file)),
  }));
  assert.deepEqual(found, [{ node: [], packages: ["@stricli/core"], files: [] }]);
});

Deno.test({
  name:
    "the first line of a host process comes without node: modules, protobuf, zlib and text width",
  ignore: noKernel !== undefined,
  async fn() {
    const nowhere = ["--runtime-endpoint", `${folder}/nothing.sock`];
    const threads = await loaded("watch", "-o", "json", "--max-events", "1", ...nowhere);
    assert.strictEqual(threads.length, 2);
    const [main, worker] = threads;
    // Deno takes its own setTimeout() from node:timers.
    assert.deepEqual(main?.node, ["node:timers"]);
    assert.deepEqual(main?.packages, ["@stricli/core"]);
    assert.deepEqual([worker?.node, worker?.packages], [[], []]);
    const unwanted =
      /^src\/(?:runtime\/(?:cri|containerd|docker|proto|wire\/(?:grpc|http))|output\/|pipeline\/recording\/record(?:er|ing))/;
    const all = threads.flatMap(({ files }) => files).filter((file) => unwanted.test(file));
    // A few lines.
    assert.deepEqual(all, ["src/output/hook_text.ts"]);
    const runs = threads.flatMap(({ files }) => files).filter((file) => /\/run\.ts$/.test(file));
    assert.deepEqual(runs, ["src/cli/watch/run.ts"]);
  },
});

Deno.test("asking a runtime loads no HTTP/2 and no TLS of Deno's", async () => {
  const socket = `${folder}/cri.sock`;
  await using _cri = await FakeCri.start({ socket });
  const [main] = await loaded("ps", "--runtime-endpoint", socket);
  assert.ok(main?.packages.includes("@grpc/grpc-js"));
  const unwanted = /^node:(?:dns|fs|http|http2|net|tls|zlib)$/;
  assert.deepEqual(main?.node.filter((name) => unwanted.test(name)), []);
});
