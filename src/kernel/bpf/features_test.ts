import assert from "assert";
import { effectiveCapabilities, readFeatures } from "./features.ts";

Deno.test("effectiveCapabilities() names every bit", () => {
  assert.deepEqual(effectiveCapabilities("CapEff:\t000000c000000000\n"), [
    "CAP_PERFMON",
    "CAP_BPF",
  ]);
  assert.deepEqual(effectiveCapabilities("CapPrm:\tff\nCapEff:\t0000020000000001\n"), [
    "CAP_CHOWN",
    "CAP_41",
  ]);
  assert.deepEqual(effectiveCapabilities(""), []);
});

Deno.test("readFeatures() reads all of it from the given roots", () => {
  const root = Deno.makeTempDirSync();
  try {
    const files: Record<string, string> = {
      "proc/sys/kernel/osrelease": "6.1.0-test\n",
      "proc/sys/kernel/unprivileged_bpf_disabled": "2\n",
      "proc/self/status": "Name:\tx\nCapEff:\t0000008000000000\n",
      "proc/self/mountinfo": "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
      "sys/kernel/btf/vmlinux": "",
      "sys/kernel/security/lockdown": "none [integrity] confidentiality\n",
    };
    for (const [path, content] of Object.entries(files)) {
      Deno.mkdirSync(`${root}/${path.replace(/\/[^/]*$/, "")}`, { recursive: true });
      Deno.writeTextFileSync(`${root}/${path}`, content);
    }
    assert.deepEqual(readFeatures({ proc: `${root}/proc`, sys: `${root}/sys` }), {
      release: "6.1.0-test",
      btf: true,
      capabilities: ["CAP_BPF"],
      lockdown: "integrity",
      unprivilegedBpfDisabled: 2,
      cgroup: { mode: "unified", hierarchy: "default", mount: "/sys/fs/cgroup" },
    });
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("readFeatures() counts what cannot be read as not there", () => {
  assert.deepEqual(readFeatures({ proc: "/proc/nonexistent", sys: "/proc/nonexistent" }), {
    release: "unknown",
    btf: false,
    capabilities: [],
    lockdown: undefined,
    unprivilegedBpfDisabled: undefined,
    cgroup: { mode: "none", hierarchy: "none", mount: undefined },
  });
});
