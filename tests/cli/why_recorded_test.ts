/** `critter why --recording`: whose end a recording tells, and what it does not know. */
import assert from "assert";
import * as wire from "#wire";
import { runCli } from "#cli/app/app.ts";
import { testHost } from "#cli/testing.ts";
import { critterWithInput } from "./critter.ts";
import { type Actor, DeathRecording, HOST, type Place } from "./death_recording.ts";
import { id } from "./fake_node.ts";

const SHOP = { name: "web-0", namespace: "shop", uid: "uid-shop" };
const MAIN: Place = { cgroup: 10n, id: id("a"), name: "main", pod: SHOP };
const SIDE: Place = { cgroup: 11n, id: id("b"), name: "side", pod: SHOP };
const OTHER: Place = {
  cgroup: 12n,
  id: id("c"),
  name: "main",
  pod: { name: "web-0", namespace: "stage", uid: "uid-stage" },
};

const SHIM: Actor = { pid: 50, name: "containerd-shim", cgroup: HOST, born: 5n };
const java: Actor = { pid: 100, name: "java", cgroup: MAIN.cgroup, born: 100n, parentPid: 50 };
const child: Actor = { pid: 101, name: "sh", cgroup: MAIN.cgroup, born: 101n, parentPid: 100 };
const side: Actor = { pid: 200, name: "sh", cgroup: SIDE.cgroup, born: 200n, parentPid: 50 };
const other: Actor = { pid: 300, name: "sh", cgroup: OTHER.cgroup, born: 300n, parentPid: 50 };

const SIGKILL = 9;
const SIGTERM = 15;
const KILLED = { signal: SIGKILL, cause: wire.EXIT_CAUSE_SIGNAL, sender: SHIM };
const STARVED = {
  signal: SIGKILL,
  cause: wire.EXIT_CAUSE_OUT_OF_MEMORY,
  limitBytes: 64n << 20n,
};

interface Answer {
  readonly results: readonly {
    readonly verdict: string;
    readonly state: string;
    readonly pid?: number;
    readonly container?: { readonly id: string; readonly name: string };
    readonly exit?: object;
    readonly startedAt?: string;
    readonly endedAt?: string;
    readonly notes: readonly string[];
    readonly sources: readonly { readonly kind: string; readonly text: string }[];
    readonly events: readonly { readonly event: string; readonly process: { pid: number } }[];
  }[];
}

