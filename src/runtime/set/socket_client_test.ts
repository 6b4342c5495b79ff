import assert from "assert";
import { FakeCri } from "#tests/fakes/fake_cri.ts";
import type { ContainerRecord } from "../types.ts";
import { SocketClient } from "./socket_client.ts";

const ID = "a".repeat(64);
const SANDBOX = "5".repeat(64);

Deno.test("SocketClient.probe() asks the daemon that is at the path now, although the one before lives on", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const socket = `${folder}/cri.sock`;
  stack.use(await FakeCri.start({ socket, runtime: { name: "containerd", version: "1.0.0" } }));
  using client = new SocketClient(socket, ["cri"], { timeoutMs: 2000, listTimeoutMs: 2000 });
  assert.equal((await client.probe()).name, "containerd");
  // Renamed, so that the first one's end does not take the second one's socket away.
  await Deno.rename(socket, `${folder}/old.sock`);
  stack.use(
    await FakeCri.start({
      socket,
      runtime: { name: "cri-o", version: "2.0.0" },
      containers: [{ id: ID, sandboxId: SANDBOX, name: "theirs" }],
    }),
  );
  assert.equal((await client.probe()).name, "cri-o");
  assert.equal((await client.find(ID))?.name, "theirs");
});

Deno.test("SocketClient.probe() does not take one broken call for an API that is not served", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const socket = `${folder}/cri.sock`;
  const broken = { failure: { code: 13, message: "transport is closing" }, times: 1 };
  stack.use(await FakeCri.start({ socket, methods: { Version: broken } }));
  const times = { timeoutMs: 2000, listTimeoutMs: 2000 };
  using client = new SocketClient(socket, ["cri", "containerd"], times);
  await assert.rejects(client.probe(), { kind: "failed" });
  assert.equal((await client.probe()).api, "CRI v1");
});

Deno.test("SocketClient.list() tells what one API lists while another has not answered", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const socket = `${folder}/cri.sock`;
  const containers = [{ id: ID, sandboxId: SANDBOX, name: "theirs" }];
  const packages = ["runtime.v1", "containerd.services.namespaces.v1"];
  const methods = { List: { hang: true } };
  stack.use(await FakeCri.start({ socket, containers, packages, methods }));
  const times = { timeoutMs: 300, listTimeoutMs: 300 };
  using client = new SocketClient(socket, ["cri", "containerd"], times);
  const containersOf = (records: readonly ContainerRecord[]) =>
    records.filter(({ sandbox }) => !sandbox).map(({ name }) => name);
  const told: unknown[] = [];
  const soFar = (records: readonly ContainerRecord[]) => told.push(containersOf(records));
  const list = containersOf(await client.list(undefined, { soFar }));
  assert.deepEqual([...told, list], [["theirs"], ["theirs"]]);
  await assert.rejects(client.list(undefined, { whole: true }), { kind: "timeout" });
});
