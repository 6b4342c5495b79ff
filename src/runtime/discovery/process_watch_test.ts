import assert from "assert";
import { listeningLine, makeProc } from "#tests/fakes/fake_proc.ts";
import { listeningSockets, mayBeRuntimeSocket } from "./listening_sockets.ts";
import { ProcFs } from "./proc_fs.ts";
import { ProcessWatch } from "./process_watch.ts";

async function withProc(
  processes: Parameters<typeof makeProc>[1],
  work: (proc: ProcFs) => Promise<void> | void,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await makeProc(root, processes);
    using proc = new ProcFs(root);
    await work(proc);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("ProcFs reads the real procfs", () => {
  using proc = new ProcFs();
  assert(proc.pids().includes(Deno.pid));
  assert.match(proc.text("self/cmdline") ?? "", /deno/);
  assert.match(proc.link("self/ns/mnt") ?? "", /^mnt:\[\d+\]$/);
  assert(proc.names("self/fd").length > 2);
  assert.equal(proc.text("self/none"), undefined);
  assert.equal(proc.link("self/none"), undefined);
  assert.deepEqual(proc.names("self/none"), []);
});

Deno.test("ProcessWatch.scan() finds what runtimes listen on, in their own file systems too", () =>
  withProc({
    10: {
      comm: "containerd",
      sockets: [1, 2, 3, 4],
      unix: [
        listeningLine(1, "/run/containerd/containerd.sock"),
        listeningLine(2, "/run/containerd/containerd.sock.ttrpc"),
        listeningLine(3, "@abstract"),
        "0: 00000002 00000000 00000000 0001 03 4 /run/connected.sock\n",
        listeningLine(5, "/run/somebody-elses.sock"),
      ].join(""),
    },
    20: {
      comm: "containerd",
      mount: "kind",
      network: "2",
      sockets: [6],
      unix: listeningLine(6, "/run/containerd/containerd.sock"),
      files: {},
    },
    30: { comm: "nginx", sockets: [7], unix: listeningLine(7, "/run/nginx.sock") },
    40: { comm: "kubelet" },
  }, (proc) => {
    const { sockets, kubelets } = new ProcessWatch(proc).scan(true);
    assert.deepEqual(sockets.map(({ path }) => path), [
      "/run/containerd/containerd.sock",
      `${proc.root}/20/root/run/containerd/containerd.sock`,
    ]);
    assert.match(sockets[0]?.source ?? "", /^containerd \(process 10\) listens on/);
    assert.deepEqual(kubelets, [40]);
  }));

Deno.test("ProcessWatch.scan() notices a script that becomes a runtime, and one that ends", () =>
  withProc(
    { 10: { comm: "bash", sockets: [1], unix: listeningLine(1, "/run/x.sock") } },
    (proc) => {
      const watch = new ProcessWatch(proc);
      for (let scan = 0; scan < 5; scan++) assert.deepEqual(watch.scan(false).sockets, []);
      Deno.writeTextFileSync(`${proc.root}/10/comm`, "crio\n");
      let scans = 0;
      while (watch.scan(false).sockets.length === 0) assert(++scans < 40);
      Deno.removeSync(`${proc.root}/10`, { recursive: true });
      assert.deepEqual(watch.scan(false), { sockets: [], kubelets: [] });
    },
  ));

Deno.test("listeningSockets() takes paths with spaces, and no line that it does not know", () => {
  assert.deepEqual(listeningSockets(`${listeningLine(9, "/run/a b.sock")}garbage\n`), [
    { inode: "9", path: "/run/a b.sock" },
  ]);
  assert.deepEqual(listeningSockets(""), []);
});

Deno.test("mayBeRuntimeSocket() leaves out shims, ttrpc and debugging", () => {
  assert(mayBeRuntimeSocket("/run/containerd/containerd.sock"));
  assert(mayBeRuntimeSocket("/var/run/docker.sock"));
  for (
    const path of [
      "/run/containerd/containerd.sock.ttrpc",
      "/run/containerd/s/0a1b",
      "/run/containerd/debug.sock",
      "/run/docker/containerd/containerd-debug.sock",
      "/run/docker/libnetwork/0a1b2c.sock",
      "/var/lib/rancher/k3s/server/kine.sock",
    ]
  ) assert(!mayBeRuntimeSocket(path), path);
});
