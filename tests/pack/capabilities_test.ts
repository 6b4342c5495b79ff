import assert from "assert";
import { run } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { isRoot, which } from "#tests/host/requirements.ts";

/** What the DaemonSet and the systemd unit give; see docs/permissions.md. */
const CAPABILITIES = ["bpf", "perfmon", "dac_read_search", "sys_ptrace"];
const ignore = !isRoot() || which("setpriv") === undefined || noKernel !== undefined;

/** Runs a packed critter below a read-only root, as root with no capabilities but these. */
async function critter(
  file: string,
  capabilities: readonly string[],
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const bounds = ["-all", ...capabilities.map((name) => `+${name}`)].join(",");
  const confine = 'mount -o remount,bind,ro / && exec setpriv --no-new-privs "$0" "$@"';
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: [
      ...["--mount", "--propagation", "private", "/bin/sh", "-c", confine],
      ...[`--bounding-set=${bounds}`, "--inh-caps=-all", file, ...args],
    ],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const folder = Deno.makeTempDirSync({ prefix: "critter-capabilities-" });
const file = `${folder}/critter`;

Deno.test.beforeAll(async () => {
  if (ignore) return;
  await run(Deno.execPath(), ["run", "-A", "scripts/pack/pack.ts", "--output", file]);
});
Deno.test.afterAll(() => Deno.removeSync(folder, { recursive: true }));

Deno.test({
  name: "the listed capabilities are enough for critter watch",
  ignore,
  async fn() {
    const watched = critter(file, CAPABILITIES, "watch", "-o", "json", "--max-events", "3");
    let over = false;
    watched.finally(() => over = true);
    while (!over) await run("/bin/true", []);
    const { code, stdout, stderr } = await watched;
    assert.strictEqual(code, 0, stderr);
    assert.strictEqual(stdout.trimEnd().split("\n").length, 3);
    const doctor = await critter(file, CAPABILITIES, "doctor");
    assert.doesNotMatch(doctor.stdout, /^(?:FAIL|warn) +[CK]/m);
  },
});

for (const name of CAPABILITIES) {
  Deno.test({
    name: `critter doctor says what stops working without CAP_${name.toUpperCase()}`,
    ignore,
    async fn() {
      const rest = CAPABILITIES.filter((other) => other !== name);
      const { stdout } = await critter(file, rest, "doctor");
      const named = new RegExp(
        `^(?:FAIL|warn) +C\\d+ +CAP_${name.toUpperCase()}: missing; .+`,
        "m",
      );
      assert.match(stdout, named);
    },
  });
}
