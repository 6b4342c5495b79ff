import assert from "assert";
import { EXIT_CORE_DUMPED } from "#wire";
import { Capture } from "./capture.ts";
import { withBehave } from "./behave.ts";
import { kernelTest } from "./declare.ts";
import { olderExit } from "./hooks.ts";

/** Both programs that catch exits, the better one where this kernel lets it be used. */
const PROGRAMS = [
  { by: "", options: {} },
  { by: ", by the older kernels' tracepoint", options: { load: { kernel: olderExit() } } },
];

for (const { by, options } of PROGRAMS) {
  for (const code of [0, 7, 255]) {
    kernelTest(`an exit record has code ${code}${by}`, () => {
      using capture = new Capture(options);
      capture.run("/bin/sh", "-c", `exit ${code}`);
      const [exec] = capture.execs();
      const [exit, ...more] = capture.exits();
      assert.equal(more.length, 0);
      assert.equal(exit?.code, code);
      assert.equal(exit?.signal, 0);
      assert.equal(exit?.flags, 0);
      assert.equal(exit?.pid, exec?.pid);
      assert.equal(exit?.parentPid, Deno.pid);
      assert.equal(exit?.comm, "sh");
      assert.equal(exit?.startNs, exec?.startNs);
    });
  }

  kernelTest(`an exit record has the signal that ended the process${by}`, () => {
    using capture = new Capture(options);
    capture.run("/bin/sh", "-c", "kill -9 $$");
    const [exit] = capture.exits();
    assert.equal(exit?.signal, 9);
    assert.equal(exit?.flags, 0);
  });

  kernelTest(`an exit record says whether a core was dumped${by}`, () => {
    using capture = new Capture(options);
    const folder = Deno.makeTempDirSync();
    try {
      capture.runWith({ cwd: folder }, "/bin/sh", "-c", "ulimit -c 0; kill -SEGV $$");
      const [exit] = capture.exits();
      assert.equal(exit?.signal, 11);
      assert.equal(exit?.flags, 0);
      const pattern = Deno.readTextFileSync("/proc/sys/kernel/core_pattern");
      // Elsewhere a core goes to a program or a shared folder, which is none of a test's business.
      if (pattern.trim() !== "core") return;
      const ran = capture.runWith(
        { cwd: folder },
        "/bin/sh",
        "-c",
        "ulimit -c unlimited && kill -SEGV $$",
      );
      if (ran.stderr !== "") return;
      assert.equal(capture.exits()[1]?.flags, EXIT_CORE_DUMPED);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });

  kernelTest(`an exit record's duration counts from the last exec, else from creation${by}`, () => {
    using capture = new Capture(options);
    capture.run("/bin/sh", "-c", "sleep 0.1; (sleep 0.05; exit 3); exec /bin/true");
    const fork = capture.exits().find(({ code }) => code === 3);
    assert.ok(fork);
    assert.equal(fork.durationNs, fork.timeNs - fork.startNs);
    const last = capture.exits().at(-1);
    const exec = capture.execs().at(-1);
    assert.ok(last && exec);
    assert.equal(exec.requested, "/bin/true");
    assert.equal(last.pid, exec.pid);
    assert.equal(last.durationNs, last.timeNs - exec.timeNs);
    assert.ok(last.timeNs - last.startNs >= 150_000_000n);
  });

  kernelTest(
    `an exec by a thread that is not the leader is no exit${by}`,
    withBehave((capture, program) => {
      const { code } = capture.run(program, "exec", "/bin/sh", "-c", "exit 4");
      assert.equal(code, 4);
      const [first, second, ...more] = capture.execs();
      assert.equal(more.length, 0);
      assert.equal(first?.requested, program);
      assert.equal(second?.requested, "/bin/sh");
      assert.equal(second?.pid, first?.pid);
      assert.equal(second?.tid, first?.pid);
      assert.equal(second?.startNs, first?.startNs);
      const [exit, ...others] = capture.exits();
      assert.equal(others.length, 0);
      assert.equal(exit?.pid, first?.pid);
      assert.equal(exit?.code, 4);
      assert.equal(exit?.durationNs, (exit?.timeNs ?? 0n) - (second?.timeNs ?? 0n));
    }, options),
  );

  kernelTest(
    `a process ends with its last thread, not with its leader${by}`,
    withBehave((capture, program) => {
      assert.equal(capture.run(program, "orphan").code, 5);
      const [exec] = capture.execs();
      const [exit, ...more] = capture.exits();
      assert.equal(more.length, 0);
      assert.equal(exit?.pid, exec?.pid);
      assert.equal(exit?.code, 5);
      assert.equal(exit?.comm, "behave");
      assert.equal(exit?.parentPid, Deno.pid);
      assert.ok((exit?.durationNs ?? 0n) >= 50_000_000n);
    }, options),
  );

  kernelTest(
    `threads that end side by side make one exit${by}`,
    withBehave((capture, program) => {
      const runs = 200;
      for (let run = 0; run < runs; run++) assert.equal(capture.run(program, "race").code, 0);
      assert.equal(capture.execs().length, runs);
      assert.equal(capture.exits().length, runs);
      assert.equal(new Set(capture.exits().map(({ pid }) => pid)).size, runs);
    }, options),
  );
}
