import assert from "assert";
import { CONTAINERD, CRIO, id } from "./fake_node.ts";
import { until } from "#tests/host/exec.ts";
import { parseAllDocuments } from "yaml";
import { withFakes } from "./with_fakes.ts";

const created = {
  id: id("e"),
  sandboxId: id("5"),
  name: "new",
  createdAtNs: "1700000005000000000",
};

Deno.test("critter stats shows usage between two samples", async () => {
  await withFakes([CONTAINERD], async ({ run }) => {
    const { stdout } = await run(["stats"]);
    const [titles = "", row = "", end] = stdout.split("\n");
    assert.deepEqual(titles.split(/ {3,}/), [
      "CONTAINER",
      "NAME",
      "CPU %",
      "MEM",
      "DISK",
      "INODES",
      "SWAP",
    ]);
    const [container, name, cpu, ...rest] = row.split(/ {3,}/);
    assert.deepEqual([container, name, rest], ["a".repeat(13), "main", [
      "2MB",
      "8.192kB",
      "5",
      "0B",
    ]]);
    assert.ok(Math.abs(Number(cpu) - 25) < 0.1, `${cpu}`);
    assert.equal(end, "");
    const { stats } = JSON.parse((await run(["stats", "-o", "json", "--id", "aaa"])).stdout);
    assert.equal(stats.length, 1);
    assert.equal(stats[0].memory.workingSetBytes.value, "2000000");
  });
});

Deno.test("critter statsp shows usage of pods", async () => {
  await withFakes([CONTAINERD], async ({ run }) => {
    const { stdout } = await run(["statsp", "-o", "wide"]);
    assert.match(stdout, /^POD +POD ID +CPU % +MEM +NAMESPACE +PROCESSES +RUNTIME\n/);
    assert.match(stdout, /^web-0 +5{13} +(?:49\.9|50\.0)\d +3MB +shop +2 +containerd$/m);
  });
});

Deno.test("critter events subscribes where that harms nobody, and lists where events are switched off", async () => {
  const events = [{ id: id("c"), type: 1 }, { id: id("c"), type: 2 }];
  await withFakes([{ ...CRIO, events }], async ({ run, start, sockets, fakes }) => {
    const template = [
      "-o",
      "go-template",
      "--template",
      "{{.containerId}} {{.containerEventType}}",
    ];
    const { code, stdout } = await run(["events", "--max-events", "2", ...template]);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `${id("c")} CONTAINER_STARTED_EVENT\n${id("c")} CONTAINER_STOPPED_EVENT\n`,
    );
    const { stdout: json } = await run(["events", "--max-events", "1"]);
    assert.match(json, /^\{\n {2}"containerId": "c{64}",\n/);
    await fakes[0]?.tell({ command: "update", script: { events: [] } });
    const { host, end } = start(["events"]);
    const told = `critter: cri-o at ${sockets[0]} ended its events; listing`;
    await until("a word of it", 10_000, () => host.output.stderr.startsWith(told) || undefined);
    host.send("SIGINT");
    assert.equal((await end).code, 0);
    const { calls } = await fakes[0]?.tell({ command: "calls" }) ?? {};
    assert.equal((calls as Record<string, number>)["runtime.v1/GetContainerEvents"], 3);
  });
});

Deno.test("what streams in YAML writes documents, and every reader gets all of them", async () => {
  const events = [1, 2, 3].map((type) => ({ id: id("c"), type }));
  await withFakes([{ ...CRIO, events }], async ({ run, start }) => {
    const documentsOf = (text: string) =>
      parseAllDocuments(text).map((document) => {
        assert.deepEqual(document.errors, []);
        return document.toJS();
      });
    const all = documentsOf((await run(["events", "--max-events", "3", "-o", "yaml"])).stdout);
    assert.deepEqual(all.map(({ containerEventType }) => containerEventType), [
      "CONTAINER_STARTED_EVENT",
      "CONTAINER_STOPPED_EVENT",
      "CONTAINER_DELETED_EVENT",
    ]);
    for (const command of ["stats", "statsp"]) {
      assert.equal((await run([command, "-o", "yaml"])).stdout.includes("---"), false);
      const { host, end } = start([command, "-w", "-o", "yaml"]);
      await until("a second sample", 20_000, () => /^---$/m.test(host.output.stdout) || undefined);
      host.send("SIGINT");
      const samples = documentsOf((await end).stdout);
      assert.ok(samples.length >= 2);
      for (const { stats } of samples) assert.ok(Array.isArray(stats));
    }
  });
});

