import assert from "assert";
import { Health } from "./health.ts";
import { HealthListener } from "./listener.ts";

const health = new Health({ now: () => 0, beats: () => 0 });
const REQUEST = new TextEncoder().encode("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

async function readAll(connection: Deno.Conn): Promise<string> {
  return await new Response(connection.readable).text();
}

function connect({ address }: HealthListener): Promise<Deno.Conn> {
  assert.ok(address.transport === "tcp");
  return Deno.connect({ hostname: address.hostname, port: address.port });
}

function open(): Promise<HealthListener> {
  return HealthListener.open({ kind: "tcp", hostname: "127.0.0.1", port: 0 }, health);
}

/** A folder that is gone with the test. */
function folder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync({ prefix: "critter-health-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("HealthListener answers a request that comes in pieces", async () => {
  await using listener = await open();
  const connection = await connect(listener);
  for (let i = 0; i < REQUEST.length; i += 10) {
    await connection.write(REQUEST.subarray(i, i + 10));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.match(await readAll(connection), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nok\n$/s);
});

Deno.test("HealthListener answers although many connect and say nothing", async () => {
  await using listener = await open();
  const silent: Deno.Conn[] = [];
  for (let i = 0; i < 100; i++) silent.push(await connect(listener));
  const connection = await connect(listener);
  await connection.write(REQUEST);
  assert.match(await readAll(connection), /^HTTP\/1\.1 200 OK/);
  // The first is among those that were closed for the later ones.
  assert.strictEqual(await silent[0]?.read(new Uint8Array(1)).catch(() => null), null);
  for (const connection of silent) connection.close();
});

Deno.test("HealthListener gives up on a request that has no end", async () => {
  await using listener = await open();
  using connection = await connect(listener);
  await connection.write(new Uint8Array(8192).fill(0x61));
  assert.strictEqual(await connection.read(new Uint8Array(1)), null);
});

Deno.test("HealthListener closes what is open when it is disposed of", async () => {
  const listener = await open();
  using connection = await connect(listener);
  await connection.write(REQUEST.subarray(0, 5));
  await listener[Symbol.asyncDispose]();
  assert.strictEqual(await connection.read(new Uint8Array(1)).catch(() => null), null);
  await assert.rejects(connect(listener), Deno.errors.ConnectionRefused);
});

Deno.test("HealthListener says in a sentence that an address is taken", async () => {
  await using listener = await open();
  const { address } = listener;
  assert.ok(address.transport === "tcp");
  const taken = { kind: "tcp", hostname: "127.0.0.1", port: address.port } as const;
  await assert.rejects(
    HealthListener.open(taken, health),
    /^Error: Cannot answer health probes at 127\.0\.0\.1:\d+ as the kernel refuses: Address already in use; /,
  );
});

Deno.test("HealthListener makes a socket for its owner only, replaces a dead one and takes it away", async () => {
  using place = folder();
  const path = `${place.path}/health.sock`;
  const address = { kind: "unix", path } as const;
  // A socket that nobody listens at, as a killed run leaves it: Deno would remove its own name.
  const dead = Deno.listen({ transport: "unix", path: `${place.path}/other` });
  Deno.renameSync(`${place.path}/other`, path);
  dead.close();
  {
    await using _listener = await HealthListener.open(address, health);
    assert.strictEqual((Deno.lstatSync(path).mode ?? 0) & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(place.path)].map(({ name }) => name), ["health.sock"]);
    const connection = await Deno.connect({ transport: "unix", path });
    await connection.write(REQUEST);
    assert.match(await readAll(connection), /^HTTP\/1\.1 200 OK/);
    await assert.rejects(HealthListener.open(address, health), /as another program answers there/);
  }
  assert.deepEqual([...Deno.readDirSync(place.path)], []);
});

Deno.test("HealthListener refuses to replace what is no socket", async () => {
  using place = folder();
  const path = `${place.path}/file`;
  Deno.writeTextFileSync(path, "kept");
  const long = `${place.path}/${"d".repeat(90)}`;
  Deno.mkdirSync(long);
  const tries = [
    [path, /as it is no socket;/],
    [`${place.path}/none/s`, /as the kernel refuses: No such file or directory;/],
    [`${long}/s`, /as its folder's path is too long/],
  ] as const;
  for (const [path, sentence] of tries) {
    await assert.rejects(HealthListener.open({ kind: "unix", path }, health), sentence);
  }
  assert.strictEqual(Deno.readTextFileSync(path), "kept");
  assert.deepEqual([...Deno.readDirSync(long)], []);
});
