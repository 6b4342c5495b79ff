import assert from "assert";
import * as wire from "#wire";
import { Capture } from "./capture.ts";
import { withBehave } from "./behave.ts";
import { kernelTest } from "./declare.ts";
import { CAST_HOOKS } from "./hooks.ts";

const PART = "d".repeat(199);
/** The ways that the kernel's dentries are read: all tell the same. */
const WAYS = [
  { way: "", options: {} },
  { way: ", by typed reads too", options: { load: { hooks: CAST_HOOKS } } },
];

for (const { way, options } of WAYS) {
  kernelTest(
    `an exec record of a script names the script, and the interpreter's file${way}`,
    () => {
      using capture = new Capture(options);
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
    },
  );

  kernelTest(`an exec record's working directory crosses mounts${way}`, () => {
    using capture = new Capture(options);
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
    `an exec record's working directory starts at the process's own root${way}`,
    withBehave((capture, program) => {
      capture.run(program, "chroot", "/usr", "/lib", "/bin/true");
      const exec = capture.execs().at(-1);
      assert.equal(exec?.executable, "/bin/true");
      assert.equal(exec?.flags, 0);
      assert.equal(exec?.requested, "/bin/true");
      assert.equal(exec?.cwd, "/lib");
    }, options),
  );

  kernelTest(
    `an exec record says that the working directory is outside of the process's root${way}`,
    withBehave((capture, program) => {
      const folder = Deno.realPathSync(program.replace(/\/[^/]*$/, ""));
      capture.runWith({ cwd: folder }, program, "outside", "/usr", "/bin/true");
      const exec = capture.execs().at(-1);
      assert.equal(exec?.requested, "/bin/true");
      assert.equal(exec?.executable, "/bin/true");
      assert.equal(exec?.cwd, folder);
      assert.equal(exec?.flags, wire.EXEC_CWD_UNREACHABLE);
    }, options),
  );

  kernelTest(
    `an exec record says that the working directory was removed${way}`,
    withBehave((capture, program) => {
      const folder = `${Deno.realPathSync(program.replace(/\/[^/]*$/, ""))}/gone`;
      capture.run(program, "removed", folder, "/bin/true");
      const exec = capture.execs().at(-1);
      assert.equal(exec?.cwd, folder);
      assert.equal(exec?.flags, wire.EXEC_CWD_DELETED);
    }, options),
  );

  kernelTest(
    `an exec record says that the executable has no file below the process's root${way}`,
    withBehave((capture, program) => {
      capture.run(program, "memory", "/bin/true");
      const exec = capture.execs().at(-1);
      assert.match(exec?.requested ?? "", /^\/(dev|proc\/self)\/fd\/\d+$/);
      assert.equal(exec?.executable, "/memfd:copy");
      assert.equal(
        exec?.flags,
        wire.EXEC_EXECUTABLE_UNREACHABLE | wire.EXEC_EXECUTABLE_DELETED,
      );
    }, options),
  );

  kernelTest(`an exec record says that the executable was deleted${way}`, () => {
    using capture = new Capture(options);
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

  for (const count of [19, 22, 60]) {
    kernelTest(
      `an exec record's working directory of ${count * 200} bytes says if it was cut${way}`,
      withBehave((capture, program) => {
        const folder = Deno.realPathSync(program.replace(/\/[^/]*$/, ""));
        capture.runWith({ cwd: folder }, program, "deep", PART, `${count}`, "/bin/true");
        const exec = capture.execs().at(-1);
        assert.equal(exec?.requested, "/bin/true");
        // What is too long keeps its end, in whole parts.
        const whole = count < 20;
        assert.equal(exec?.flags, whole ? 0 : wire.EXEC_CWD_TRUNCATED);
        assert.equal(exec?.cwd, whole ? folder + `/${PART}`.repeat(count) : `/${PART}`.repeat(20));
      }, options),
    );
  }
}
