import assert from "assert";
import { bootTimeNs } from "#kernel/clock/clock.ts";
import * as wire from "#wire";
import { Capture } from "./capture.ts";
import { withBehave } from "./behave.ts";
import { kernelTest } from "./declare.ts";

kernelTest("an exec record says who ran what, where and when", () => {
  using capture = new Capture();
  const before = bootTimeNs();
  capture.runWith({ cwd: "/usr/lib" }, "/bin/echo", "a", "b c", "");
  const [exec, ...more] = capture.execs();
  assert.equal(more.length, 0);
  assert.ok(exec);
  assert.equal(exec.requested, "/bin/echo");
  assert.equal(exec.executable, Deno.realPathSync("/bin/echo"));
  assert.equal(exec.cwd, "/usr/lib");
  assert.deepEqual(exec.args, ["/bin/echo", "a", "b c", ""]);
  assert.equal(exec.comm, "echo");
  assert.equal(exec.flags, 0);
  assert.equal(exec.uid, Deno.uid());
  assert.equal(exec.parentPid, Deno.pid);
  assert.equal(exec.tid, exec.pid);
  assert.ok(before <= exec.startNs && exec.startNs <= exec.timeNs && exec.timeNs <= bootTimeNs());
});

kernelTest("records name the effective user: a setuid program's is the owner of its file", () => {
  using capture = new Capture();
  const folder = Deno.makeTempDirSync();
  try {
    const program = `${folder}/program`;
    const owner = 65_534;
    Deno.copyFileSync("/bin/true", program);
    Deno.chownSync(program, owner, owner);
    Deno.chmodSync(program, 0o4755);
    assert.equal(capture.run(program).code, 0);
    assert.deepEqual(capture.execs().map(({ requested, uid }) => [requested, uid]), [[
      program,
      owner,
    ]]);
    assert.deepEqual(capture.exits().map(({ uid }) => uid), [owner]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

kernelTest("an exec record keeps bytes that are not UTF-8 and empty arguments", () => {
  using capture = new Capture();
  capture.run("/bin/sh", "-c", `exec /bin/true "$(printf '\\377')" "" x`);
  assert.deepEqual(capture.execs().at(-1)?.args, ["/bin/true", "\ufffd", "", "x"]);
});

kernelTest("an exec record holds many arguments", () => {
  using capture = new Capture();
  const args = Array.from({ length: 1000 }, (_, index) => `${index}`);
  capture.run("/bin/true", ...args);
  const [exec] = capture.execs();
  assert.deepEqual(exec?.args, ["/bin/true", ...args]);
  assert.equal(exec?.flags, 0);
});

for (const excess of [0, 1, 100_000]) {
  kernelTest(
    `an exec record of ${wire.ARGS_MAX + excess} bytes of arguments says if it was cut`,
    () => {
      using capture = new Capture();
      const all = ["/bin/true", "x".repeat(wire.ARGS_MAX + excess - "/bin/true".length - 2)];
      capture.run(...all as [string, string]);
      const [exec] = capture.execs();
      assert.equal(exec?.argsLength, wire.ARGS_MAX);
      assert.equal(exec?.flags, excess === 0 ? 0 : wire.EXEC_ARGS_TRUNCATED);
      assert.equal(
        exec?.args.join("\0"),
        all.join("\0").slice(0, wire.ARGS_MAX - (excess ? 0 : 1)),
      );
    },
  );
}

kernelTest(
  "an exec record of a program without any argument has none that was given",
  withBehave((capture, program) => {
    capture.run(program, "bare", "/bin/true");
    const exec = capture.execs().at(-1);
    assert.equal(exec?.requested, "/bin/true");
    assert.equal(exec?.flags, 0);
    // Linux adds an empty argument itself since 5.18.
    assert.equal(exec?.args.join(), "");
  }),
);

kernelTest("an exec record of a script names the script, and the interpreter's file", () => {
  using capture = new Capture();
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/script`, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    capture.runWith({ cwd: folder }, "./script", "x");
    const [exec] = capture.execs();
    assert.equal(exec?.requested, "./script");
    assert.equal(exec?.executable, Deno.realPathSync("/bin/sh"));
    assert.deepEqual(exec?.args, ["/bin/sh", "./script", "x"]);
    assert.equal(exec?.cwd, Deno.realPathSync(folder));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

kernelTest("an exec record's working directory crosses mounts", () => {
  using capture = new Capture();
  capture.runWith({ cwd: `/sys/kernel` }, "/bin/true");
  capture.runWith({ cwd: `/proc/${Deno.pid}/net` }, "/bin/true");
  capture.runWith({ cwd: "/" }, "/bin/true");
  assert.deepEqual(capture.execs().map(({ cwd }) => cwd), [
    "/sys/kernel",
    `/proc/${Deno.pid}/net`,
    "/",
  ]);
});

kernelTest(
  "an exec record's working directory starts at the process's own root",
  withBehave((capture, program) => {
    capture.run(program, "chroot", "/usr", "/lib", "/bin/true");
    const exec = capture.execs().at(-1);
    assert.equal(exec?.executable, "/bin/true");
    assert.equal(exec?.flags, 0);
    assert.equal(exec?.requested, "/bin/true");
    assert.equal(exec?.cwd, "/lib");
  }),
);

kernelTest(
  "an exec record says that the working directory is outside of the process's root",
  withBehave((capture, program) => {
    const folder = Deno.realPathSync(program.replace(/\/[^/]*$/, ""));
    capture.runWith({ cwd: folder }, program, "outside", "/usr", "/bin/true");
    const exec = capture.execs().at(-1);
    assert.equal(exec?.requested, "/bin/true");
    assert.equal(exec?.executable, "/bin/true");
    assert.equal(exec?.cwd, folder);
    assert.equal(exec?.flags, wire.EXEC_CWD_UNREACHABLE);
  }),
);

kernelTest(
  "an exec record says that the working directory was removed",
  withBehave((capture, program) => {
    const folder = `${Deno.realPathSync(program.replace(/\/[^/]*$/, ""))}/gone`;
    capture.run(program, "removed", folder, "/bin/true");
    const exec = capture.execs().at(-1);
    assert.equal(exec?.cwd, folder);
    assert.equal(exec?.flags, wire.EXEC_CWD_DELETED);
  }),
);

kernelTest(
  "an exec record says that the executable has no file below the process's root",
  withBehave((capture, program) => {
    capture.run(program, "memory", "/bin/true");
    const exec = capture.execs().at(-1);
    assert.match(exec?.requested ?? "", /^\/(dev|proc\/self)\/fd\/\d+$/);
    assert.equal(exec?.executable, "/memfd:copy");
    assert.equal(
      exec?.flags,
      wire.EXEC_EXECUTABLE_UNREACHABLE | wire.EXEC_EXECUTABLE_DELETED,
    );
  }),
);

kernelTest("an exec record says that the executable was deleted", () => {
  using capture = new Capture();
  const folder = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    const program = `${folder}/program`;
    Deno.copyFileSync("/bin/sleep", program);
    capture.run("/bin/sh", "-c", `exec 3<${program}; rm ${program}; exec /proc/self/fd/3 0`);
    const exec = capture.execs().at(-1);
    assert.equal(exec?.executable, program);
    assert.equal(exec?.flags, wire.EXEC_EXECUTABLE_DELETED);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

const PART = "d".repeat(199);

for (const count of [19, 22, 60]) {
  kernelTest(
    `an exec record's working directory of ${count * 200} bytes says if it was cut`,
    withBehave((capture, program) => {
      const folder = Deno.realPathSync(program.replace(/\/[^/]*$/, ""));
      capture.runWith({ cwd: folder }, program, "deep", PART, `${count}`, "/bin/true");
      const exec = capture.execs().at(-1);
      assert.equal(exec?.requested, "/bin/true");
      // What is too long keeps its end, in whole parts.
      const whole = count < 20;
      assert.equal(exec?.flags, whole ? 0 : wire.EXEC_CWD_TRUNCATED);
      assert.equal(exec?.cwd, whole ? folder + `/${PART}`.repeat(count) : `/${PART}`.repeat(20));
    }),
  );
}
