import assert from "assert";
import { critter, type Finished } from "./critter.ts";

/** Whether capabilities can be taken from a child here. */
const canDrop = Deno.uid() === 0 && await exists("/usr/bin/setpriv");

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Runs critter without some capabilities, and without CAP_SYS_ADMIN, which would stand in for them. */
async function without(capabilities: readonly string[], ...args: string[]): Promise<Finished> {
  const drop = [...capabilities, "sys_admin"].map((name) => `-${name}`).join(",");
  return await critter(args, {}, ["/usr/bin/setpriv", `--bounding-set=${drop}`, "--inh-caps=-all"]);
}

Deno.test({
  name: "critter watch without the capabilities says in one sentence what it lacks",
  ignore: !canDrop,
  async fn() {
    const { code, stdout, stderr } = await without(["bpf", "perfmon"], "watch");
    assert.equal(code, 1);
    assert.equal(stdout, "");
    for (const line of stderr.trimEnd().split("\n")) assert.match(line, /^critter: /);
    assert.match(
      stderr,
      /critter: Cannot load the kernel programs as CAP_BPF and CAP_PERFMON .*\n$/,
    );
  },
});

Deno.test({
  name: "critter watch --or-sample shows the sample where the kernel can't be read, and says why",
  ignore: !canDrop,
  async fn() {
    const { code, stdout, stderr } = await without(
      ["bpf"],
      "watch",
      "--or-sample",
      "--max-events",
      "2",
    );
    assert.equal(code, 0);
    assert.equal(stdout.trimEnd().split("\n").length, 2);
    assert.match(stderr, /^critter: showing the built-in sample instead of this node: .*CAP_BPF/m);
  },
});

Deno.test({
  name: "critter doctor names what stops working without each capability",
  ignore: !canDrop,
  async fn() {
    const table = {
      bpf: ["fail C001"],
      perfmon: ["fail C002"],
      dac_read_search: ["warn C003"],
      sys_ptrace: ["warn C004"],
    };
    for (const [capability, expected] of Object.entries(table)) {
      const { code, stdout, stderr } = await without([capability], "doctor", "-o", "json");
      const { ok, checks } = JSON.parse(stdout);
      const found = checks
        .filter(({ code, status }: Record<string, string>) =>
          status !== "ok" && code?.startsWith("C")
        )
        .map(({ code, status }: Record<string, string>) => `${status} ${code}`);
      assert.deepEqual(found, expected);
      if (expected[0]?.startsWith("fail")) assert.deepEqual([code, ok], [1, false]);
      assert.equal(stderr, "");
    }
  },
});
