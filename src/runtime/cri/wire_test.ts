import assert from "assert";
import { type GrpcHandler, GrpcWireServer } from "#tests/fakes/grpc_wire.ts";
import { bytes, join, nested, varint } from "#tests/fakes/protobuf_wire.ts";
import { CriClient } from "./client.ts";
import { RuntimeError } from "../runtime_error.ts";

const A = "a".repeat(64);
const S = "5".repeat(64);

/** Fields that no version of CRI has, of every wire type, one of them twice. */
const UNKNOWN = join(
  varint(900, 7),
  Uint8Array.of(0xa1, 0x38, ...new Uint8Array(8)),
  bytes(901, "later"),
  bytes(901, "again"),
  Uint8Array.of(0xb5, 0x38, ...new Uint8Array(4)),
  // A group, as proto2 had them, with a field within.
  Uint8Array.of(0xbb, 0x38, 0x08, 0x01, 0xbc, 0x38),
);

const VERSION = join(
  bytes(1, "0.1.0"),
  bytes(2, "containerd"),
  bytes(3, "v9.0.0"),
  bytes(4, "v1"),
);

const label = (key: string, value: string) => join(bytes(1, key), bytes(2, value));

/** Serves what a test says, by the method's name, and a client for it; the rest is answered by empty messages. */
async function withAnswers(
  answers: Readonly<Record<string, Uint8Array | readonly Uint8Array[]>>,
  work: (client: CriClient) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const socket = `${folder}/cri.sock`;
  const all: typeof answers = { Version: VERSION, ...answers };
  const handler: GrpcHandler = (path) => {
    const answer = all[path.slice(path.lastIndexOf("/") + 1)] ?? new Uint8Array();
    return Promise.resolve({ messages: answer instanceof Uint8Array ? [answer] : answer });
  };
  const server = await GrpcWireServer.listen(socket, handler);
  try {
    using client = new CriClient(socket, { timeoutMs: 2000 });
    await work(client);
  } finally {
    await server.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("CriClient reads over fields that it does not know, in messages at every depth", () => {
  const container = join(
    UNKNOWN,
    bytes(1, A),
    bytes(2, S),
    nested(3, UNKNOWN, bytes(1, "main"), varint(2, 3), UNKNOWN),
    nested(4, bytes(1, "registry.example/web:1"), UNKNOWN),
    varint(6, 1),
    nested(8, label("io.kubernetes.pod.name", "web-0"), UNKNOWN),
    UNKNOWN,
  );
  const sandbox = join(
    bytes(1, S),
    nested(2, bytes(1, "web-0"), bytes(3, "shop"), bytes(2, "u"), UNKNOWN),
    nested(5, label("app", "web"), UNKNOWN),
    UNKNOWN,
  );
  return withAnswers({
    Version: join(UNKNOWN, VERSION),
    ListContainers: join(UNKNOWN, nested(1, container), UNKNOWN),
    ListPodSandbox: join(nested(1, sandbox), UNKNOWN),
    ContainerStatus: join(
      nested(1, bytes(1, A), UNKNOWN),
      nested(2, label("info", '{"pid":42}'), UNKNOWN),
      UNKNOWN,
    ),
  }, async (client) => {
    assert.deepEqual(await client.probe(), {
      name: "containerd",
      version: "v9.0.0",
      api: "CRI v1",
    });
    const record = await client.find(A);
    assert.deepEqual(
      [record?.name, record?.attempt, record?.state, record?.image?.reference, record?.pod],
      ["main", 3, "running", "registry.example/web:1", {
        name: "web-0",
        namespace: "shop",
        uid: "u",
        labels: { app: "web" },
      }],
    );
    assert.equal((await client.find(S))?.sandbox, true);
    assert.equal((await client.list()).length, 2);
    assert.deepEqual(await client.cgroupHint(A), { pid: 42 });
  });
});

Deno.test("CriClient takes messages and fields that are absent for what nobody said", () =>
  withAnswers({
    Version: new Uint8Array(),
    ListContainers: nested(1, bytes(1, A)),
    ListPodSandbox: nested(1, bytes(1, S)),
  }, async (client) => {
    assert.deepEqual(await client.probe(), { name: "unknown", api: "CRI v1" });
    const runtime = { name: "unknown", endpoint: client.endpoint, cri: true };
    const common = { labels: {}, annotations: {}, runtime };
    // A container's state is an enum whose first value is "created"; proto3 does not send it.
    assert.deepEqual(await client.find(A), { id: A, sandbox: false, state: "created", ...common });
    assert.deepEqual(await client.find(S), {
      id: S,
      sandbox: true,
      sandboxId: S,
      state: "running",
      ...common,
    });
    assert.equal((await client.list()).length, 2);
    // An answer without a status, or with one and no details, says nothing of where it runs.
    assert.equal((await client.cgroupHint(A))?.pid, undefined);
  }));

Deno.test("CriClient takes entries without a key or value, and enum values of later versions", () =>
  withAnswers({
    ListContainers: nested(
      1,
      bytes(1, A),
      varint(6, 99),
      nested(3),
      nested(4),
      nested(8),
      nested(8, bytes(1, "key")),
      nested(8, bytes(2, "value")),
      // Before the year 1970.
      Uint8Array.of(0x38, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
    ),
  }, async (client) => {
    const record = await client.find(A);
    assert.deepEqual(
      [record?.state, record?.name, record?.image, record?.createdAtNs],
      ["unknown", undefined, undefined, -1n],
    );
    assert.equal(record?.labels["key"], "");
  }));

Deno.test("CriClient says that a call which ends well gave no answer", () =>
  withAnswers({ ListContainers: [] }, (client) =>
    assert.rejects(client.find(A), (error) => {
      assert(error instanceof RuntimeError);
      assert.deepEqual([error.kind, error.reason], [
        "failed",
        "it gave no answer to RuntimeService/ListContainers",
      ]);
      return true;
    })));
