import assert from "assert";
import { Discovery } from "#runtime/discovery/discovery.ts";
import { RuntimeSet } from "#runtime/set/runtime_set.ts";
import { Containerd } from "./containerd.ts";
import { isRoot, unmet, which } from "./requirements.ts";

const SERVER = new URL("../fakes/cri_server.ts", import.meta.url).pathname;

/** What is found below a folder, each with what answers there. */
async function found(folder: string): Promise<Record<string, string>> {
  await using set = new RuntimeSet({ discovery: new Discovery({ flags: [] }) });
  await set.start();
  return Object.fromEntries(
    set.endpoints.filter(({ candidate }) => candidate.path.includes(folder))
      .map(({ candidate, state }) => [
        candidate.path,
        state.status === "up" ? `${candidate.source}: ${state.info.name}` : state.status,
      ]),
  );
}

/** A process called like a runtime, which serves CRI at `bound`, started by the command before it. */
async function withRuntime(
  options: { readonly name: string; readonly args?: string; readonly before?: readonly string[] },
  work: (folder: string, bound: string, pid: number) => Promise<void>,
): Promise<void> {
  const { name, args = "", before = [] } = options;
  const folder = await Deno.makeTempDir();
  // The kernel takes a process's name from the file that it runs.
  await Deno.symlink(Deno.execPath(), `${folder}/${name}`);
  const bound = `${folder}/1234567890`;
  const script = JSON.stringify({ socket: bound, runtime: { name: "docker", version: "28.1" } });
  const [command = "", ...rest] = [
    ...before,
    ...[`${folder}/${name}`, "run", "-A", "-q", SERVER, script],
    args.replaceAll("FOLDER", folder),
  ];
  const child = new Deno.Command(command, {
    args: rest,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  try {
    await reader.read();
    await work(folder, bound, child.pid);
  } finally {
    await reader.cancel();
    await child.stdin.close();
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: "RuntimeSet finds a runtime that renamed its socket, and leaves no trace of the first name",
  ignore: !isRoot(),
  fn: () =>
    withRuntime({ name: "cri-dockerd" }, async (folder, bound, pid) => {
      const at = (path: string) => `cri-dockerd (process ${pid}) listens on ${path}`;
      assert.deepEqual(await found(folder), { [bound]: `${at(bound)}: docker` });
      const renamed = `${folder}/cri-dockerd.sock`;
      await Deno.rename(bound, renamed);
      const byInode = { [renamed]: `${at(renamed)}, bound as ${bound}: docker` };
      assert.deepEqual(await found(folder), byInode);
      // Somebody else's socket under the name that was bound.
      using _other = Deno.listen({ transport: "unix", path: bound });
      assert.deepEqual(await found(folder), byInode);
      await Deno.remove(renamed);
      await Deno.remove(bound);
      assert.deepEqual(await found(folder), {});
    }),
});

for (
  const { name, args, before = [] } of [
    { name: "cri-dockerd", args: "--container-runtime-endpoint=unix://FOLDER/far/c.sock" },
    { name: "crio", args: "--listen=FOLDER/far/c.sock" },
    { name: "containerd", args: "--address=FOLDER/far/c.sock" },
    // In a network namespace of its own, of which the kernel does not tell.
    {
      name: "cri-dockerd",
      args: "--container-runtime-endpoint=FOLDER/far/c.sock",
      before: ["unshare", "--net"],
    },
  ]
) {
  const where = before.length === 0 ? "" : " in a network namespace of its own";
  Deno.test({
    name: `RuntimeSet finds ${name}${where} by its arguments, where its socket was moved away`,
    ignore: !isRoot() || which("unshare") === undefined,
    fn: () =>
      withRuntime({ name, args, before }, async (folder, bound, pid) => {
        await Deno.mkdir(`${folder}/far`);
        const moved = `${folder}/far/c.sock`;
        await Deno.rename(bound, moved);
        const flag = args.slice(0, args.indexOf("="));
        const source = `${flag} of ${name} (process ${pid})`;
        assert.deepEqual(await found(folder), { [moved]: `${source}: docker` });
      }),
  });
}

Deno.test({
  name: "RuntimeSet finds a containerd whose socket was renamed while it runs",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const renamed = `${host.dir}/renamed.sock`;
    const answering = async () => {
      const all = Object.entries(await found(host.dir));
      return all.filter(([path]) => !path.endsWith(".ttrpc")).map(([path]) => path);
    };
    assert.deepEqual(await answering(), [host.socket]);
    await Deno.rename(host.socket, renamed);
    try {
      assert.deepEqual(await answering(), [renamed]);
    } finally {
      await Deno.rename(renamed, host.socket);
    }
  },
});
