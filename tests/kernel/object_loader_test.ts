import assert from "assert";
import * as skeleton from "#bpf/skeleton.ts";
import { Bpf } from "#kernel/bpf/bpf.ts";
import { ObjectLoader } from "#kernel/bpf/object_loader.ts";
import { runningKernel } from "#kernel/bpf/programs.ts";
import { Libc } from "#kernel/libc.ts";
import { kernelTest } from "./declare.ts";

const OPTIONS = {
  maxEntries: { ring: 65536 },
  constants: { rodata: new Uint8Array(new ArrayBuffer(4)) },
};

kernelTest("a map that cannot be made costs only the programs that need it", () => {
  using libc = Libc.open("syscall");
  const maps = skeleton.maps.map((map) =>
    map.name === "cgroup_records" ? { ...map, valueSize: 2 ** 31 - 8 } : map
  );
  using loader = new ObjectLoader(libc, new Bpf(libc), { ...skeleton, maps }, OPTIONS);
  const kernel = runningKernel();
  assert.throws(
    () => loader.loadProgram("cgroup_mkdir", kernel, []),
    /^KernelError: Cannot create the BPF map cgroup_records: E2BIG$/,
  );
  assert.ok(loader.loadProgram("process_exec", kernel, []) > 0);
});

kernelTest("only the maps of the programs that are loaded are made", () => {
  using libc = Libc.open("syscall");
  using loader = new ObjectLoader(libc, new Bpf(libc), skeleton, OPTIONS);
  loader.loadProgram("process_run", runningKernel(), []);
  const made = skeleton.maps.map(({ name }) => name).filter((name) => loader.map(name));
  assert.deepEqual(made, ["processes", "claims", "rodata", "data"]);
});

kernelTest("a function that the kernel does not have costs only the programs that call it", () => {
  using libc = Libc.open("syscall");
  const asked: string[] = [];
  using loader = new ObjectLoader(libc, new Bpf(libc), skeleton, {
    ...OPTIONS,
    findTypes: (wanted) => {
      asked.push(...wanted.map(({ name }) => name));
      return new Map();
    },
  });
  const kernel = runningKernel();
  assert.ok(loader.loadProgram("process_exec", kernel, []) > 0);
  assert.deepEqual(asked, []);
  assert.throws(
    () => loader.loadProgram("process_exec_cast", kernel, []),
    /^AttachPointError: this kernel has no function bpf_rdonly_cast$/,
  );
  assert.deepEqual(asked, ["bpf_rdonly_cast"]);
  assert.ok(loader.loadProgram("process_exec_typed", kernel, []) > 0);
});
