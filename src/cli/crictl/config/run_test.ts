import assert from "assert";
import { testHost } from "../../testing.ts";
import { config, type ConfigFlags } from "./run.ts";

async function run(flags: Partial<ConfigFlags>, env: Readonly<Record<string, string>> = {}) {
  const host = testHost({ env });
  await config.call(host, { list: false, verbose: false, ...flags });
  return { ...host.output, code: host.process.exitCode };
}

async function withFile(text: string, work: (path: string) => Promise<void>): Promise<void> {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, text);
    await work(path);
  } finally {
    Deno.removeSync(path);
  }
}

Deno.test("critter config shows every option, those that are not set too", async () => {
  const text = "runtime-endpoint: unix:///run/a.sock\ntimeout: 10\npull-image-on-create: true\n" +
    "max-retries: 3\nenable-streaming: true\nenable-tracing: true\n";
  await withFile(text, async (path) => {
    const { stdout, stderr, code } = await run({ config: path });
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(stdout.trimEnd().split("\n").map((line) => line.split(/ {3,}/)), [
      ["KEY", "VALUE"],
      ["runtime-endpoint", "unix:///run/a.sock"],
      ["image-endpoint"],
      ["timeout", "10"],
      ["debug", "false"],
      ["pull-image-on-create", "true"],
      ["disable-pull-on-run", "false"],
      ["max-retries", "3"],
      ["enable-streaming", "true"],
    ]);
    assert.deepEqual(await run({ list: true }, { CRI_CONFIG_FILE: path }), {
      stdout,
      stderr,
      code,
    });
    assert.equal((await run({ config: path, get: "timeout" })).stdout, "10\n");
    assert.equal((await run({ config: path, get: "max-retries" })).stdout, "3\n");
    assert.equal((await run({ config: path, get: "enable-streaming" })).stdout, "true\n");
    assert.equal((await run({ config: path, get: "image-endpoint" })).stdout, "\n");
    assert.equal((await run({ config: path, get: "debug", list: true })).code, 2);
  });
});

Deno.test("critter config refuses a file that is not there, and one that crictl would refuse", async () => {
  assert.match((await run({ config: "/nonexistent" })).stderr, /as there is no such file: /);
  await withFile("debug: perhaps\n", async (path) => {
    const { stderr, code } = await run({ config: path });
    assert.equal(code, 1);
    assert.match(stderr, /as debug must be true or false, not "perhaps": .*:1; /);
  });
  const empty = Deno.makeTempDirSync();
  try {
    assert.equal((await run({ hostRoot: empty, get: "timeout" })).stdout, "0\n");
  } finally {
    Deno.removeSync(empty);
  }
});
