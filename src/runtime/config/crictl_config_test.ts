import assert from "assert";
import { parseCrictlConfig, readCrictlConfig } from "./crictl_config.ts";
import { loadYaml, readMapping } from "./yaml_mapping.ts";

const yaml = await loadYaml();
const parse = (text: string) => parseCrictlConfig(readMapping(yaml, text), "/etc/crictl.yaml");

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
    maxRetries: 3,
  });
  assert.deepEqual(parse(""), {});
  const own = "enable-tracing: true\ntracing-endpoint: 127.0.0.1:4317\nprofile-mem: [a]\n";
  assert.deepEqual(
    parse(`${own}tracing-sampling-rate-per-million: -1\nprofile-cpu:\nenable-streaming: T\n`),
    { enableStreaming: true },
  );
});

Deno.test("parseCrictlConfig() refuses what crictl would refuse", () => {
  assert.throws(() => parse("timeout: 10\nendpoint: x"), {
    message:
      `Cannot use crictl's configuration as it has no option "endpoint": /etc/crictl.yaml:2; take it out`,
  });
  assert.throws(() => parse("time-out: 10"), {
    message:
      `Cannot use crictl's configuration as it has no option "time-out": /etc/crictl.yaml:1; write timeout, or take it out`,
  });
  assert.throws(() => parse("timeout: soon"), /timeout must be whole seconds, not "soon"/);
  assert.throws(() => parse("debug: maybe"), /debug must be true or false/);
  for (
    const [text, rule] of [
      [
        "runtime-endpoint",
        /it must be a mapping of keys to values: \/etc\/crictl\.yaml:1; mend it$/,
      ],
      ["- a", /it must be a mapping/],
      ["{", /it is not valid YAML \(.*\): \/etc\/crictl\.yaml:1; mend it$/],
      [
        'timeout: 1\ndebug: "true',
        /not valid YAML \(Missing closing "quote\): \/etc\/crictl\.yaml:2/,
      ],
      ["debug: true\n\ttimeout: 1\n", /not valid YAML/],
      ["timeout: 1\ndebug: true\ntimeout: 2\n", /Map keys must be unique\): \/etc\/crictl\.yaml:3/],
      ["runtime-endpoint: [a]", /runtime-endpoint must be one value: \/etc\/crictl\.yaml:1/],
      ["debug: true\nimage-endpoint:\n  a: b\n", /image-endpoint must be one value: .*:2;/],
      ["runtime-endpoint: *none", /an alias must come after its anchor: .*:1;/],
      ["? [a]\n: b", /each key must be a word: .*:1;/],
      ["timeout: 1.5", /timeout must be whole seconds, not "1\.5"/],
      ["timeout:", /timeout must be whole seconds, not ""/],
      ["timeout: 0x10", /timeout must be whole seconds, not "0x10"/],
      ["max-retries: many", /max-retries must be a whole number, not "many"/],
      ["enable-streaming: yes", /enable-streaming must be true or false, not "yes"/],
      ["max_retries: 1", /no option "max_retries": .*; write max-retries, or take it out$/],
      ["debug: yes", /debug must be true or false, not "yes"/],
      ["pull-image-on-create: 2", /pull-image-on-create must be true or false, not "2"/],
      ["<<: 1", /only mappings can be merged with <<: .*:1;/],
      [
        `runtime-endpoint: ${"x".repeat(70_000)}`,
        /it must have at most 65536 characters, not 70018/,
      ],
      ["[".repeat(60_000), /not valid YAML/],
    ] as const
  ) assert.throws(() => parse(text), rule, text.slice(0, 60));
});

