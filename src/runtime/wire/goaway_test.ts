import assert from "assert";
import { FakeCriProcess } from "#tests/fakes/fake_cri_process.ts";
import { TextLineStream } from "#tests/fakes/lines.ts";

const ROUNDS = 20;
const ID = "a".repeat(64);

Deno.test("CriClient survives runtimes that say GOAWAY after garbage collection, 20 of 20", async () => {
  const folder = await Deno.makeTempDir();
  const socket = `${folder}/cri.sock`;
  try {
    await using fake = await FakeCriProcess.start({
      socket,
      containers: [{ id: ID, sandboxId: "s", name: "main" }],
      methods: { ListPodSandbox: { delayMs: 3 } },
    }, "node");
    const source = new URL("../../../tests/fakes/survive_goaway.ts", import.meta.url).pathname;
    await using child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "-q", "--no-check", "--v8-flags=--expose-gc", source, socket, ID],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stderr = new Response(child.stderr).text();
    const said = child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
    const writer = child.stdin.getWriter();
    let survived = 0;
    assert.equal((await said.read()).value, "ready");
    for (; survived < ROUNDS; survived++) {
      await writer.write(new TextEncoder().encode("\n"));
      if ((await said.read()).value !== "asked") break;
      for (let i = 0; i < 3; i++) await fake.tell({ command: "goaway" });
    }
    await writer.close().catch(() => {});
    await said.cancel();
    const { success, signal } = await child.status;
    assert(success, `${signal} after ${survived} rounds: ${await stderr}`);
    assert.equal(survived, ROUNDS, await stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
