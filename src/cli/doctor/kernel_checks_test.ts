import assert from "assert";
import type { KernelFeatures } from "#kernel/bpf/features.ts";
import { kernelChecks } from "./kernel_checks.ts";

const GOOD: KernelFeatures = {
  release: "6.1.0-18-amd64",
  btf: true,
  capabilities: ["CAP_BPF", "CAP_PERFMON", "CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE"],
  lockdown: "none",
  unprivilegedBpfDisabled: 2,
  cgroup: { mode: "unified", hierarchy: "default", mount: "/sys/fs/cgroup" },
};

function verdicts(features: Partial<KernelFeatures>): string[] {
  return kernelChecks({ ...GOOD, ...features })
    .filter(({ status }) => status !== "ok")
    .map(({ code, status }) => `${status} ${code}`);
}

Deno.test("kernelChecks() finds nothing wrong with a good kernel", () => {
  assert.deepEqual(verdicts({}), []);
  assert.deepEqual(verdicts({ lockdown: "integrity" }), []);
});

Deno.test("kernelChecks() knows the kernel floor", () => {
  const table = {
    "5.17.0": [],
    "5.16.20": ["fail K001"],
    "4.19": ["fail K001"],
    "10.0": [],
    unknown: ["fail K001"],
  };
  for (const [release, expected] of Object.entries(table)) {
    assert.deepEqual(verdicts({ release }), expected);
  }
});

Deno.test("kernelChecks() names what each missing thing breaks, and what to do", () => {
  assert.deepEqual(verdicts({ btf: false }), ["fail K002"]);
  assert.deepEqual(verdicts({ lockdown: "confidentiality" }), []);
  assert.deepEqual(verdicts({ unprivilegedBpfDisabled: 0 }), ["warn K004"]);
  const cgroup = { mode: "legacy", hierarchy: "none", mount: undefined } as const;
  assert.deepEqual(verdicts({ cgroup }), ["fail G001"]);
  assert.deepEqual(verdicts({ capabilities: [] }), [
    "fail C001",
    "fail C002",
    "warn C003",
    "warn C004",
  ]);
  for (const check of kernelChecks({ ...GOOD, btf: false, capabilities: [] })) {
    assert.equal(check.remedy !== undefined, check.status !== "ok", check.code);
  }
});

Deno.test("kernelChecks() takes CAP_SYS_ADMIN for CAP_BPF and CAP_PERFMON", () => {
  assert.deepEqual(verdicts({ capabilities: ["CAP_SYS_ADMIN"] }), ["warn C003", "warn C004"]);
});

Deno.test("kernelChecks() says by which hierarchy events are told", () => {
  const detail = (cgroup: KernelFeatures["cgroup"]): string | undefined =>
    kernelChecks({ ...GOOD, cgroup }).find(({ code }) => code === "G001")?.detail;
  const mount = "/sys/fs/cgroup/pids";
  assert.equal(detail(GOOD.cgroup), "unified, version 2 at /sys/fs/cgroup");
  assert.equal(
    detail({ mode: "legacy", hierarchy: "pids", mount }),
    "legacy, version 1, pids at /sys/fs/cgroup/pids",
  );
});
