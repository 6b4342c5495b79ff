/** critter logs, of containers of real runtimes that write what is hard to pass on. */
import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { Dockerd } from "#tests/host/dockerd.ts";
import { until } from "#tests/host/exec.ts";
import { Podman } from "#tests/host/podman.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter, printedBytes } from "./command.ts";
import { runTalkative } from "./talkative.ts";

const LONG = 40_000;
/** No UTF-8, a line longer than any runtime's buffer, a half line with another stream's in its middle, no end. */
const SCRIPT =
  `printf '\\377\\376 bytes\\n'; head -c ${LONG} /dev/zero | tr '\\000' x; echo; printf half; sleep 0.3; echo oops >&2; sleep 0.3; echo " whole"; printf last`;
const HEAD = "\u00ff\u00fe ";
/** U+FFFD in UTF-8, which is what Docker keeps of each. */
const DOCKER_HEAD = "\u00ef\u00bf\u00bd".repeat(2) + " ";
const wanted = (head: string) => `${head}bytes\n${"x".repeat(LONG)}\nhalf whole\nlast`;
const TIME = "20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z ";
const TIMED_ERROR = new RegExp(`^${TIME}oops\n$`);
const COMMAND = ["/bin/sh", "-c", SCRIPT];

/** What a terminal makes of line ends. */
const onTerminal = (text: string) => text.replaceAll("\n", "\r\n");

async function ended(socket: string, id: string): Promise<void> {
  await until("the end of the container", 20_000, async () => {
    const { stdout } = await critter("ps", "-r", socket, "-q", "-a", "-s", "exited", "--id", id);
    return stdout === `${id}\n` ? true : undefined;
  });
}

async function check(socket: string, id: string, head: string): Promise<void> {
  const logs = async (...flags: string[]) => await printedBytes("logs", "-r", socket, ...flags, id);
  assert.deepEqual(await logs(), { stdout: wanted(head), stderr: "oops\n" });
  const { stdout, stderr } = await logs("-t");
  assert.match(
    stdout,
    new RegExp(`^${TIME}${head}bytes\n${TIME}x{${LONG}}\n${TIME}half whole\n${TIME}last$`),
  );
  assert.match(stderr, TIMED_ERROR);
  assert.deepEqual(await logs("--stream", "stderr"), { stdout: "", stderr: "oops\n" });
  assert.deepEqual(await logs("--limit-bytes", "3"), { stdout: head.slice(0, 3), stderr: "" });
}

/** Lines of both streams count, and one is one in however many parts it was kept; Podman counts itself. */
async function checkTail(socket: string, id: string, head: string): Promise<void> {
  const logs = async (...flags: string[]) => await printedBytes("logs", "-r", socket, ...flags, id);
  for (
    const [lines, text] of [
      ["1", "last"],
      ["4", `${"x".repeat(LONG)}\nhalf whole\nlast`],
      ["5", wanted(head)],
    ] as const
  ) assert.equal((await logs("--tail", lines)).stdout, text, lines);
}

Deno.test({
  name: "critter logs passes on what Docker's containers wrote, byte by byte",
  ignore: unmet("dockerd", "docker", "busybox") !== undefined,
  async fn() {
    await using dockerd = await Dockerd.start();
    // Docker's JSON has no place for bytes that are no UTF-8, and its other format none for the end of a long line.
    const bytes = ["/bin/sh", "-c", "printf '\\377\\376 bytes\\nlast'"];
    const local = await dockerd.run("local", bytes, "--log-driver", "local");
    const localTerminal = await dockerd.run("local-terminal", bytes, "--log-driver", "local", "-t");
    const plain = await dockerd.run("plain", COMMAND);
    const terminal = await dockerd.run("terminal", COMMAND, "-t");
    await ended(dockerd.socket, local);
    await ended(dockerd.socket, localTerminal);
    const from = ["-r", dockerd.socket];
    assert.equal((await printedBytes("logs", ...from, local)).stdout, "\u00ff\u00fe bytes\nlast");
    assert.equal(
      (await printedBytes("logs", ...from, localTerminal)).stdout,
      "\u00ff\u00fe bytes\r\nlast",
    );
    await ended(dockerd.socket, plain);
    await check(dockerd.socket, plain, DOCKER_HEAD);
    await checkTail(dockerd.socket, plain, DOCKER_HEAD);
    await ended(dockerd.socket, terminal);
    const all = onTerminal(wanted(DOCKER_HEAD).replace("half", "halfoops\n"));
    const logs = async (...flags: string[]) =>
      (await printedBytes("logs", "-r", dockerd.socket, ...flags, "terminal")).stdout;
    assert.equal(await logs(), all);
    // A line of a terminal has one time, however long it is.
    const timed = await logs("-t");
    assert.equal(timed.replaceAll(new RegExp(`^${TIME}`, "gm"), ""), all);
  },
});

Deno.test({
  name: "critter logs passes on what Podman's containers wrote, byte by byte",
  ignore: unmet("podman", "conmon", "runc", "busybox") !== undefined,
  async fn() {
    await using podman = await Podman.start();
    const plain = await podman.run("plain", COMMAND);
    const terminal = await podman.run("terminal", COMMAND, "-t");
    await ended(podman.socket, plain);
    await check(podman.socket, plain, HEAD);
    await ended(podman.socket, terminal);
    assert.equal(
      (await printedBytes("logs", "-r", podman.socket, "terminal")).stdout,
      onTerminal(wanted(HEAD).replace("half", "halfoops\n")),
    );
  },
});

Deno.test({
  name:
    "critter logs passes on what containerd has written to a log's file, and says what is none of it",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const pod = await host.runPod({ name: "web-1", containers: [{ name: "main" }] });
    const id = await runTalkative(host.socket, `${host.dir}/logs`, pod, SCRIPT);
    await check(host.socket, id, HEAD);
    await checkTail(host.socket, id, HEAD);
    const file = `${host.dir}/logs/talk.log`;
    const more =
      "garbage\n\n2026-11-23T01:00:00+00:00 stdout F more\n2026-11-23T01:00:00+00:00 stdout F end";
    await Deno.writeTextFile(file, `\n${more}`, { append: true });
    const { stdout, stderr } = await printedBytes(
      "logs",
      "-r",
      host.socket,
      "--tail",
      "2",
      "-t",
      id,
    );
    // To containerd what has no end is a part of a line, and so it goes on.
    assert.match(
      stdout,
      new RegExp(`^${TIME}lastmore\n2026-11-23T01:00:00\\.000000000Z end$`),
    );
    assert.equal(stderr, "");
    assert.match(
      (await printedBytes("logs", "-r", host.socket, id)).stderr,
      /^oops\ncritter: 3 lines of the log are left out, being neither CRI's nor Docker's: ".*talk\.log"\n$/,
    );
  },
});
