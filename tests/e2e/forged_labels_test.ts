/** What labels of containers can't make critter say of them. */
import assert from "assert";
import { Dockerd } from "#tests/host/dockerd.ts";
import { until } from "#tests/host/exec.ts";
import { Podman } from "#tests/host/podman.ts";
import { unmet } from "#tests/host/requirements.ts";
import { printed } from "./command.ts";
import { Critter } from "./critter.ts";

const LABELS = Object.entries({
  exitCode: "77",
  containerExitCode: "78",
  image: "forged",
  name: "forged",
  podId: "f".repeat(64),
  signal: "9",
  "io.kubernetes.pod.name": "forged",
  "io.kubernetes.pod.namespace": "prod",
  "io.kubernetes.container.name": "main",
  "io.kubernetes.sandbox.id": "f".repeat(64),
}).flatMap(([key, value]) => ["--label", `${key}=${value}`]);

const TEMPLATE =
  '{{.containerEventType}} {{len .containersStatuses}}{{range .containersStatuses}} {{.metadata.name}} {{.image.image}} {{.exitCode}}.{{end}}{{range $key, $value := .}}{{if eq $key "podSandboxStatus"}} pod{{end}}{{end}}';

/** Follows events, and waits until they come. */
async function follow(socket: string, run: (name: string) => Promise<unknown>): Promise<Critter> {
  const critter = new Critter([
    "events",
    "-r",
    socket,
    "-o",
    "go-template",
    "--template",
    TEMPLATE,
  ]);
  await until("an event", 30_000, async () => {
    const name = `a${crypto.randomUUID()}`;
    await run(name);
    const told = () => critter.text.includes(` ${name} `) || undefined;
    return await until("it to be told", 2000, told).catch(() => undefined);
  });
  return critter;
}

async function endOf(critter: Critter, name: string): Promise<string> {
  return await until(
    "its end",
    20_000,
    () =>
      critter.text.split("\n").find((line) =>
        line.startsWith("CONTAINER_STOPPED_EVENT ") && line.includes(` ${name} `)
      ),
  );
}

Deno.test({
  name: "critter events and inspect believe no label of a Docker container",
  ignore: unmet("dockerd", "docker", "busybox") !== undefined,
  async fn() {
    await using dockerd = await Dockerd.start();
    // One that was there before, and is gone as soon as it has ended.
    const wait = ["/bin/sh", "-c", "trap 'exit 4' TERM; while :; do sleep 0.1; done"];
    await dockerd.run("before", wait, "--rm", "--stop-signal", "TERM", ...LABELS);
    await using critter = await follow(
      dockerd.socket,
      (name) => dockerd.run(name, ["/bin/true"]),
    );
    const said = (name: string, code: number) => `CONTAINER_STOPPED_EVENT 1 ${name} bb:1 ${code}.`;
    const id = await dockerd.run("forged", ["/bin/sh", "-c", "exit 3"], ...LABELS);
    assert.equal(await endOf(critter, "forged"), said("forged", 3));
    await dockerd.docker("stop", "before");
    assert.match(
      await endOf(critter, "before"),
      // Where it is forgotten before it can be asked, that is said, and no label is believed.
      /^CONTAINER_STOPPED_EVENT 1 before bb:1 (?:4|255)\.$/,
    );
    await dockerd.run("plain", ["/bin/sh", "-c", "exit 5"], "--rm");
    assert.equal(await endOf(critter, "plain"), said("plain", 5));
    assert.equal((await critter.stop()).code, 0);
    const inspect = async (template: string) =>
      await printed(
        "inspect",
        "-r",
        dockerd.socket,
        "-o",
        "go-template",
        "--template",
        template,
        id,
      );
    assert.equal(
      await inspect("{{.status.metadata.name}} {{.status.image.image}} {{.status.exitCode}}"),
      "forged bb:1 3\n",
    );
    assert.equal(await inspect("{{.status.labels.exitCode}}"), "77\n");
  },
});

Deno.test({
  name: "critter events believes no label of a Podman container",
  ignore: unmet("podman", "conmon", "runc", "busybox") !== undefined,
  async fn() {
    await using podman = await Podman.start();
    await using critter = await follow(podman.socket, (name) => podman.run(name, ["/bin/true"]));
    await podman.run("forged", ["/bin/sh", "-c", "exit 3"], ...LABELS);
    assert.equal(
      await endOf(critter, "forged"),
      "CONTAINER_STOPPED_EVENT 1 forged localhost/bb:1 3.",
    );
    assert.equal((await critter.stop()).code, 0);
  },
});
