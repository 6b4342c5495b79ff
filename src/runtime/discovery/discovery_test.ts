import assert from "assert";
import { dirname } from "node:path";
import { FakeCri } from "#tests/fakes/fake_cri.ts";
import { listeningLine, makeProc } from "#tests/fakes/fake_proc.ts";
import { Discovery } from "./discovery.ts";
import { resolveOnHost, rootOfProcess } from "./host_root.ts";
import { RuntimeSet } from "../set/runtime_set.ts";
import { SocketLinks } from "./socket_links.ts";

/** A folder with a made-up host below host/ and procfs below proc/. */
async function withHost(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["host/etc", "host/run/user/1000/podman", "host/var/lib/kubelet"]) {
      await Deno.mkdir(`${folder}/${name}`, { recursive: true });
    }
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("Discovery.scan() puts the best evidence first, and names each socket once", () =>
  withHost(async (folder) => {
    const host = `${folder}/host`;
    const crio = `${folder}/crio.sock`;
    await Deno.writeTextFile(crio, "");
    await makeProc(`${folder}/proc`, {
      5: { comm: "crio", sockets: [1], unix: listeningLine(1, crio) },
    });
    await Deno.writeTextFile(
      `${host}/var/lib/kubelet/config.yaml`,
      "containerRuntimeEndpoint: unix:///run/containerd/containerd.sock\n",
    );
    await Deno.writeTextFile(`${host}/etc/crictl.yaml`, "runtime-endpoint: unix:///run/odd.sock\n");
    await Deno.writeTextFile(`${host}/run/user/1000/podman/podman.sock`, "");
    using discovery = new Discovery({ flags: [], hostRoot: host, procRoot: `${folder}/proc` });
    const { candidates, problems } = await discovery.scanWhole();
    assert.deepEqual(problems, []);
    const rank = (path: string) => candidates.findIndex((candidate) => candidate.path === path);
    const [first, second] = candidates;
    assert.deepEqual(first, {
      path: `${host}/run/containerd/containerd.sock`,
      source: "/var/lib/kubelet/config.yaml",
      trust: { uid: 0 },
      kinds: ["cri", "containerd"],
    });
    assert.deepEqual(second, {
      path: `${host}/run/odd.sock`,
      source: "/etc/crictl.yaml",
      trust: {},
    });
    assert.equal(candidates[2]?.path, crio);
    assert(rank(`${host}/run/user/1000/podman/podman.sock`) > rank(`${host}/run/docker.sock`));
    assert.equal(new Set(candidates.map(({ path }) => path)).size, candidates.length);
  }));

Deno.test("Discovery.scan() lets nobody take the place of the host's own socket", () =>
  withHost(async (folder) => {
    const flag = "--container-runtime-endpoint=/run/containerd/containerd.sock";
    const odd = `${folder}/odd.sock`;
    await Deno.writeTextFile(odd, "");
    await makeProc(`${folder}/proc`, {
      5: { comm: "kubelet", cmdline: ["kubelet", flag], uid: 1000 },
      6: { comm: "kubelet", cmdline: ["kubelet", flag], mount: "inner", files: {} },
      7: { comm: "containerd", sockets: [1], unix: listeningLine(1, odd) },
    });
    using discovery = new Discovery({ flags: [], procRoot: `${folder}/proc` });
    const { candidates } = discovery.scan();
    const at = (path: string) => candidates.findIndex((candidate) => candidate.path === path);
    const known = candidates[at("/run/containerd/containerd.sock")];
    assert.match(
      known?.source ?? "",
      /^--container-runtime-endpoint of the kubelet \(process 5\)$/,
    );
    assert.deepEqual(known?.trust, { uid: 0 });
    const inner = at(`${folder}/proc/6/root/run/containerd/containerd.sock`);
    assert.equal(candidates[inner]?.nested, true);
    assert.equal(inner, candidates.length - 1);
    assert.deepEqual(candidates[at(odd)]?.trust, {
      uid: 0,
      process: { uid: 0, cgroup: "/", contained: false },
    });
  }));

