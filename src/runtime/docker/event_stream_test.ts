import assert from "assert";
import { engineEvents } from "./event_stream.ts";

const ID = "a".repeat(64);
const DOCKER = { name: "docker", endpoint: "/run/docker.sock" };
const PODMAN = { name: "podman", endpoint: "/run/podman.sock" };

/** How a container ended whose `die` says `attributes`, after `before`. */
async function endOf(
  attributes: Readonly<Record<string, string>>,
  { identity = DOCKER, known = [], created, inspection }: {
    readonly identity?: typeof DOCKER;
    readonly known?: readonly { id: string; labels: Readonly<Record<string, string>> }[];
    /** Attributes of an event of its making, where there is one. */
    readonly created?: Readonly<Record<string, string>>;
    readonly inspection?: object;
  },
) {
  const line = (Action: string, Attributes: object) =>
    `${JSON.stringify({ Type: "container", Action, Actor: { ID, Attributes }, timeNano: 5 })}\n`;
  const text = `${created === undefined ? "" : line("create", created)}${line("die", attributes)}`;
  const chunks = async function* () {
    yield await Promise.resolve(new TextEncoder().encode(text));
  };
  let asked = 0;
  const inspect = () => {
    asked++;
    return Promise.resolve(inspection);
  };
  const events = await Array.fromAsync(engineEvents(chunks(), identity, known, inspect));
  const [status] = events.at(-1)?.message.containersStatuses ?? [];
  return [status?.exitCode, status?.reason ?? "", asked];
}

Deno.test("engineEvents() takes the exit code from Docker's event where no label can stand over it", async () => {
  assert.deepEqual(await endOf({ exitCode: "3" }, { created: { name: "web" } }), [3, "", 0]);
  assert.deepEqual(await endOf({ exitCode: "3" }, { known: [{ id: ID, labels: { a: "b" } }] }), [
    3,
    "",
    0,
  ]);
});

Deno.test("engineEvents() asks how a container ended whose label stands over the exit code", async () => {
  const inspection = { State: { Status: "exited", ExitCode: 3 } };
  const known = [{ id: ID, labels: { exitCode: "77" } }];
  const attributes = { exitCode: "77" };
  assert.deepEqual(await endOf(attributes, { known, inspection }), [3, "", 1]);
  assert.deepEqual(await endOf(attributes, { created: attributes, inspection }), [3, "", 1]);
  // It may have been made between the list and the stream.
  assert.deepEqual(await endOf(attributes, { inspection }), [3, "", 1]);
  const again = { State: { Status: "restarting", ExitCode: 4 } };
  assert.deepEqual(await endOf(attributes, { known, inspection: again }), [4, "", 1]);
});

Deno.test("engineEvents() says that an exit is unknown rather than what a label says", async () => {
  const known = [{ id: ID, labels: { exitCode: "0" } }];
  const running = { State: { Status: "running", ExitCode: 0 } };
  for (const inspection of [undefined, running, {}, { State: { ExitCode: "0" } }]) {
    const found = inspection === undefined ? {} : { inspection };
    assert.deepEqual(await endOf({ exitCode: "0" }, { known, ...found }), [255, "Unknown", 1]);
  }
  for (const exitCode of ["", "x", "-1", "0x1", "1e3"]) {
    assert.deepEqual(await endOf({ exitCode }, { created: {} }), [255, "Unknown", 0]);
  }
  assert.deepEqual(await endOf({}, { created: {} }), [255, "Unknown", 0]);
});

Deno.test("engineEvents() believes Podman, who writes over labels", async () => {
  const attributes = { exitCode: "77", containerExitCode: "3" };
  assert.deepEqual(await endOf(attributes, { identity: PODMAN }), [3, "", 0]);
});
