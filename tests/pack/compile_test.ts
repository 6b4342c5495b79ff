import assert from "assert";
import { compile as compileScript } from "../../scripts/pack/compile.ts";
import { taskFlags } from "../../scripts/pack/invocation.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const TARGET = "x86_64-unknown-linux-gnu";

/** What `deno compile` puts into the file for its runtime; only what matters here. */
interface Metadata {
  readonly argv: readonly string[];
  readonly code_cache_key: string | null;
  readonly permissions: Readonly<Record<string, readonly string[] | boolean | null>>;
  readonly v8_flags: readonly string[];
  readonly env_vars_from_env_file: Readonly<Record<string, string>>;
  readonly workspace_resolver: { readonly import_map: unknown };
  readonly node_modules: unknown;
  readonly otel_config: Readonly<Record<string, unknown>>;
}

/** Compiles with another program in the place of Deno's runtime: the result holds all, but does not run. */
async function compile(folder: string, env: Record<string, string>): Promise<string> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "scripts/pack/compile.ts", "--target", TARGET, "--output-dir", folder],
    cwd: ROOT,
    env,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return `${folder}/critter-${TARGET}`;
}

/** What follows the base in the file, as text. */
async function added(file: string): Promise<string> {
  const { size } = await Deno.stat(Deno.execPath());
  return new TextDecoder("latin1").decode((await Deno.readFile(file)).subarray(size));
}

Deno.test("deno task compile bakes the task's permissions and flags, and one file", async () => {
  const folder = await Deno.makeTempDir({ prefix: "critter-compile-" });
  try {
    // OTEL_DENO would be baked
    const env = { DENORT_BIN: Deno.execPath(), OTEL_DENO: "true" };
    const text = await added(await compile(folder, env));
    const found = /\{"argv":.*?"app_name":"[^"]*"\}/.exec(text)?.[0];
    assert.ok(found !== undefined);
    const metadata = JSON.parse(found) as Metadata;

    assert.deepEqual(metadata.argv, []);
    assert.strictEqual(metadata.code_cache_key, null);
    assert.deepEqual(metadata.env_vars_from_env_file, {});
    assert.strictEqual(metadata.workspace_resolver.import_map, null);
    assert.strictEqual(metadata.node_modules, null);
    assert.deepEqual(
      [metadata.otel_config["tracing_enabled"], metadata.otel_config["metrics_enabled"]],
      [false, false],
    );
    assert.strictEqual(metadata.permissions["prompt"], false);
    for (const flag of taskFlags()) {
      const [, name, value = ""] = /^([^=]*)=?(.*)$/.exec(flag) ?? [];
      if (name === "--v8-flags") {
        for (const own of value.split(",")) assert.ok(metadata.v8_flags.includes(own), own);
      } else if (name?.startsWith("--allow-")) {
        const key = name.slice(2).replace("-", "_");
        assert.deepEqual(metadata.permissions[key], value === "" ? [] : value.split(","), flag);
      }
    }
    assert.deepEqual([...text.matchAll(/"n":"([^"]*)"/g)].map(([, name]) => name), ["critter.js"]);

    const again = await compile(`${folder}/again`, env);
    assert.strictEqual(await added(again), text);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("compile() says in one sentence what to do without Deno's runtime", () => {
  const folder = Deno.makeTempDirSync({ prefix: "critter-compile-" });
  const script = `${folder}/critter.js`;
  Deno.writeTextFileSync(script, "");
  // a proxy that nobody listens at, and an empty cache: no network, wherever this test runs
  const env = { https_proxy: "http://127.0.0.1:9", DENO_DIR: `${folder}/cache` };
  try {
    assert.throws(
      () => compileScript(script, TARGET, folder, env),
      new RegExp(
        "^Error: Cannot compile for [^\\n]*; set DENORT_BIN [^\\n]* " +
          `${folder}/cache/dl/release/v[\\d.]+/denort-${TARGET}.zip[^\\n]*$`,
      ),
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
