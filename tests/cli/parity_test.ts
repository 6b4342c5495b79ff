/** What scripts for crictl 1.36 rely on. */
import assert from "assert";
import { CONTAINERD, CRIO, id, IMAGE_ID } from "./fake_node.ts";
import { withFakes } from "./with_fakes.ts";

const NEVER = "0001-01-01T00:00:00Z";
const STARTED = "2023-11-14T22:13:20.000000001Z";
const TIMES = { startedAtNs: "1700000000000000001", finishedAtNs: "1700000000000000001" };

Deno.test("critter inspect shows times that never came, or are of the run before, as crictl does", async () => {
  const states = ["created", "running", "exited", "unknown"] as const;
  const containers = states.flatMap((state, index) => [
    {
      id: id(String(index)),
      sandboxId: id("5"),
      name: state,
      state,
      createdAtNs: "1700000000000000001",
      status: TIMES,
    },
    { id: id("abcd".charAt(index)), sandboxId: id("5"), name: state, state, createdAtNs: "0" },
  ]);
  await withFakes([{ ...CONTAINERD, containers }], async ({ run }) => {
    const times = async (digit: string) => {
      const { status } = JSON.parse((await run(["inspect", id(digit)])).stdout);
      return [status.createdAt, status.startedAt, status.finishedAt];
    };
    assert.deepEqual(await times("0"), [STARTED, NEVER, NEVER]);
    assert.deepEqual(await times("1"), [STARTED, STARTED, NEVER]);
    assert.deepEqual(await times("2"), [STARTED, STARTED, STARTED]);
    assert.deepEqual(await times("3"), [STARTED, STARTED, STARTED]);
    for (const digit of "abcd") assert.deepEqual(await times(digit), [NEVER, NEVER, NEVER]);
  });
});

Deno.test("critter inspect tells the signal that stops a container", async () => {
  const [first = { id: id("a"), sandboxId: id("5"), name: "main" }] = CONTAINERD.containers ?? [];
  const containers = [
    { ...first, status: { stopSignal: "SIGRTMINPLUS3" } },
    { ...first, id: id("b") },
  ];
  await withFakes([{ ...CONTAINERD, containers }], async ({ run }) => {
    const signal = async (digit: string) =>
      JSON.parse((await run(["inspect", id(digit)])).stdout).status.stopSignal;
    assert.deepEqual([await signal("a"), await signal("b")], ["SIGRTMINPLUS3", "RUNTIME_DEFAULT"]);
  });
});

Deno.test("states are taken in capitals too, and -n 0 is no limit", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const cases: readonly (readonly [string, string])[] = [
      ["ps -q -s Running", "ca"],
      ["ps -q --state EXITED", "b"],
      ["ps -q -n 0", "ca"],
      ["ps -q -a -n 0", "cba"],
      ["ps -q -l -n 0", "c"],
      ["pods -q -s Ready", "75"],
      ["pods -q --state NotReady -n 0", "6"],
    ];
    for (const [line, digits] of cases) {
      const { stdout, stderr } = await run(line.split(" "));
      assert.equal(stderr, "", line);
      assert.equal(stdout, [...digits].map((digit) => `${id(digit)}\n`).join(""), line);
    }
    assert.deepEqual(await run(["ps", "-s", "up"]), {
      code: 2,
      stdout: "",
      stderr:
        `critter: Cannot use --state as it must be one of created, running, exited, unknown: "up"; see 'critter ps --help'\n`,
    });
    assert.match((await run(["ps", "-n", "shop"])).stderr, /a namespace being --namespace/);
  });
});

Deno.test("critter inspect and inspectp select as ps and pods do", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const cases: readonly (readonly [string, string])[] = [
      ["inspect -s exited", "b"],
      ["inspect --state Running", "ca"],
      ["inspect -a -p 5", "a"],
      ["inspect -a --image registry.example/web:1", "a"],
      [`inspect -a --image ${IMAGE_ID} -s Running`, "a"],
      ["inspect -n 2", "cb"],
      ["inspectp -s notready", "6"],
      ["inspectp --state Ready", "75"],
    ];
    for (const [line, digits] of cases) {
      const { stdout, stderr } = await run([...line.split(" "), "-q"]);
      assert.equal(stderr, "", line);
      const all = [JSON.parse(stdout)].flat();
      assert.deepEqual(all.map(({ status }) => status.id), [...digits].map(id), line);
    }
  });
});

Deno.test("critter inspect, inspectp and inspecti say that nothing is left by the filters", async () => {
  await withFakes([CONTAINERD, CRIO, {}], async ({ run }) => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["inspect --name nothing", "container", "ps -a"],
      ["inspect -a -p 6 -s running", "container", "ps -a"],
      ["inspect -o table --image nothing", "container", "ps -a"],
      ["inspect --id nothing", "container", "ps -a"],
      ["inspect -o yaml --label a=b", "container", "ps -a"],
      ["inspectp --name nothing", "pod", "pods"],
      ["inspectp -o table --namespace nothing", "pod", "pods"],
      ["inspecti -f reference=nothing", "image", "images"],
      ["inspecti -o yaml --name nothing", "image", "images"],
    ];
    for (const [line, what, list] of cases) {
      assert.deepEqual(await run(line.split(" ")), {
        code: 1,
        stdout: "",
        stderr:
          `critter: Cannot inspect the ${what} as none matches the filters; 'critter ${list}' lists all\n`,
      }, line);
    }
  });
});

