import assert from "assert";
import { FakeCri } from "#tests/fakes/fake_cri.ts";
import type { CriScript, MethodScript } from "#tests/fakes/cri_script.ts";
import { CriClient } from "./client.ts";
import { RuntimeError } from "../runtime_error.ts";

const FAILURE = { code: 13, message: "the rest is lost" };

async function withMethod(
  methods: Readonly<Record<string, MethodScript>>,
  work: (client: CriClient, fake: FakeCri) => Promise<void>,
  script: Partial<CriScript> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const socket = `${folder}/cri.sock`;
    await using fake = await FakeCri.start({ socket, generate: 200, methods, ...script });
    using client = new CriClient(socket);
    await work(client, fake);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function isLost(error: unknown): boolean {
  assert(error instanceof RuntimeError);
  assert.deepEqual([error.kind, error.reason], ["failed", FAILURE.message]);
  return true;
}

for (const method of ["ListContainers", "ListPodSandbox"]) {
  Deno.test(`CriClient.list() takes no answer to ${method} with an error behind it`, () =>
    withMethod({ [method]: { failure: FAILURE, failsBehind: true, times: 1 } }, async (client) => {
      await assert.rejects(client.list(), isLost);
      assert.equal((await client.list()).length, 220);
    }));
}

for (const method of ["StreamContainers", "StreamPodSandboxes"]) {
  Deno.test(`CriClient.list() takes no batches of ${method} with an error behind them`, () =>
    withMethod(
      { [method]: { failure: FAILURE, failsBehind: true, times: 1 } },
      async (client, fake) => {
        await assert.rejects(client.list(), isLost);
        assert.equal((await client.list()).length, 220);
        assert.equal(fake.calls[`runtime.v1/${method}`], 2);
      },
      { maxSendBytes: 2500, batch: 2 },
    ));
}

Deno.test("CriClient.find() takes no answer with an error behind it", () =>
  withMethod(
    { ListContainers: { failure: FAILURE, failsBehind: true, times: 1 } },
    async (client) => {
      await assert.rejects(client.find("a".repeat(64)), isLost);
      assert.equal(await client.find("a".repeat(64)), undefined);
    },
  ));
