import assert from "assert";
import { EVENT_KINDS } from "#events/kinds.ts";
import { run, until } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { Critter } from "./critter.ts";

const ignore = noKernel !== undefined;
const KERNEL_BTF = "/sys/kernel/btf/vmlinux";
const LIMIT_MS = 20_000;

/** What `critter doctor --output=json` says. */
interface Report {
  readonly ok: boolean;
  readonly checks: readonly { readonly code: string; readonly status: string }[];
  readonly hooks: readonly {
    readonly kind: string;
    readonly program?: string;
    readonly loss?: string;
    readonly remedy?: string;
    readonly cost?: { readonly runs: number; readonly nsPerRun: number };
  }[];
}

/** A kernel whose type information does not name a tracepoint, for programs that are started by its wrapper. */
class LesserKernel implements Disposable {
  readonly wrapper: string[];
  readonly #file = Deno.makeTempFileSync();

  constructor(tracepoint: string) {
    const btf = Deno.readFileSync(KERNEL_BTF);
    const name = new TextEncoder().encode(`\0btf_trace_${tracepoint}\0`);
    const at = indexOf(btf, name);
    assert.ok(at > 0, tracepoint);
    btf[at + 1] = "X".charCodeAt(0);
    Deno.writeFileSync(this.#file, btf);
    const cover = `mount --bind ${this.#file} ${KERNEL_BTF} && exec "$0" "$@"`;
    this.wrapper = ["unshare", "-m", "--propagation", "private", "/bin/sh", "-c", cover];
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#file);
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}

async function doctor(
  args: string[],
  wrapper: string[] = [],
): Promise<{ code: number; report: Report }> {
  await using critter = new Critter(["doctor", "--output=json", ...args], { wrapper });
  const { code } = await critter.end();
  return { code, report: JSON.parse(critter.text) as Report };
}

for (
  const { tracepoint, kinds, code, status } of [
    {
      tracepoint: "sched_process_exec",
      kinds: ["process.exec", "container.start", "runs of programs"],
      code: 1,
      status: "fail",
    },
    {
      tracepoint: "sched_process_exit",
      kinds: ["process.exit", "container.exit"],
      code: 1,
      status: "fail",
    },
    { tracepoint: "cgroup_mkdir", kinds: ["cgroup.mkdir"], code: 0, status: "warn" },
    { tracepoint: "cgroup_rmdir", kinds: ["cgroup.rmdir"], code: 0, status: "warn" },
    { tracepoint: "signal_generate", kinds: ["process.signal"], code: 0, status: "warn" },
    { tracepoint: "mark_victim", kinds: ["oom.kill"], code: 0, status: "warn" },
    { tracepoint: "sched_process_fork", kinds: ["process.fork"], code: 0, status: "warn" },
  ]
) {
  Deno.test({
    name: `critter doctor names what a kernel without ${tracepoint} loses, and exits ${code}`,
    ignore,
    async fn() {
      using kernel = new LesserKernel(tracepoint);
      const { code: ended, report } = await doctor([], kernel.wrapper);
      assert.equal(ended, code);
      assert.equal(report.checks.find(({ code }) => code === "K005")?.status, status);
      const lost = report.hooks.filter(({ program }) => program === undefined);
      assert.deepEqual(lost.map(({ kind }) => kind), kinds);
      for (const { loss = "", remedy } of lost) {
        assert.match(loss, new RegExp(`this kernel has no tracepoint ${tracepoint}$`));
        assert.equal(remedy, `Use a kernel that has tp_btf/${tracepoint}`);
      }
      const caught = report.hooks.filter(({ program }) => program !== undefined);
      assert.ok(caught.length >= EVENT_KINDS.length - kinds.length, `${caught.length} are caught`);
    },
  });
}

Deno.test({
  name:
    "critter watch goes on without the events that the kernel does not let be caught, and says so",
  ignore,
  async fn() {
    using kernel = new LesserKernel("sched_process_exec");
    const socket = Deno.makeTempDirSync();
    try {
      const args = ["watch", "-o", "json", "--health", `unix:${socket}/health`];
      await using critter = new Critter(args, { wrapper: kernel.wrapper });
      await until("critter to tell of an exit", LIMIT_MS, async () => {
        await run("/bin/true", []);
        return critter.text.includes('"event":"process.exit"') ? true : undefined;
      });
      using client = Deno.createHttpClient({
        proxy: { transport: "unix", path: `${socket}/health` },
      });
      const ready = await fetch("http://192.0.2.1/readyz", { client });
      const sentence =
        "process.exec is not caught: started programs are not told of, as this kernel has no tracepoint sched_process_exec";
      assert.equal(ready.status, 200);
      assert.ok((await ready.text()).startsWith(`ok\n${sentence}\n`));
      const { code, stderr } = await critter.stop();
      assert.equal(code, 0, stderr);
      assert.ok(stderr.includes(`critter: ${sentence}\n`), stderr);
      assert.doesNotMatch(critter.text, /"event":"process.exec"/);
    } finally {
      Deno.removeSync(socket, { recursive: true });
    }
  },
});

Deno.test({
  name: "critter watch refuses to watch nothing: it exits 1 where no event asked for can be caught",
  ignore,
  async fn() {
    using kernel = new LesserKernel("sched_process_exec");
    const args = ["watch", "-o", "json", "-e", "process.exec"];
    await using critter = new Critter(args, { wrapper: kernel.wrapper });
    const { code, stderr } = await critter.end();
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^critter: Cannot load .* as this kernel has no tracepoint sched_process_exec; use a kernel that has it/m,
    );
  },
});

Deno.test({
  name: "critter doctor --cost measures every program, and leaves no cgroup behind",
  ignore,
  async fn() {
    const { report } = await doctor(["--cost"]);
    for (const { kind, cost } of report.hooks) {
      // Nothing is killed for it, and what was there is looked at before.
      if (kind === "oom.kill" || kind === "process.existing") continue;
      assert.ok(cost !== undefined && cost.runs >= 50, kind);
      assert.ok(cost.nsPerRun > 10 && cost.nsPerRun < 1e6, `${kind}: ${cost.nsPerRun}`);
    }
    const left = await run("find", ["/sys/fs/cgroup", "-name", "critter-passing-*"]);
    assert.equal(left, "");
  },
});

Deno.test({
  name: "critter watch --verbose and version --verbose tell by which hooks events are caught",
  ignore,
  async fn() {
    const sentence = "process.exec is caught by tp_btf/sched_process_exec (process_exec)";
    await using watch = await Critter.watch(["--verbose"]);
    const { stderr } = await watch.stop();
    assert.ok(stderr.includes(`critter: ${sentence}\n`), stderr);
    await using version = new Critter(["version", "--verbose", "-r", "/nowhere"]);
    await version.end();
    assert.ok(version.text.includes(`\n${sentence}\n`), version.text);
  },
});
