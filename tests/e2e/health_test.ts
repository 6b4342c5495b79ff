import assert from "assert";
import { run, signal, sleep, until } from "#tests/host/exec.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { Critter } from "./critter.ts";

const ignore = noKernel !== undefined;

interface Answer {
  readonly status: number;
  readonly text: string;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Asks over TCP, or over a unix socket; `undefined` while nobody listens. */
async function ask(
  at: { readonly port: number } | { readonly path: string },
  target: string,
): Promise<Answer | undefined> {
  const byPath = "path" in at
    ? { client: Deno.createHttpClient({ proxy: { transport: "unix", path: at.path } }) }
    : undefined;
  using _client = byPath?.client;
  const host = "port" in at ? `127.0.0.1:${at.port}` : "192.0.2.1";
  try {
    const response = await fetch(`http://${host}${target}`, byPath);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

Deno.test({
  name: "critter watch --health answers probes while events are caught, and not afterwards",
  ignore,
  async fn() {
    const at = { port: freePort() };
    await using critter = await Critter.watch(["--health", `:${at.port}`]);
    assert.deepEqual(await ask(at, "/readyz"), { status: 200, text: "ok\n" });
    assert.deepEqual(await ask(at, "/healthz"), { status: 200, text: "ok\n" });
    assert.strictEqual((await ask(at, "/metrics"))?.status, 404);
    const { code, stderr } = await critter.stop();
    assert.strictEqual(code, 0, stderr);
    assert.strictEqual(await ask(at, "/healthz"), undefined);
  },
});

Deno.test({
  name: "critter watch without --health listens nowhere",
  ignore,
  async fn() {
    await using critter = await Critter.watch([]);
    const sockets = new Set(
      [...Deno.readDirSync(`/proc/${critter.pid}/fd`)].flatMap(({ name }) => {
        const target = readLink(`/proc/${critter.pid}/fd/${name}`);
        return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
      }),
    );
    for (const table of ["tcp", "tcp6", "unix"]) {
      for (const line of Deno.readTextFileSync(`/proc/net/${table}`).trim().split("\n").slice(1)) {
        const columns = line.trim().split(/\s+/);
        // The state LISTEN of TCP, and the flag of a listening unix socket.
        const listening = table === "unix" ? columns[3] === "00010000" : columns[3] === "0A";
        const inode = table === "unix" ? columns[6] : columns[9];
        assert.ok(!listening || !sockets.has(inode ?? ""), line);
      }
    }
  },
});

Deno.test({
  name: "critter record --health says that the event path is stuck, and that it goes on again",
  ignore,
  async fn() {
    const dir = makePlace("health");
    const at = { path: `${dir}/health.sock` };
    // Nobody reads the pipe: who opens it to write waits, as on a disk that hangs.
    const file = `${dir}/pipe`;
    await run("mkfifo", [file]);
    const critter = new Critter(["record", "--force", file, "--health", `unix:${at.path}`]);
    try {
      const first = await until("an answer", 20_000, () => ask(at, "/healthz"));
      assert.deepEqual(first, { status: 200, text: "ok\n" });
      assert.strictEqual((Deno.statSync(at.path).mode ?? 0) & 0o777, 0o600);
      const ready = await ask(at, "/readyz");
      assert.deepEqual(ready, { status: 503, text: "events are not being caught\n" });

      const stuck = await until("a stuck event path", 20_000, async () => {
        const answer = await ask(at, "/healthz");
        return answer?.status === 503 ? answer : undefined;
      });
      assert.match(stuck.text, /^the event path has not answered for 1[0-9] seconds\n$/);

      const reader = new Deno.Command("cat", { args: [file], stdout: "null" }).spawn();
      await until("a healthy event path", 20_000, async () => {
        const answers = [await ask(at, "/healthz"), await ask(at, "/readyz")];
        return answers.every((answer) => answer?.status === 200) ? true : undefined;
      });
      const { code, stderr } = await critter.stop();
      assert.strictEqual(code, 0, stderr);
      assert.strictEqual((await reader.status).code, 0);
      assert.deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name), ["pipe"]);
    } finally {
      // A thread that waits for the pipe ends by nothing else.
      if (!critter.ended) signal(critter.pid, "SIGKILL");
      while (!critter.ended) await sleep(20);
      await removePlace(dir);
    }
  },
});

function readLink(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return "";
  }
}