Deno.test("critter events exits with 1 where its template fits no event", async () => {
  const events = [{ id: id("c"), type: 1 }, { id: id("c"), type: 2 }];
  await withFakes([{ ...CRIO, events }], async ({ run }) => {
    const follow = (template: string) =>
      run(["events", "--max-events", "2", "-o", "go-template", "--template", template]);
    const none = await follow("{{.no}}");
    assert.deepEqual([none.code, none.stdout], [1, ""]);
    assert.match(none.stderr, /Cannot stream events as the template fits none of them: 2 came;/);
    const some = await follow(
      '{{if eq .containerEventType "CONTAINER_STARTED_EVENT"}}{{.no}}{{end}}x',
    );
    assert.deepEqual([some.code, some.stdout], [0, "x\n"]);
    assert.match(some.stderr, /no key "no"/);
  });
});

Deno.test("critter events subscribes again after a restart of the runtime", async () => {
  const event = (digit: string) => [{ id: id(digit), type: 1 }];
  await withFakes([{ ...CRIO, events: event("c") }], async ({ start, fakes: [fake] }) => {
    const { host, end } = start(["events", "-o", "go-template", "--template", "{{.containerId}}"]);
    const wait = (what: string, sign: RegExp, text: () => string) =>
      until(what, 10_000, () => sign.test(text()) || undefined);
    const told = (digit: string) => wait(digit, new RegExp(id(digit)), () => host.output.stdout);
    await told("c");
    await fake?.tell({ command: "down" });
    await wait("a word of it", /nobody listens|no such file/, () => host.output.stderr);
    await fake?.tell({ command: "update", script: { events: event("d") } });
    await fake?.tell({ command: "up" });
    await told("d");
    host.send("SIGINT");
    assert.equal((await end).code, 0);
    const { calls } = await fake?.tell({ command: "calls" }) ?? {};
    assert.equal((calls as Record<string, number>)["runtime.v1/ListContainers"], undefined);
  });
});