Deno.test("Discovery.scan() finds sockets that are bound by names relative to where their process works", () =>
  withHost(async (folder) => {
    for (const name of ["one.sock", "other.sock"]) {
      await Deno.writeTextFile(`${folder}/${name}`, "");
    }
    await Deno.mkdir(`${folder}/work`);
    const names = ["../one.sock", "./../other.sock", "gone.sock", "@abstract"];
    await makeProc(`${folder}/proc`, {
      7: {
        comm: "containerd",
        cwd: `${folder}/work`,
        sockets: names.map((_, i) => i + 1),
        unix: names.map((name, i) => listeningLine(i + 1, name)).join(""),
      },
    });
    using discovery = new Discovery({ flags: [], procRoot: `${folder}/proc` });
    const found = discovery.scan().candidates.filter(({ path }) => path.startsWith(folder));
    assert.deepEqual(found.map(({ path, source }) => [path, source]).sort(), [
      [
        `${folder}/one.sock`,
        `containerd (process 7) listens on ${folder}/one.sock, bound as ../one.sock`,
      ],
      [
        `${folder}/other.sock`,
        `containerd (process 7) listens on ${folder}/other.sock, bound as ./../other.sock`,
      ],
    ]);
  }));

Deno.test("RuntimeSet asks no socket that belongs to somebody else, unless it was asked for", () =>
  withHost(async (folder) => {
    const socket = `${folder}/odd.sock`;
    await using _fake = await FakeCri.start({ socket });
    const uid = (Deno.statSync(socket).uid ?? 0) + 1;
    await using set = new RuntimeSet({
      candidates: [{ path: socket, source: "test", trust: { uid } }],
    });
    await set.start();
    const state = set.endpoints[0]?.state;
    assert(state?.status === "down");
    assert.equal(state.error.kind, "untrusted");
    assert.match(state.error.message, /belongs to user \d+ and not to user \d+; name it/);
    await using asked = new RuntimeSet({ candidates: [{ path: socket, source: "test" }] });
    await asked.start();
    assert.equal(asked.endpoints[0]?.state.status, "up");
  }));

Deno.test("Discovery.scan() tells of files that are broken, and says which of them commands stop at", () =>
  withHost(async (folder) => {
    await makeProc(`${folder}/proc`, {});
    const hostRoot = `${folder}/host`;
    const kubelet = `${hostRoot}/var/lib/kubelet/config.yaml`;
    await Deno.writeTextFile(kubelet, "containerRuntimeEndpoint: [a]\n");
    using discovery = new Discovery({ flags: [], hostRoot, procRoot: `${folder}/proc` });
    const broken = await discovery.scanWhole();
    assert.deepEqual(broken.problems.map((problem) => problem.replace(/; .*/, "")), [
      "Cannot use the kubelet's configuration as containerRuntimeEndpoint must be text: /var/lib/kubelet/config.yaml:1",
    ]);
    assert.equal(broken.refused, undefined);
    await Deno.writeTextFile(`${folder}/host/etc/crictl.yaml`, "runtime-endpint: x\n");
    const { problems, refused } = await discovery.scanWhole();
    assert.equal(problems.length, 2);
    assert.match(refused ?? "", /no option "runtime-endpint": \/etc\/crictl\.yaml:1;/);
    assert.equal(problems[0], refused);
  }));

Deno.test("Discovery.scan() loads what reads files only where there is one to be read", () =>
  withHost(async (folder) => {
    const hostRoot = `${folder}/host`;
    await makeProc(`${folder}/proc`, {
      7: {
        comm: "kubelet",
        cmdline: ["kubelet", "--config=/k.yaml"],
        files: { "/k.yaml": "a: 1" },
      },
    });
    const kubelet = `${hostRoot}/var/lib/kubelet/config.yaml`;
    using discovery = new Discovery({ flags: [], hostRoot, procRoot: `${folder}/proc` });
    assert.equal(discovery.scan().later, undefined);
    await Deno.writeTextFile(kubelet, "containerRuntimeEndpoint: unix:///run/odd.sock\n");
    const { later, candidates } = discovery.scan();
    assert(later !== undefined);
    const isOdd = ({ path }: { path: string }) => path === `${hostRoot}/run/odd.sock`;
    assert(!candidates.some(isOdd));
    await later;
    assert(discovery.scan().candidates.some(isOdd));
    assert.equal(discovery.scan().later, undefined);
  }));

Deno.test("RuntimeSet begins with what a discovery sees only once its files can be read", () =>
  withHost(async (folder) => {
    const socket = `${folder}/host/run/odd.sock`;
    await using _fake = await FakeCri.start({ socket });
    await makeProc(`${folder}/proc`, {});
    const hostRoot = `${folder}/host`;
    await Deno.writeTextFile(`${hostRoot}/etc/crictl.yaml`, "{runtime-endpoint: /run/odd.sock}");
    await using set = new RuntimeSet({
      discovery: new Discovery({ flags: [], hostRoot, procRoot: `${folder}/proc` }),
    });
    await set.start();
    const states = set.endpoints.flatMap(({ candidate, state }) =>
      candidate.path === socket ? [state.status] : []
    );
    assert.deepEqual(states, ["up"]);
  }));

