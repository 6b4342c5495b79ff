import assert from "assert";
import manifest from "../../deno.json" with { type: "json" };
import { critter } from "./critter.ts";

Deno.test("critter without a command prints its help", async () => {
  const { code, stdout, stderr } = await critter([]);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /^Usage:\n {2}critter COMMAND \[flags\]$/m);
  for (const name of ["watch", "record", "replay", "doctor", "explain", "ps", "version"]) {
    assert.match(stdout, new RegExp(`^ {2}${name} +[A-Z]`, "m"));
  }
});

Deno.test.each([
  ["watch"],
  ["record"],
  ["replay"],
  ["doctor"],
  ["explain"],
  ["runtimes"],
  ["ps"],
  ["runtime-config"],
  ["version"],
])(
  "critter %s --help shows usage, examples and flags",
  async (name) => {
    const { code, stdout } = await critter([name, "--help"]);
    assert.equal(code, 0);
    assert.ok(stdout.includes(`Usage:\n  critter ${name} [flags]`));
    assert.match(stdout, new RegExp(`Examples:\n {2}# .+\n {2}critter ${name}`));
    assert.match(stdout, /^ {2}-h, --help +Print this help$/m);
    assert.deepEqual(await critter(["help", name]), { code, stdout, stderr: "" });
  },
);

Deno.test("critter version prints the version of deno.json", async () => {
  assert.deepEqual(await critter(["--version"]), {
    code: 0,
    stdout: `critter ${manifest.version}\n`,
    stderr: "",
  });
  // Runtimes of this machine may follow.
  const { code, stdout: text } = await critter(["version"]);
  assert.deepEqual([code, text.split("\n")[0]], [0, `critter ${manifest.version}`]);
  const { stdout } = await critter(["version", "-o", "json", "--verbose"]);
  assert.equal(JSON.parse(stdout).version, manifest.version);
  assert.equal(JSON.parse(stdout).deno, Deno.version.deno);
});

const MISTAKES: readonly (readonly [args: readonly string[], message: string])[] = [
  [["wach"], `Cannot run "wach" as there is no such command; did you mean watch?`],
  [["foo"], `Cannot run "foo" as there is no such command; see 'critter --help'`],
  [["constructor"], `Cannot run "constructor" as there is no such command; see 'critter --help'`],
  [["watch", "--evnt", "x"], "Cannot use --evnt as there is no such flag; did you mean --event?"],
  [["watch", "-q"], "Cannot use -q as there is no such flag; see 'critter watch --help'"],
  [
    ["watch", "--max-events", "-5"],
    `Cannot use --max-events as it must be a whole number of at least 1: "-5"; see 'critter watch --help'`,
  ],
  [
    ["watch", "--duration=10x"],
    `Cannot use --duration as it must be a duration such as 500ms, 10s or 1m30s: "10x"; see 'critter watch --help'`,
  ],
  [
    ["watch", "-e", "process.exec,foo"],
    `Cannot use --event as it must be made of process.exec, process.exit, cgroup.mkdir, cgroup.rmdir, process.fork, process.signal, oom.kill, process.existing, container.start, container.exit or a glob of them ("foo" is not): "process.exec,foo"; see 'critter watch --help'`,
  ],
  [
    ["watch", "--ancestors", "17"],
    `Cannot use --ancestors as it must be a whole number from 0 to 16: "17"; see 'critter watch --help'`,
  ],
  [
    ["watch", "-n", "shop,"],
    `Cannot use --namespace as it must be names or globs separated by commas, none of them empty: "shop,"; see 'critter watch --help'`,
  ],
  [
    ["watch", "--pod", "web-[0"],
    `Cannot use --pod as it must close every [ with a ]: "web-[0"; see 'critter watch --help'`,
  ],
  [
    ["replay", "--sample", "-l", "app in (web api)"],
    `Cannot use --selector as it must have a "," or a ")" at character 13, not "api": "app in (web api)"; see 'critter replay --help'`,
  ],
  [
    ["watch", "-l", "app=web/1"],
    `Cannot use --selector as its value at character 5 must be made of letters, digits, "-", "_" and ".", with a letter or a digit at both ends: "app=web/1"; see 'critter watch --help'`,
  ],
  [
    ["watch", "-o", "xml"],
    `Cannot use --output as it must be one of text, wide, json: "xml"; see 'critter watch --help'`,
  ],
  [
    ["record", "--ring-size", "3MiB", "x"],
    `Cannot use --ring-size as it must be a power of two from 64KiB to 1GiB: "3MiB"; see 'critter record --help'`,
  ],
  [
    ["watch", "-r", "tcp://[::1]:1"],
    `Cannot use --runtime-endpoint as it must be a socket's absolute path or its unix:// URL: "tcp://[::1]:1"; see 'critter watch --help'`,
  ],
  [
    ["watch", "--duration"],
    "Cannot use --duration as it needs a value; see 'critter watch --help'",
  ],
  [
    ["watch", "--hold-limit=1s", "--hold-limit=2"],
    `Cannot use --hold-limit as it must be a duration such as 500ms, 10s or 1m30s: "2"; see 'critter watch --help'`,
  ],
  [["ps", "-qxo", "json"], "Cannot use -x as there is no such flag; see 'critter ps --help'"],
  [["ps", "-qo"], "Cannot use --output as it needs a value; see 'critter ps --help'"],
  [
    ["pods", "-qn", "x"],
    `Cannot use --last as it must be a whole number, 0 for all, a namespace being --namespace: "x"; see 'critter pods --help'`,
  ],
  [
    ["watch", "--verbose=maybe"],
    `Cannot use --verbose as it must be true or false: "maybe"; see 'critter watch --help'`,
  ],
  [
    ["watch", "x"],
    `Cannot run the command as it takes no arguments: "x"; see 'critter watch --help'`,
  ],
  [["record"], "Cannot run the command as it needs FILE; see 'critter record --help'"],
  [["record", ""], `Cannot use FILE as it must not be empty: ""; see 'critter record --help'`],
  [
    ["completion", "tcsh"],
    `Cannot use SHELL as it must be one of bash, zsh, fish: "tcsh"; see 'critter completion --help'`,
  ],
  [["replay"], "Cannot replay as there is no recording given; name a FILE or use --sample"],
  [
    ["replay", "--sample", "x"],
    `Cannot replay two recordings as --sample is one already: "x"; leave one of them out`,
  ],
];

Deno.test("critter says in one sentence what is wrong with a command line, and exits 2", async () => {
  for (const [args, message] of MISTAKES) {
    assert.deepEqual(await critter(args), { code: 2, stdout: "", stderr: `critter: ${message}\n` });
  }
});

Deno.test("critter says with -v that a flag of crictl's means nothing here", async () => {
  const file = await Deno.makeTempFile();
  try {
    const args = ["--max-retries", "3", "-D", "config", "--config", file, "--get", "debug"];
    assert.deepEqual(await critter(args), { code: 0, stdout: "false\n", stderr: "" });
    assert.deepEqual(await critter([...args, "-v"]), {
      code: 0,
      stdout: "false\n",
      stderr: "critter: Ignoring --max-retries, -D: of no use here\n",
    });
  } finally {
    await Deno.remove(file);
  }
});