Deno.test("critter events never subscribes to a containerd that would take events from the kubelet", async () => {
  const old = { ...CONTAINERD, runtime: { name: "containerd", version: "1.7.20" }, events: [] };
  await withFakes([old], async ({ start, fakes }) => {
    const [fake] = fakes;
    const { host, end } = start(["events", "--max-events", "5"]);
    const asked = async () => {
      const { calls } = await fake?.tell({ command: "calls" }) ?? {};
      return (calls as Record<string, number>)["runtime.v1/ListContainers"] ?? 0;
    };
    while (await asked() < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await fake?.tell({ command: "add", containers: [created] });
    const before = await asked();
    while (await asked() < before + 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await fake?.tell({ command: "add", containers: [{ ...created, state: "exited" }] });
    while (await asked() < before + 4) await new Promise((resolve) => setTimeout(resolve, 20));
    await fake?.tell({ command: "remove", ids: [created.id, id("b")] });
    const { code, stdout } = await end;
    assert.equal(code, 0);
    assert.equal(host.listeners, 0);
    const types = [
      ...stdout.matchAll(/"containerId": "(.)\1{63}",\n {2}"containerEventType": "(\w+)"/g),
    ]
      .map(([, digit, type]) => `${digit} ${type}`);
    assert.deepEqual(types.sort(), [
      "b CONTAINER_DELETED_EVENT",
      "e CONTAINER_CREATED_EVENT",
      "e CONTAINER_DELETED_EVENT",
      "e CONTAINER_STARTED_EVENT",
      "e CONTAINER_STOPPED_EVENT",
    ]);
    const { calls } = await fake?.tell({ command: "calls" }) ?? {};
    assert.equal("runtime.v1/GetContainerEvents" in (calls as Record<string, number>), false);
  });
});

const LOG = [
  "2026-11-23T01:00:00.000000001Z stdout F one",
  "2026-11-23T01:00:01Z stderr F oops",
  "2026-11-23T01:00:02Z stdout P two ",
  "2026-11-23T01:00:02Z stdout F halves",
  "not a line of a log",
  '{"log":"docker\\n","stream":"stdout","time":"2026-11-23T01:00:03Z"}',
  "",
].join("\n");

Deno.test("critter logs reads what the runtime has written", async () => {
  await withFakes([{}, CRIO], async ({ run, fakes, folder }) => {
    const logPath = `${folder}/0.log`;
    await Deno.writeTextFile(logPath, LOG);
    const [fake] = fakes;
    const { containers = [], sandboxes = [] } = CONTAINERD;
    await fake?.tell({
      command: "add",
      sandboxes,
      containers: containers.map((container) => ({ ...container, logPath })),
    });
    const logs = async (...flags: string[]) => await run(["logs", ...flags, id("a")]);
    assert.deepEqual(await logs(), {
      code: 0,
      stdout: "one\ntwo halves\ndocker\n",
      stderr:
        `oops\ncritter: 1 line of the log is left out, being neither CRI's nor Docker's: "${logPath}"\n`,
    });
    assert.equal((await logs("--tail", "2")).stdout, "docker\n");
    assert.equal((await logs("--tail", "-1")).stdout, "one\ntwo halves\ndocker\n");
    assert.equal((await logs("--tail", "0")).stdout, "");
    assert.equal((await logs("--tail", "3")).stdout, "two halves\ndocker\n");
    assert.equal((await logs("--since", "2026-11-23T01:00:03Z")).stdout, "docker\n");
    assert.equal(
      (await logs("-t", "--limit-bytes", "35")).stdout,
      "2026-11-23T01:00:00.000000001Z one\n",
    );
    assert.match(
      (await logs("-t", "--tail", "4")).stdout,
      /^2026-11-23T01:00:02.000000000Z two halves\n2026-/,
    );
    assert.equal((await run(["logs", "-f", id("b")])).stdout, "one\ntwo halves\ndocker\n");
    assert.match((await run(["logs", id("c")])).stderr, /as the runtime keeps none/);
    assert.match((await run(["logs", "x"])).stderr, /as no runtime knows the container: "x"/);
    assert.match(
      (await logs("-p")).stderr,
      /no runtime knows a run before this one of the container/,
    );
  });
});

Deno.test("critter logs keeps lines whole where both streams go to one place", async () => {
  await withFakes([{}], async ({ fakes, folder, sockets }) => {
    const logPath = `${folder}/0.log`;
    const at = (second: number) => `2026-11-23T01:00:0${second}.000000000Z`;
    const log = [
      `${at(0)} stdout P half `,
      `${at(1)} stderr P oops `,
      `${at(2)} stdout F whole`,
      `${at(3)} stderr F too`,
      "",
    ];
    await Deno.writeTextFile(logPath, log.join("\n"));
    await fakes[0]?.tell({ command: "add", containers: [{ ...created, logPath }] });
    const main = new URL("../../src/main.ts", import.meta.url).pathname;
    const shell = async (redirection: string) => {
      const command = [Deno.execPath(), "run", "-A", "--no-check", main, "logs", "-t"];
      const { stdout, code } = await new Deno.Command("sh", {
        args: [
          "-c",
          `"$@" ${redirection}`,
          "sh",
          ...command,
          "-r",
          sockets[0] ?? "",
          created.id,
        ],
        stdin: "null",
      }).output();
      assert.equal(code, 0);
      return new TextDecoder().decode(stdout);
    };
    const whole = `${at(0)} half whole\n`;
    const error = `${at(1)} oops too\n`;
    assert.equal(await shell("2>&1"), whole + error);
    assert.equal(await shell("2>/dev/null"), whole);
    const file = `${folder}/both`;
    // Opened twice it is still one file.
    assert.equal(await shell(`>>${file} 2>>${file}; cat ${file}`), whole + error);
  });
});

Deno.test("critter logs -f follows a log over its rotation until the container ends", async () => {
  await withFakes([{}], async ({ start, fakes, folder }) => {
    const logPath = `${folder}/0.log`;
    await Deno.writeTextFile(logPath, "2026-11-23T01:00:00Z stdout F one\n");
    const [fake] = fakes;
    const own = { ...created, logPath };
    await fake?.tell({ command: "add", containers: [own] });
    const { host, end } = start(["logs", "-f", created.id]);
    const seen = async (text: string) => {
      while (!host.output.stdout.includes(text)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await seen("one");
    await Deno.writeTextFile(logPath, "2026-11-23T01:00:01Z stdout F two\n", { append: true });
    await seen("two");
    await Deno.rename(logPath, `${logPath}.1`);
    await Deno.writeTextFile(logPath, "2026-11-23T01:00:02Z stdout F three\n");
    await seen("three");
    await Deno.writeTextFile(logPath, "2026-11-23T01:00:03Z stdout F end\n", { append: true });
    await fake?.tell({ command: "add", containers: [{ ...own, state: "exited" }] });
    const { code, stdout } = await end;
    assert.deepEqual([code, stdout], [0, "one\ntwo\nthree\nend\n"]);
  });
});

Deno.test("critter logs -f ends when nobody reads any more", async () => {
  await withFakes([{}], async ({ fakes, folder, sockets }) => {
    const logPath = `${folder}/0.log`;
    const line = "2026-11-23T01:00:00Z stdout F one\n";
    await Deno.writeTextFile(logPath, line);
    await fakes[0]?.tell({ command: "add", containers: [{ ...created, logPath }] });
    const main = new URL("../../src/main.ts", import.meta.url).href;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", main, "logs", "-f", "-r", sockets[0] ?? "", created.id],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "one\n");
    await reader.cancel();
    let ended = false;
    const end = child.status.finally(() => ended = true);
    while (!ended) {
      await Deno.writeTextFile(logPath, line, { append: true });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal((await end).code, 0);
  });
});