/** Makes a recording, and asks it. */
async function withRecording(
  scene: (recording: DeathRecording) => void,
  work: (
    ask: (...args: string[]) => Promise<{ code: number; stdout: string; stderr: string }>,
    file: string,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/recording`;
    {
      using recording = new DeathRecording(file);
      scene(recording);
    }
    await work(async (...args) => {
      const host = testHost();
      const code = await runCli(["why", "--recording", file, ...args], host);
      return { code, ...host.output };
    }, file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const parse = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as Answer).results;

/** A pod whose main container starves, beside one that is stopped and one that lives. */
function shop(recording: DeathRecording): void {
  for (const place of [MAIN, SIDE, OTHER]) recording.name(place);
  recording.start(java);
  recording.start(side);
  recording.start(other);
  recording.exit(child, { code: 5 }, true);
  recording.exit({ ...child, pid: 102, born: 102n }, { code: 0 }, true);
  recording.starve(java, 64n << 20n);
  recording.end(java, STARVED);
  recording.exit({ ...child, pid: 103, born: 103n }, KILLED);
  recording.signal(side, SIGTERM, SHIM);
  recording.signal(side, SIGKILL, SHIM);
  recording.end(side, KILLED);
}

Deno.test("why tells the verdict on a container, and the last events before it", async () => {
  await withRecording(shop, async (ask) => {
    const [main, ...others] = parse(await ask("shop/web-0/main", "-o", "json"));
    assert.deepEqual(others, []);
    assert.ok(main !== undefined);
    assert.equal(main.verdict, "out of memory: container limit 64 MiB; killed: java (pid 100)");
    assert.equal(main.state, "ended");
    assert.deepEqual(main.exit, { signal: 9, cause: "out_of_memory" });
    assert.equal(main.container?.id, MAIN.id);
    assert.deepEqual(
      main.events.map(({ event, process }) => [event, process.pid]),
      [["process.exit", 101], ["oom.kill", 100]],
    );
    assert.deepEqual(main.notes, []);
    assert.deepEqual(main.sources.map(({ kind }) => kind), ["recording"]);
    assert.equal(main.startedAt, "2026-01-01T00:00:02.000000000Z");
    assert.equal(main.endedAt, "2026-01-01T00:00:11.000000000Z");
  });
});

Deno.test("why tells of every container of a pod, as people read it", async () => {
  await withRecording(shop, async (ask, file) => {
    const { code, stdout, stderr } = await ask("web-0", "-n", "shop");
    assert.deepEqual([code, stderr], [0, ""]);
    const [, second] = stdout.split("\n\nshop/");
    assert.ok(
      stdout.startsWith(
        `shop/web-0 main: out of memory: container limit 64 MiB; killed: java (pid 100)\n` +
          `  container  ${MAIN.id.slice(0, 13)}, registry.example/app:1, containerd\n` +
          `  started    2026-01-01T00:00:02.000000000Z\n` +
          `  ended      2026-01-01T00:00:11.000000000Z, after 9.00s\n` +
          `  from       the recording ${file}\n\nTIME `,
      ),
      stdout,
    );
    assert.match(
      stdout,
      /oom +shop\/web-0 +main +100 {2}out of memory \(container limit 64 MiB\): killed java/,
    );
    assert.match(second ?? "", /^web-0 side: SIGKILL from containerd-shim \(host\)\n/);
    assert.match(second ?? "", /SIGTERM to sh from containerd-shim \(pid 50\)\n.*SIGKILL to sh/);
    assert.equal(
      (await ask("web-0", "-n", "stage")).stdout.split("\n")[0],
      "stage/web-0 main: it had not ended when the recording did",
    );
  });
});

Deno.test("why tells why a process ended, by its pid and by the id of one of its runs", async () => {
  await withRecording(shop, async (ask) => {
    const [found] = parse(await ask("pid:100", "-o", "json"));
    assert.ok(found !== undefined);
    assert.equal(found.verdict, "out of memory: container limit 64 MiB; killed: java (pid 100)");
    assert.deepEqual(
      found.events.map(({ event, process }) => [event, process.pid]),
      [["process.exit", 101], ["oom.kill", 100]],
    );
    assert.match((await ask("102")).stdout, /^process 102 \(sh\): exited 0\n/);
    const missing = await ask("pid:4711");
    assert.deepEqual([missing.code, missing.stdout], [1, ""]);
    assert.match(missing.stderr, /as no process of the recording had this pid: 4711\n$/);
  });
});

Deno.test("why asks which process is meant where several had the pid", async () => {
  await withRecording((recording) => {
    for (const [born, code] of [[1n, 3], [2n, 4]] as const) {
      const actor = { pid: 77, name: `run${born}`, cgroup: HOST, born };
      recording.exec(actor);
      recording.exit(actor, { code });
    }
  }, async (ask) => {
    const { code, stderr } = await ask("77");
    assert.equal(code, 1);
    const [, first = "", second = ""] =
      /^critter: Cannot tell which process is meant as 2 had this pid: 77: (\w{32}) \(run1\), (\w{32}) \(run2\); give the process\.exec_id of one\n$/
        .exec(stderr) ?? [];
    assert.match((await ask(first)).stdout, /^process 77 \(run1\): exited 3\n/);
    assert.match((await ask(`pid:${second}`)).stdout, /^process 77 \(run2\): exited 4\n/);
  });
});

Deno.test("why tells of every run of a container that is started again", async () => {
  await withRecording((recording) => {
    recording.name(MAIN);
    for (const [pid, code] of [[100, 1], [110, 0], [120, 3]] as const) {
      const actor = { ...java, pid, born: BigInt(pid) };
      recording.start(actor);
      recording.end(actor, { code });
    }
    recording.start({ ...java, pid: 130, born: 130n });
  }, async (ask) => {
    assert.deepEqual(parse(await ask(MAIN.id, "-o", "json")).map(({ verdict }) => verdict), [
      "exited 1",
      "exited 0",
      "exited 3",
      "it had not ended when the recording did",
    ]);
  });
});

Deno.test("why says that it does not know where events were lost", async () => {
  await withRecording((recording) => {
    recording.lose(1000n);
    for (const place of [MAIN, SIDE]) recording.name(place);
    recording.start(java);
    recording.start(side);
    recording.lose(3n);
    recording.end(side, { code: 2 });
  }, async (ask) => {
    const { code, stdout } = await ask("web-0", "-o", "json");
    const [main, second] = parse({ stdout });
    assert.equal(code, 1);
    assert.ok(main !== undefined && second !== undefined);
    assert.equal(main.state, "unknown");
    assert.equal(main.verdict, "not known: its end was not seen, and events were lost");
    assert.equal(second.verdict, "exited 2");
    assert.deepEqual(second.notes, [
      "3 events of that time are lost: what led to it may be among them",
    ]);
  });
});

Deno.test("why finds a container whose names came late, or never", async () => {
  await withRecording((recording) => {
    recording.nameless(MAIN);
    recording.nameless(SIDE);
    recording.start(java);
    recording.signal(java, SIGTERM, SHIM);
    recording.name(MAIN);
    recording.end(java, KILLED);
    recording.start(side);
    recording.end(side, { code: 7 });
  }, async (ask) => {
    const [main] = parse(await ask("web-0", "-o", "json"));
    assert.ok(main !== undefined);
    assert.deepEqual(main.events.map(({ event }) => event), ["process.signal"]);
    assert.equal(main.verdict, "SIGKILL from containerd-shim (host)");
    assert.match((await ask("bbbb")).stdout, /^b{13}: exited 7\n/);
  });
});

Deno.test("why says of a recording that began in a container's life that it does not know what came before", async () => {
  await withRecording((recording) => {
    for (const place of [MAIN, SIDE]) recording.name(place);
    recording.end(java, KILLED);
    recording.end(side, { code: 128, cause: wire.EXIT_CAUSE_NOT_STARTED });
  }, async (ask) => {
    const [main, second] = parse(await ask("web-0", "-o", "json"));
    assert.ok(main !== undefined && second !== undefined);
    assert.equal(main.startedAt, "2026-01-01T00:00:00.000000100Z");
    assert.deepEqual(main.notes, [
      "the recording does not have its start: what came before is not known",
    ]);
    assert.equal(second.verdict, "never began: sh exited 128");
    assert.deepEqual(second.notes, []);
  });
});

Deno.test("why takes a sandbox's id for its pod's", async () => {
  await withRecording((recording) => {
    recording.name({ cgroup: 13n, id: id("d"), pod: SHOP });
    for (const place of [MAIN, SIDE]) recording.name(place);
    recording.start({ pid: 90, name: "pause", cgroup: 13n, born: 90n });
    recording.start(java);
    recording.start(side);
    recording.signal(side, SIGKILL, SHIM);
    recording.end(side, KILLED);
  }, async (ask) => {
    const results = parse(await ask("dddd", "-o", "json"));
    assert.deepEqual(
      results.map(({ container, events }) => [container?.name, events.length]),
      [["main", 0], ["side", 1]],
    );
    assert.match(
      (await ask(`container:${id("d")}`)).stdout,
      /^shop\/web-0 \(sandbox\): it had not/,
    );
  });
});

Deno.test("why keeps to the last ten events", async () => {
  await withRecording((recording) => {
    recording.name(MAIN);
    recording.start(java);
    for (let pid = 1000; pid < 1100; pid++) {
      recording.exit({ ...child, pid, born: BigInt(pid) }, { code: 1 });
    }
    recording.end(java);
  }, async (ask) => {
    const [main] = parse(await ask("main", "-o", "json"));
    assert.deepEqual(
      main?.events.map(({ process }) => process.pid),
      Array.from({ length: 10 }, (_, index) => 1090 + index),
    );
  });
});

Deno.test("why refuses what nobody or more than one is called, and files that are no recording", async () => {
  await withRecording(shop, async (ask) => {
    const cases: readonly (readonly [string, number, RegExp])[] = [
      ["web-0", 1, /as 2 match: "web-0": uid-shop \(pod shop\/web-0, containerd\), uid-stage \(/],
      ["main", 1, /as 2 match: "main": a{64} \(shop\/web-0 main, containerd\), c{64} \(/],
      ["web", 1, /has no such container, pod or process: "web"; names like it: web-0\n$/],
      ["nothing", 1, /: "nothing"; it has 3 containers\n$/],
      ["side -n stage", 1, /in namespace "stage": "side"; names like it: shop\/web-0\/side\n$/],
      ["pid:0", 2, /as a number from 1 to 4194303 or a process\.exec_id must follow: "pid:0"/],
      ["web-0 -r /nowhere", 2, /Cannot use --runtime-endpoint with --recording as no runtime/],
    ];
    for (const [line, expected, message] of cases) {
      const { code, stdout, stderr } = await ask(...line.split(" "));
      assert.deepEqual([code, stdout], [expected, ""], line);
      assert.match(stderr, message, line);
    }
  });
  const files: readonly (readonly [string, RegExp])[] = [
    ["/nowhere/file", /Cannot open '\/nowhere\/file': No such file/],
    ["/", /Cannot replay "\/" as it is a folder; name a file that critter record wrote\n$/],
    ["/dev/null", /Cannot replay this file as it is not a recording made by critter record\n$/],
  ];
  for (const [file, message] of files) {
    const host = testHost();
    assert.equal(await runCli(["why", "--recording", file, "x"], host), 1);
    assert.match(host.output.stderr, message);
  }
});

Deno.test("why reads a recording from standard input, and says so", async () => {
  await withRecording(shop, async (_, file) => {
    const { code, stdout } = await critterWithInput(["why", "--recording", "-", "pid:200"], file);
    assert.equal(code, 0);
    assert.match(stdout, /^process 200 \(sh\): SIGKILL from containerd-shim \(host\)\n/);
    assert.match(stdout, / from {7}the recording on standard input\n/);
  });
});

Deno.test("why says of a recording of 0.1 that it does not tell of containers' ends", async () => {
  const file = new URL("../recordings/0.1.critter", import.meta.url).pathname;
  const host = testHost();
  const code = await runCli(["why", "--recording", file, "web-7d4b9c6f5-x2x8k"], host);
  assert.equal(code, 1);
  assert.match(host.output.stdout, /: not known; the last process to end in it was /);
  assert.match(host.output.stdout, / note {7}recordings of critter 0\.1 do not tell of containers/);
});