Deno.test("Discovery.scan() looks at nothing else where flags or the environment say where", () => {
  using flags = new Discovery({ flags: ["/run/a.sock"], environment: "/run/b.sock" });
  assert.deepEqual(flags.scan().candidates.map(({ path }) => path), ["/run/a.sock"]);
  using environment = new Discovery({ flags: [], environment: "/run/b.sock" });
  assert.deepEqual(environment.scan().candidates.map(({ path }) => path), ["/run/b.sock"]);
  assert.equal(environment.named, true);
});

Deno.test("Discovery.scan() leads to a named socket in another container's file system", () => {
  const path = `/proc/${Deno.pid}/root/run/a.sock`;
  using discovery = new Discovery({ flags: [path] });
  const [candidate] = discovery.scan().candidates;
  assert.equal(candidate?.path, path);
  assert.equal(Deno.readLinkSync(candidate?.via ?? ""), path);
});

Deno.test("RuntimeSet watches what a discovery finds, and drops what it no longer finds", () =>
  withHost(async (folder) => {
    const socket = `${folder}/found.sock`;
    const id = "a".repeat(64);
    await using _fake = await FakeCri.start({
      socket,
      containers: [{ id, sandboxId: "s", name: "main" }],
    });
    let candidates = [{ path: `${folder}/none.sock`, source: "test" }];
    const changes: string[] = [];
    const change = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    let disposed = 0;
    {
      await using set = new RuntimeSet({
        discovery: {
          scan: () => ({ candidates, problems: ["odd"] }),
          [Symbol.dispose]: () => void disposed++,
        },
        onProblem: (problem) => changes.push(problem),
        onChange: ({ candidate, state }) => {
          changes.push(`${candidate.source} ${state.status}`);
          if (state.status === "up") change.resolve();
          else if (candidate.source === "late") gone.resolve();
        },
        times: { sweepMs: 50 },
      });
      await set.start();
      candidates = [...candidates, { path: socket, source: "late" }];
      await change.promise;
      assert.equal((await set.find(id)).found?.name, "main");
      candidates = candidates.slice(0, 1);
      await gone.promise;
      assert.equal(set.endpoints.length, 1);
    }
    assert.deepEqual(changes, ["odd", "test down", "late up", "late down"]);
    assert.equal(disposed, 1);
  }));

Deno.test("SocketLinks.to() gives short paths to far sockets, and takes them away", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const links = new SocketLinks([`${folder}/read-only`, folder]);
    const path = links.to("/proc/1/root/run/containerd/containerd.sock") ?? "";
    assert.equal(Deno.readLinkSync(path), "/proc/1/root/run/containerd/containerd.sock");
    assert.equal(links.to("/proc/1/root/run/containerd/containerd.sock"), path);
    assert.equal((Deno.statSync(dirname(path)).mode ?? 0) & 0o777, 0o700);
    assert.notEqual(links.to("/proc/2/root/run/containerd/containerd.sock"), path);
    links[Symbol.dispose]();
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const LINKS: Readonly<Record<string, string>> = {
  "/host/var/run": "/run",
  "/host/run/dockershim.sock": "containerd/containerd.sock",
  "/host/run/escape": "../../../../etc",
  "/host/run/loop": "loop",
};

for (
  const [path, resolved] of [
    ["/run/crio/crio.sock", "/host/run/crio/crio.sock"],
    ["/var/run/crio/crio.sock", "/host/run/crio/crio.sock"],
    ["/run/dockershim.sock", "/host/run/containerd/containerd.sock"],
    ["/run/escape/shadow", "/host/etc/shadow"],
    ["/../../etc/shadow", "/host/etc/shadow"],
    ["/run/loop", "/host/run/loop"],
  ] as const
) {
  Deno.test(`resolveOnHost() keeps ${path} below the prefix`, () => {
    assert.equal(resolveOnHost("/host/", path, (link) => LINKS[link]), resolved);
    assert.equal(resolveOnHost("", path, (link) => LINKS[link]), path);
  });
}

Deno.test("rootOfProcess() is where a container's own paths begin", () => {
  const roots = [
    "/proc/12/root/run/containerd/containerd.sock",
    "/host/proc/12/root/run/a.sock",
    "/run/a.sock",
    "/proc/self/root/run/a.sock",
    "/proc/12/root",
  ].map(rootOfProcess);
  assert.deepEqual(roots, ["/proc/12/root", "/host/proc/12/root", undefined, undefined, undefined]);
});
