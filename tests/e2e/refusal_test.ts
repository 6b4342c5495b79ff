import assert from "assert";
import { isRoot, which } from "#tests/host/requirements.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Critter } from "./critter.ts";

const ignore = !isRoot() || which("setpriv") === undefined;
/** Root without any capability: it may read the sources, but not load programs. */
const POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];

/** What an operator reads: no stack trace, no more than a few lines. */
function assertOneSentence(stderr: string): void {
  const lines = stderr.trimEnd().split("\n");
  assert.ok(lines.length <= 2, stderr);
  assert.match(lines[0] ?? "", /^critter: Cannot .+;.+/);
}

Deno.test({
  name: "critter watch says in one sentence that it needs capabilities, and what to do",
  ignore,
  async fn() {
    await using critter = new Critter(["watch", "-o", "json"], { wrapper: POWERLESS });
    const { code, stderr } = await critter.end();
    assert.strictEqual(code, 1);
    assert.strictEqual(critter.text, "");
    assertOneSentence(stderr);
    assert.match(stderr, /root|CAP_BPF/);
  },
});

Deno.test({
  name: "critter watch --or-sample shows the sample where the kernel cannot be read, and says why",
  ignore,
  async fn() {
    const args = ["watch", "-o", "json", "--or-sample"];
    await using critter = new Critter(args, { wrapper: POWERLESS });
    const { code, stderr } = await critter.end();
    assert.strictEqual(code, 0, stderr);
    assert.match(stderr, /sample/);
    assert.ok(critter.lines.some(({ label_state }) => label_state === "resolved"));
  },
});

Deno.test({
  name: "critter doctor exits 1 and says what is missing without capabilities",
  ignore,
  async fn() {
    await using critter = new Critter(["doctor"], { wrapper: POWERLESS });
    const { code } = await critter.end();
    assert.strictEqual(code, 1);
    assert.match(critter.text, /CAP_BPF/);
  },
});

Deno.test({
  name: "critter doctor names a kernel without BTF",
  ignore: ignore || noKernel !== undefined,
  async fn() {
    // a mount namespace of its own hides the kernel's type information from this process only
    const hide = 'mount -t tmpfs none /sys/kernel/btf && exec "$0" "$@"';
    await using critter = new Critter(["doctor"], {
      wrapper: ["unshare", "-m", "--propagation", "private", "/bin/sh", "-c", hide],
    });
    const { code } = await critter.end();
    assert.strictEqual(code, 1);
    assert.match(critter.text, /BTF/);
  },
});
