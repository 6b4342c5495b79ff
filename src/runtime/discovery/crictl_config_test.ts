import assert from "assert";
import { parseCrictlConfig, readCrictlConfig } from "./crictl_config.ts";

const parse = (text: string) => parseCrictlConfig(text, "/etc/crictl.yaml");

Deno.test("parseCrictlConfig() reads what crictl writes", () => {
  assert.deepEqual(
    parse(`runtime-endpoint: "unix:///run/containerd/containerd.sock"
image-endpoint: ""
timeout: 10
debug: false
pull-image-on-create: false
disable-pull-on-run: false
`),
    {
      runtimeEndpoint: "unix:///run/containerd/containerd.sock",
      timeoutMs: 10_000,
      debug: false,
      pullImageOnCreate: false,
      disablePullOnRun: false,
    },
  );
  assert.deepEqual(
    parse("---\n# a comment\nruntime-endpoint: unix:///run/x.sock # ours\ntimeout: 0\n"),
    {
      runtimeEndpoint: "unix:///run/x.sock",
    },
  );
  assert.deepEqual(parse("runtime-endpoint: '/run/it''s.sock'\nmax-retries: 3\n"), {
    runtimeEndpoint: "/run/it's.sock",
  });
  assert.deepEqual(parse(""), {});
});

Deno.test("parseCrictlConfig() refuses what crictl would refuse", () => {
  assert.throws(() => parse("timeout: 10\nendpoint: x"), {
    message:
      `Cannot use crictl's configuration as it has no option "endpoint": /etc/crictl.yaml:2; take it out`,
  });
  assert.throws(() => parse("timeout: soon"), /timeout must be whole seconds, not "soon"/);
  assert.throws(() => parse("debug: maybe"), /debug must be true or false/);
  for (const text of ["runtime-endpoint", "- a", "{", "runtime-endpoint: [a]", 'debug: "true']) {
    assert.throws(() => parse(text), /each line must be an option and its value/, text);
  }
});

Deno.test("readCrictlConfig() minds a file that is named, and not that the usual one is missing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.deepEqual(readCrictlConfig(undefined, `${folder}/none.yaml`), {});
    assert.throws(() => readCrictlConfig(`${folder}/none.yaml`), /there is no such file/);
    assert.throws(() => readCrictlConfig(folder), /it cannot be read/);
    await Deno.writeTextFile(`${folder}/broken.yaml`, "{{{");
    assert.throws(() => readCrictlConfig(undefined, `${folder}/broken.yaml`), RangeError);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
