import assert from "assert";
import { makeProc } from "#tests/fakes/fake_proc.ts";
import { ProcFs } from "./proc_fs.ts";
import { isOnHost, pathSeenFromHere, servingProcess } from "./serving_process.ts";

async function withProc(
  processes: Parameters<typeof makeProc>[1],
  work: (proc: ProcFs) => void,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await makeProc(root, processes);
    using proc = new ProcFs(root);
    work(proc);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("servingProcess() tells the user, the deepest cgroup and whether it is contained", () =>
  withProc({
    5: { comm: "crio", cgroup: "9:memory:/system.slice/crio.service\n0::/\n" },
    6: {
      comm: "containerd",
      uid: 1000,
      mount: "inner",
      pids: "inner",
      cgroup: "0::/../../docker/x (deleted)\n",
      files: {},
    },
    7: { comm: "containerd", mount: "snap", cgroup: "0::/..\n", files: {} },
  }, (proc) => {
    assert.deepEqual(servingProcess(proc, 5), {
      uid: 0,
      cgroup: "/system.slice/crio.service",
      contained: false,
    });
    assert.deepEqual(servingProcess(proc, 6), { uid: 1000, cgroup: "/docker/x", contained: true });
    assert.deepEqual(servingProcess(proc, 7), { uid: 0, cgroup: "/", contained: false });
    assert.equal(servingProcess(proc, 8), undefined);
    assert(isOnHost(proc, 5));
    assert(!isOnHost(proc, 6));
  }));

const ALL = "000001ffffffffff";
const INITIAL = "4026531837";
/** Each with namespaces of its own. */
const OWN = { comm: "crio", mount: "inner", pids: "inner", files: {} };

for (
  const [what, contained, process] of [
    ["root's below a service manager of its own", false, {}],
    ["that lacks only what loads modules", false, { capabilities: "000001fffffeffff" }],
    ["that can't load programs into the kernel", true, { capabilities: "0000013fffffffff" }],
    ["with a container's usual capabilities", true, { capabilities: "00000000a80425fb" }],
    ["with SYS_ADMIN and SYS_PTRACE alone", true, { capabilities: "0000000000280000" }],
    ["below a filter of system calls", true, { seccomp: 2 }],
    ["in a user namespace of its own", true, { users: "4026532400" }],
    ["of which the kernel tells nothing", true, { users: undefined }],
    ["in the host's process numbers", false, { pids: "host", capabilities: "0" }],
    ["in the host's file systems", false, { mount: "host", capabilities: "0" }],
  ] as const
) {
  Deno.test(`servingProcess() takes one ${what} for ${contained ? "contained" : "the host's"}`, () => {
    const known = { users: INITIAL, capabilities: ALL, seccomp: 0, ...OWN };
    const { users = undefined, ...rest } = { ...known, ...process };
    return withProc(
      { 5: users === undefined ? rest : { ...rest, users } },
      (proc) => assert.equal(servingProcess(proc, 5)?.contained, contained),
    );
  });
}

Deno.test("pathSeenFromHere() goes through the host's root from a pod, and through the process elsewhere", () =>
  withProc({
    5: { comm: "crio" },
    6: { comm: "containerd", mount: "inner", files: {} },
  }, (proc) => {
    assert.equal(pathSeenFromHere(proc, 5, "/run/x.sock", "/host"), "/run/x.sock");
    assert.equal(pathSeenFromHere(proc, 6, "/run/x.sock", ""), `${proc.root}/6/root/run/x.sock`);
    Deno.removeSync(`${proc.root}/self/ns/mnt`);
    Deno.symlinkSync("mnt:[pod]", `${proc.root}/self/ns/mnt`);
    assert.equal(pathSeenFromHere(proc, 5, "/run/x.sock", "/nowhere"), "/nowhere/run/x.sock");
    assert.equal(pathSeenFromHere(proc, 5, "/run/x.sock", ""), `${proc.root}/5/root/run/x.sock`);
  }));
