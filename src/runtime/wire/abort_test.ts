import assert from "assert";
import { FakeEngine } from "#tests/fakes/fake_engine.ts";
import { taskV8Flags } from "#tests/task_flags.ts";

const TIMES = 1000;
const MOST_MS = 500;

Deno.test("HttpChannel ends open answers by signal and deadline after garbage collection, 1,000 of 1,000", async () => {
  const folder = await Deno.makeTempDir();
  const socket = `${folder}/engine.sock`;
  let open = 0;
  const body = () => {
    open++;
    return new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("{}\n")),
      cancel: () => {
        open--;
      },
    });
  };
  const mute = Promise.withResolvers<Response>();
  try {
    const routes = { "/open": () => new Response(body()), "/mute": () => mute.promise };
    await using _engine = new FakeEngine(socket, { routes });
    const script = new URL("../../../tests/fakes/abort_bodies.ts", import.meta.url).pathname;
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "-q", "--no-check", taskV8Flags(), script, socket, String(TIMES)],
    }).output();
    // Else the engine would wait for it for ever.
    mute.resolve(new Response());
    assert(success, new TextDecoder().decode(stderr));
    const slowest = Number(new TextDecoder().decode(stdout));
    assert(slowest < MOST_MS, `an end took ${slowest} ms`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  assert.equal(open, 0, "the engine was not told that nobody reads");
});
