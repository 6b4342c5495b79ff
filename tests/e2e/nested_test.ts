/** A runtime within a container, as in kind: its pods are named from the host. */
import assert from "assert";
import { Dockerd } from "#tests/host/dockerd.ts";
import { noKernel } from "#tests/host/kernel.ts";
import { NodeContainer } from "#tests/host/node_container.ts";
import { makePlace, removePlace } from "#tests/host/place.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter as command } from "./command.ts";
import { Critter } from "./critter.ts";
import { assertWorkload, labelsOf, linesOf, shorthand, threeCommands } from "./expect.ts";
import { runTalkative } from "./talkative.ts";

Deno.test({
  name:
    "critter watch names the pod of a containerd within a container of dockerd's, and the container around it",
  ignore: noKernel !== undefined ||
    unmet("containerd", "ctr", "runc", "busybox", "dockerd", "docker") !== undefined,
  async fn() {
    await using stack = new AsyncDisposableStack();
    const dir = makePlace("node");
    stack.defer(() => removePlace(dir));
    const dockerd = stack.use(await Dockerd.start());
    const critter = stack.use(await Critter.watch(["--hold-limit", "10s"]));
    const node = await NodeContainer.start(dockerd, dir, "node-1");
    const { args, events } = threeCommands("inner");
    const pod = await node.runPod({
      name: "inner",
      labels: { app: "inner" },
      containers: [{ name: "main", args }],
    });
    await dockerd.docker("exec", node.id, "/bin/true", "outer");
    const id = pod.containers["main"] ?? "?";
    await critter.waitFor(
      "the last exit of the inner container, and what was done in the outer one",
      (lines) =>
        linesOf(lines, id).some((line) => shorthand(line) === "exit 7") &&
        lines.some((line) => shorthand(line) === "exec /bin/true outer"),
    );
    assert.equal((await critter.stop()).code, 0);

    assertWorkload(critter.lines, labelsOf(pod, "main"), events);
    for (const line of [...linesOf(critter.lines, id), ...linesOf(critter.lines, pod.sandboxId)]) {
      assert.deepEqual(line.container?.ancestors, [node.id], JSON.stringify(line));
      assert.equal(line.k8s?.pod?.name, "inner");
    }
    const outer = critter.lines.find((line) => shorthand(line) === "exec /bin/true outer");
    assert.deepEqual(
      [outer?.container?.id, outer?.container?.name, outer?.container?.runtime?.name, outer?.k8s],
      [node.id, "node-1", "docker", undefined],
    );
    assert.equal(outer?.container?.ancestors, undefined);

    // The inner runtime names the log's file as it sees it.
    const talkative = await runTalkative(node.socket, "/var/log/inner", pod);
    const logs = await command("logs", "-r", node.socket, talkative);
    assert.deepEqual(logs, { code: 0, stdout: "to stdout\n", stderr: "to stderr\n" });
  },
});