Deno.test("critter inspecti without an image shows all that its filters leave", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const ids = async (...flags: string[]) =>
      [JSON.parse((await run(["inspecti", ...flags])).stdout)].flat()
        .map(({ status }) => status.id.slice(7, 8)).join("");
    assert.equal(await ids(), "321");
    assert.equal(await ids("-f", "dangling=true"), "2");
    assert.equal(await ids("--name", "registry.example/web:1"), "1");
    assert.equal((await run(["inspecti", "-f", "size=1"])).code, 2);
  });
});

Deno.test("every list takes a template, of what -o json gives", async () => {
  await withFakes([{ ...CONTAINERD, metric: 5 }], async ({ run }) => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["ps", "{{range .containers}}{{.metadata.name}}{{end}}", "main"],
      ["pods", "{{range .items}}{{.metadata.name}} {{end}}", "job web-0 "],
      ["images", "{{len .images}}", "2"],
      ["stats", "{{range .stats}}{{.attributes.metadata.name}} {{end}}", "main run "],
      ["statsp", "{{len .stats}}", "2"],
      ["runtimes", "{{(index .runtimes 0).name}}", "containerd"],
      ["metricsp", "{{len .podMetrics}}", "2"],
      ["metricdescs", "{{(index .descriptors 0).name}}", "cpu_total"],
      ["imagefsinfo", "{{(index .status.imageFilesystems 0).fsId.mountpoint}}", "/var/lib/images"],
    ];
    for (const [command, template, text] of cases) {
      const { code, stdout, stderr } = await run([
        command,
        "-o",
        "go-template",
        "--template",
        template,
      ]);
      assert.deepEqual([code, stdout, stderr], [0, `${text}\n`, ""], command);
      assert.equal((await run([command, "-o", "go-template"])).code, 2, command);
      assert.equal((await run([command, "--template", "x"])).code, 2, command);
    }
  });
});

Deno.test("critter imagefsinfo prints crictl's object, or its table", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run, sockets }) => {
    const both = JSON.parse((await run(["imagefsinfo"])).stdout);
    assert.deepEqual(both[0], {
      runtime: { endpoint: sockets[0], name: "containerd", version: "v2.1.0" },
      status: {
        containerFilesystems: [],
        imageFilesystems: [{
          fsId: { mountpoint: "/var/lib/images" },
          inodesUsed: { value: "7" },
          timestamp: "1700000000000000000",
          usedBytes: { value: "4673530" },
        }],
      },
    });
    assert.equal(both.length, 2);
    const { stdout } = await run(["imagefsinfo", "-o", "table"]);
    assert.ok(stdout.startsWith(
      `Runtime: containerd at ${
        sockets[0]
      }\nContainer Filesystem\nImage Filesystem\nTimeStamp[0]: 1700000000000000000\nDisk[0]: 4.674MB\nInodes[0]: 7\nMountpoint[0]: /var/lib/images\n`,
    ));
  });
});

Deno.test("critter metricsp and metricdescs ask those that serve metrics, and fail where none does", async () => {
  await withFakes([{ ...CONTAINERD, metric: 5 }, CRIO], async ({ run, sockets }) => {
    const { code, stdout, stderr } = await run(["metricsp"]);
    assert.deepEqual(
      [code, stderr],
      [0, `critter: cri-o at ${sockets[1]} serves no metrics of pods\n`],
    );
    const { podMetrics } = JSON.parse(stdout);
    assert.deepEqual(podMetrics[0], {
      podSandboxId: id("5"),
      metrics: [{
        name: "cpu_total",
        timestamp: "0",
        metricType: "GAUGE",
        labelValues: [id("5"), "x"],
        value: { value: "5" },
      }],
      containerMetrics: [],
      runtime: { endpoint: sockets[0], name: "containerd", version: "v2.1.0" },
    });
    assert.deepEqual(JSON.parse((await run(["metricdescs"])).stdout).descriptors[0].labelKeys, [
      "id",
      "pod",
    ]);
  });
  await withFakes([CRIO], async ({ run }) => {
    for (const command of ["metricsp", "metricdescs"]) {
      const { code, stdout, stderr } = await run([command]);
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, /Cannot show metrics of pods as no runtime serves them: /);
    }
  });
});

Deno.test("critter metricsp --watch goes on until it is told to end", async () => {
  await withFakes([{ ...CONTAINERD, metric: 5 }], async ({ start }) => {
    const { host, end } = start(["metricsp", "-w", "-o", "yaml"]);
    while (host.output.stdout.split("podMetrics:").length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    host.send("SIGINT");
    assert.equal((await end).code, 0);
  });
});
