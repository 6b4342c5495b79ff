import assert from "assert";
import { CAPABILITY_USES } from "#cli/doctor/capability_uses.ts";
import { allCommands } from "#cli/app/commands.ts";
import { Critter } from "#tests/e2e/critter.ts";
import { assertWorkload, labelsOf, threeCommands } from "#tests/e2e/expect.ts";
import { Containerd } from "#tests/host/containerd.ts";
import { run } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { isRoot, unmet, which } from "#tests/host/requirements.ts";
import { BareRoot } from "./bare_root.ts";

/** What the DaemonSet and the systemd unit give, in setpriv's words. */
const CAPABILITIES = CAPABILITY_USES.map(({ name }) => name.replace("CAP_", "").toLowerCase());
const ignore = !isRoot() || which("setpriv") === undefined || noKernel !== undefined;

const folder = Deno.makeTempDirSync({ prefix: "critter-capabilities-" });
const file = `${folder}/critter`;

/** Confines a command as the systemd unit does: a read-only root, a /tmp of its own, these capabilities and no others. */
function confinement(capabilities: readonly string[]): string[] {
  const bounds = ["-all", ...capabilities.map((name) => `+${name}`)].join(",");
  // The program lies below /tmp: another folder is its temporary one.
  const confine = "mount -o remount,bind,ro / && mount -t tmpfs -o noexec tmpfs /var/tmp && " +
    'TMPDIR=/var/tmp exec setpriv --no-new-privs "$0" "$@"';
  return [
    ...["unshare", "--mount", "--propagation", "private", "/bin/sh", "-c", confine],
    ...[`--bounding-set=${bounds}`, "--inh-caps=-all"],
  ];
}

/** What doctor says with these capabilities. */
async function doctor(capabilities: readonly string[]): Promise<string> {
  const [command = "", ...args] = [...confinement(capabilities), file, "doctor"];
  const { stdout } = await new Deno.Command(command, { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test.beforeAll(async () => {
  if (ignore) return;
  await run(Deno.execPath(), ["run", "-A", "scripts/pack/pack.ts", "--output", file]);
});
Deno.test.afterAll(() => Deno.removeSync(folder, { recursive: true }));

Deno.test({
  name: "the listed capabilities and a read-only root are enough for critter watch to name a pod",
  ignore: ignore || unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const program = [...confinement(CAPABILITIES), file];
    await using critter = await Critter.watch([], { program });
    const status = await Deno.readTextFile(`/proc/${critter.pid}/status`);
    assert.match(status, /^NoNewPrivs:\t1$/m);
    const { args, events } = threeCommands("confined");
    const pod = await host.runPod({ name: "confined", containers: [{ name: "main", args }] });
    await critter.waitFor(
      "the pod's last exit",
      (lines) =>
        lines.some(({ k8s, process }) => k8s?.pod?.uid === pod.uid && process?.exit?.code === 7),
    );
    assertWorkload(critter.lines, labelsOf(pod, "main"), events);
    assert.equal((await critter.stop()).code, 0);
    assert.doesNotMatch(await doctor(CAPABILITIES), /^(?:FAIL|warn) +[CK]/m);
  },
});

for (const name of CAPABILITIES) {
  Deno.test({
    name: `critter doctor says what stops working without CAP_${name.toUpperCase()}`,
    ignore,
    async fn() {
      const rest = CAPABILITIES.filter((other) => other !== name);
      const named = new RegExp(
        `^(?:FAIL|warn) +C\\d+ +CAP_${name.toUpperCase()}: missing; .+`,
        "m",
      );
      assert.match(await doctor(rest), named);
    },
  });
}

/** Every command as a user without privileges may start it, and what is said then. */
const COMMANDS: Readonly<
  Record<string, { args?: string[]; code?: 0; stdout?: RegExp; stderr?: RegExp }>
> = {
  watch: { stderr: /^critter: Cannot load the kernel programs as CAP_BPF and CAP_PERFMON .*\n$/ },
  record: {
    args: ["/tmp/recording"],
    stderr: /^critter: Cannot load the kernel programs as CAP_BPF .*\n$/,
  },
  replay: { args: ["--sample", "--max-events", "1"], code: 0, stdout: /"label_state"/ },
  doctor: { stdout: /^FAIL {2}C001 [^]*FAIL {2}C002 [^]*\/runtime\.sock .*: permission denied$/m },
  explain: { args: ["web"], stdout: /no runtime knows [^]*\/runtime\.sock: permission denied$/m },
  runtimes: { code: 0, stdout: /^\/runtime\.sock +down .* permission denied$/m },
  install: {
    args: ["--systemd", "--write", "--path", "/critter.service"],
    stderr: /^critter: Cannot write \/critter\.service as .*: Read-only file system; .*\n$/,
  },
  config: { code: 0, stdout: /^runtime-endpoint/m },
  completion: { args: ["bash"], code: 0, stdout: /_critter/ },
  version: { stdout: /^critter \d/, stderr: /permission denied; run critter as root$/m },
  inspect: { args: ["web"] },
  inspectp: { args: ["web"] },
  inspecti: { args: ["web"] },
  logs: { args: ["web"] },
  why: { args: ["web"] },
};
/** Of commands that only ask the runtime. */
const REFUSED = new RegExp(
  "^critter: Cannot ask the container runtime at /runtime.sock: permission denied; run critter as root\n" +
    "critter: Cannot .* as no container runtime answered\n$",
);

Deno.test({
  name: "every command says to a user without privileges what it lacks, without a stack trace",
  ignore,
  async fn() {
    using root = new BareRoot(file);
    await Deno.chmod(root.folder, 0o755);
    using _runtime = Deno.listen({ transport: "unix", path: `${root.folder}/runtime.sock` });
    await Deno.chmod(`${root.folder}/runtime.sock`, 0o600);
    const env = { CONTAINER_RUNTIME_ENDPOINT: "/runtime.sock" };
    for (const { name } of allCommands()) {
      const { args = [], code = 1, ...expected } = COMMANDS[name] ?? {};
      const found = await root.run([name, ...args], env, { user: 65534 });
      const text = `critter ${name}: ${found.stdout}${found.stderr}`;
      assert.doesNotMatch(text, /^ +at /m);
      assert.strictEqual(found.code, code, text);
      if (expected.stdout === undefined) assert.strictEqual(found.stdout, "", text);
      else assert.match(found.stdout, expected.stdout, text);
      const silent = expected.stdout !== undefined && expected.stderr === undefined;
      if (!silent) assert.match(found.stderr, expected.stderr ?? REFUSED, text);
    }
    assert.ok(![...Deno.readDirSync(root.folder)].some(({ name }) => name === "critter.service"));
  },
});
