import assert from "assert";
import { KernelError } from "../errno.ts";
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
  ["EPERM", { lockdown: "confidentiality" }, /locked down for confidentiality: EPERM/],
  ["EPERM", {}, /seccomp/],
  ["EPERM", { capabilities: ["CAP_SYS_ADMIN"] }, /seccomp/],
  ["EINVAL", { btf: false }, /must have BTF/],
  ["ENOMEM", {}, /smaller ring/],
  ["EMFILE", {}, /limit of open files/],
  ["ENOSYS", {}, /CONFIG_BPF_SYSCALL/],
  ["E2BIG", { release: "5.16.9" }, /Linux 5\.17 or later: 5\.16\.9 \(E2BIG\)/],
  ["EINVAL", { release: "4.19.0" }, /5\.17 or later/],
  ["EINVAL", {}, /refused them: EINVAL; report it/],
] as [string, Partial<KernelFeatures>, RegExp][])(
  "explainRefusal() says what %s means: %j",
  (code, change, message) => {
    const error = explainRefusal(new KernelError(code, "x"), "log", { ...GOOD, ...change });
    assert.match(error.message, /^Cannot load the kernel programs as /);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\.$/);
    assert.equal(error.code, code);
    assert.equal(error.log, "log");
  },
);

Deno.test("explainRefusal() has no log where the verifier said nothing", () => {
  assert.equal(explainRefusal(new KernelError("EPERM", "x"), "", GOOD).log, undefined);
});
