import assert from "assert";
import type { KernelFeatures } from "./features.ts";
import { explainRefusal } from "./refusal.ts";

const GOOD: KernelFeatures = {
  release: "6.1.0",
  btf: true,
  capabilities: ["CAP_BPF", "CAP_PERFMON"],
  lockdown: "none",
  unprivilegedBpfDisabled: 2,
  cgroup: { mode: "unified", hierarchy: "default", mount: "/sys/fs/cgroup" },
};

Deno.test.each([
  ["EPERM", { capabilities: ["CAP_BPF"] }, /as CAP_PERFMON must be .*: EPERM; run as root/],
  ["EPERM", { capabilities: [] }, /as CAP_BPF and CAP_PERFMON must be/],
  [undefined, { capabilities: [] }, /must be in the effective set: they are not; run as root/],
  ["EPERM", {}, /seccomp/],
  ["EPERM", { capabilities: ["CAP_SYS_ADMIN"] }, /seccomp/],
  ["EINVAL", { btf: false }, /must have BTF/],
  ["ENOMEM", {}, /smaller ring/],
  ["EMFILE", {}, /limit of open files/],
  ["ENOSYS", {}, /CONFIG_BPF_SYSCALL/],
  ["E2BIG", { release: "5.16.9" }, /Linux 5\.17 or later: 5\.16\.9 \(E2BIG\)/],
  ["EINVAL", { release: "4.19.0" }, /5\.17 or later/],
  [undefined, { release: "4.19.0" }, /Linux 5\.17 or later: 4\.19\.0; use a newer kernel/],
  [undefined, {}, /as this kernel has no tracepoint x; use a kernel that has it/],
  ["EINVAL", {}, /refused them: EINVAL; report it/],
] as [string | undefined, Partial<KernelFeatures>, RegExp][])(
  "explainRefusal() says what %s means: %j",
  (code, change, message) => {
    const refusal = { reason: "this kernel has no tracepoint x", log: "log" };
    const error = explainRefusal(
      code === undefined ? refusal : { ...refusal, code },
      { ...GOOD, ...change },
    );
    assert.match(error.message, /^Cannot load the kernel programs as /);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\.$/);
    assert.equal(error.code, code ?? "ENOENT");
    assert.equal(error.log, "log");
  },
);

Deno.test("explainRefusal() has no log where the verifier said nothing", () => {
  assert.equal(explainRefusal({ code: "EPERM", reason: "x" }, GOOD).log, undefined);
});
