import assert from "assert";
import { listeningLine, makeProc } from "#tests/fakes/fake_proc.ts";
import { listeningSockets, mayBeRuntimeSocket } from "./listening_sockets.ts";
import { ProcFs } from "./proc_fs.ts";
import { ProcessWatch } from "./process_watch.ts";

/** A made-up procfs of processes on a host where there is a file "x.sock" in a folder. */
async function withProc(
  processes: (folder: string) => Parameters<typeof makeProc>[1],
  work: (proc: ProcFs) => Promise<void> | void,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${root}/x.sock`, "");
    await makeProc(root, processes(root));
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
  withProc((folder) => ({
    10: {
      comm: "containerd",
      sockets: [1, 2, 3, 4, 8],
      unix: [
        listeningLine(1, `${folder}/x.sock`),
        listeningLine(8, `${folder}/gone.sock`),
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
      files: { "/run/containerd/containerd.sock": "" },
    },
    21: {
      comm: "containerd",
      mount: "gone",
      network: "3",
      sockets: [9],
      unix: listeningLine(9, "/run/containerd/containerd.sock"),
      files: {},
    },
    30: { comm: "nginx", sockets: [7], unix: listeningLine(7, "/run/nginx.sock") },
    40: { comm: "kubelet" },
  }), (proc) => {
    const { sockets, kubelets } = new ProcessWatch(proc).scan(true);
    assert.deepEqual(sockets.map(({ path }) => path), [
      `${proc.root}/x.sock`,
      `${proc.root}/20/root/run/containerd/containerd.sock`,
    ]);
    assert.match(sockets[0]?.source ?? "", /^containerd \(process 10\) listens on/);
    assert.deepEqual(kubelets, [40]);
  }));

Deno.test("ProcessWatch.scan() notices a script that becomes a runtime, and one that ends", () =>
  withProc(
    (folder) => ({
      10: { comm: "bash", sockets: [1], unix: listeningLine(1, `${folder}/x.sock`) },
    }),
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

Deno.test("ProcessWatch.scan() reads where runtimes listen from their arguments, where such a file is there", () =>
  withProc((folder) => {
    const named = (comm: string, ...args: string[]) => ({ comm, cmdline: [comm, ...args] });
    const file = { mount: "inner", files: { "/run/a b.sock": "", "/b.sock": "" } };
    return {
      10: named("cri-dockerd", "--container-runtime-endpoint", `unix://${folder}/x.sock`),
      11: named("cri-dockerd", "--container-runtime-endpoint=unix:///run/none.sock"),
      12: named("cri-dockerd", "--container-runtime-endpoint=fd://"),
      13: { ...named("crio", "--listen=/run/a b.sock"), ...file },
      14: { ...named("dockerd", "-H", "tcp://127.0.0.1:1", "-H=unix:///b.sock"), ...file },
      15: { ...named("containerd", "-a", "/b.sock", "--address"), ...file },
      16: { ...named("k3s-server", "server", "--container-runtime-endpoint=/b.sock"), ...file },
      17: named("nginx", "--listen", `${folder}/x.sock`),
    };
  }, (proc) => {
    const { sockets } = new ProcessWatch(proc).scan(true);
    assert.deepEqual(sockets.map(({ path, source }) => [path.replace(proc.root, ""), source]), [
      ["/x.sock", "--container-runtime-endpoint of cri-dockerd (process 10)"],
      ["/13/root/run/a b.sock", "--listen of crio (process 13)"],
      ["/14/root/b.sock", "-H of dockerd (process 14)"],
      ["/15/root/b.sock", "-a of containerd (process 15)"],
      ["/16/root/b.sock", "--container-runtime-endpoint of k3s-server (process 16)"],
    ]);
    assert.deepEqual(sockets[1]?.trust?.process?.contained, false);
    assert.equal(sockets[1]?.nested, true);
  }));

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
