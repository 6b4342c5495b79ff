import assert from "assert";
import { fail, ok, warn } from "./check.ts";
import { canRun, dataReport, textReport } from "./report.ts";

const CHECKS = [
  ok("K001", "Kernel", "fine"),
  warn("R001", "Runtime", "a\x1b[2Jb"),
  fail("C001", "CAP_BPF", "missing", "Run as root"),
];

Deno.test("textReport() gives every check a line, with what to do below it", () => {
  assert.equal(
    textReport(CHECKS, [], false),
    [
      "ok    K001  Kernel: fine",
      "warn  R001  Runtime: a\\x1b[2Jb",
      "FAIL  C001  CAP_BPF: missing",
      "            Run as root",
      "",
      "critter can't read this node's events: see C001",
      "",
    ].join("\n"),
  );
});

Deno.test("dataReport() gives the same as JSON and YAML", async () => {
  const report = JSON.parse(await dataReport(CHECKS, [], "json"));
  assert.equal(report.ok, false);
  assert.deepEqual(report.checks, CHECKS);
  assert.equal(
    await dataReport(CHECKS.slice(2), [], "yaml"),
    [
      "ok: false",
      "checks:",
      "  - code: C001",
      "    title: CAP_BPF",
      "    status: fail",
      "    detail: missing",
      "    remedy: Run as root",
      "hooks: []",
      "",
    ].join("\n"),
  );
});

Deno.test("canRun() tells whether any check failed", () => {
  assert.equal(canRun(CHECKS), false);
  assert.equal(canRun(CHECKS.slice(0, 2)), true);
});