Deno.test("parseCrictlConfig() reads every form of YAML that says the same", () => {
  const same = { runtimeEndpoint: "unix:///run/x.sock", timeoutMs: 5000, debug: true };
  for (
    const text of [
      "{runtime-endpoint: unix:///run/x.sock, timeout: 5, debug: true}",
      '{"runtime-endpoint": "unix:///run/x.sock",\n\t"timeout": 5, "debug": true}\n',
      '{"runtime-endpoint": "unix:\\/\\/\\/run\\u002fx.sock", "timeout": "5", "debug": "T"}',
      "runtime-endpoint: |-\n  unix:///run/x.sock\ntimeout: >\n  5\ndebug: &yes true\n",
      "debug: true\ntimeout: &t 5\nruntime-endpoint: >-\n  unix:///run/x.sock\n",
      "%YAML 1.2\n---\nruntime-endpoint: unix:///run/x.sock\ntimeout: +5\ndebug: TRUE\n...\n",
      "runtime-endpoint:\tunix:///run/x.sock\t# ours\ntimeout:\t5\ndebug: 1\n",
      "'runtime-endpoint': 'unix:///run/x.sock'\n\"timeout\": !!int 5\ndebug: !!bool true\n",
      "? runtime-endpoint\n: unix:///run/x.sock\n? timeout\n: 5\n? debug\n: true\n",
      "runtime-endpoint: unix:///run/x.sock\r\ntimeout: 5\r\ndebug: true\r\n",
      "runtime-endpoint: unix:///run/x.sock\rtimeout: 5\rdebug: true\r",
      '{"runtime-endpoint":\r"unix:///run/x.sock",\r\n"timeout": 5,\r"debug": true}',
      "\ufeffruntime-endpoint: unix:///run/x.sock\ntimeout: 5\ndebug: true\n",
      // As for crictl, the first document counts.
      "runtime-endpoint: unix:///run/x.sock\ntimeout: 5\ndebug: true\n---\nother: 1\n",
      "<<: {timeout: 5, debug: false}\nruntime-endpoint: unix:///run/x.sock\ndebug: true\n",
    ]
  ) assert.deepEqual(parse(text), same, text);
  assert.deepEqual(parse("timeout: &t 3\nmax-retries: *t\nruntime-endpoint: ~\n"), {
    timeoutMs: 3000,
    maxRetries: 3,
  });
  assert.deepEqual(parse("# nothing\n---\n"), {});
});

Deno.test("readCrictlConfig() minds a file that is named, and not that the usual one is missing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.deepEqual(await readCrictlConfig(undefined, `${folder}/none.yaml`), {});
    await assert.rejects(readCrictlConfig(`${folder}/none.yaml`), /there is no such file/);
    await assert.rejects(readCrictlConfig(folder), /it cannot be read/);
    await Deno.writeTextFile(`${folder}/broken.yaml`, "{{{");
    await assert.rejects(readCrictlConfig(undefined, `${folder}/broken.yaml`), RangeError);
    const text = "timeout: 5\n";
    const units = [...text].map((character) => character.charCodeAt(0));
    for (
      const [bytes, encoding] of [
        [[0xff, 0xfe, ...units.flatMap((unit) => [unit, 0])], "UTF-16"],
        [[0xfe, 0xff, ...units.flatMap((unit) => [0, unit])], "UTF-16"],
        [units.flatMap((unit) => [unit, 0]), "UTF-16"],
        [units.flatMap((unit) => [0, unit]), "UTF-16"],
        [[0xff, 0xfe, 0, 0, ...units.flatMap((unit) => [unit, 0, 0, 0])], "UTF-32"],
        [[0, 0, 0xfe, 0xff, ...units.flatMap((unit) => [0, 0, 0, unit])], "UTF-32"],
      ] as const
    ) {
      await Deno.writeFile(`${folder}/wide.yaml`, new Uint8Array(bytes));
      await assert.rejects(readCrictlConfig(`${folder}/wide.yaml`), {
        message:
          `Cannot use crictl's configuration as it must be UTF-8, not ${encoding}: ${folder}/wide.yaml:1; mend it`,
      });
    }
    await Deno.writeTextFile(`${folder}/marked.yaml`, `\ufeff${text}`);
    assert.deepEqual(await readCrictlConfig(`${folder}/marked.yaml`), { timeoutMs: 5000 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
