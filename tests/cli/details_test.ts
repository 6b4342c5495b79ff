import assert from "assert";
import { CONTAINERD, CRIO, id, IMAGE_ID, UID } from "./fake_node.ts";
import { withFakes } from "./with_fakes.ts";

Deno.test("critter inspect prints crictl's object for one container, and a list for several", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run, sockets }) => {
    const { code, stdout } = await run(["inspect", id("a")]);
    assert.equal(code, 0);
    const { status, info, runtime } = JSON.parse(stdout);
    assert.deepEqual(Object.keys(JSON.parse(stdout)), ["info", "runtime", "status"]);
    assert.equal(info.pid, 42);
    assert.equal(info.runtimeSpec.linux.cgroupsPath, `/kubepods/besteffort/pod${UID}/${id("a")}`);
    assert.deepEqual(runtime, { endpoint: sockets[0], name: "containerd", version: "v2.1.0" });
    assert.deepEqual(
      [status.state, status.createdAt, status.finishedAt, status.exitCode, status.mounts],
      ["CONTAINER_RUNNING", "2023-11-14T22:13:20.000000001Z", "0001-01-01T00:00:00Z", 0, []],
    );
    // What was not sent is null at the top of a status, as crictl has it.
    assert.deepEqual([status.resources, status.user, status.logPath], [null, null, ""]);
    const both = JSON.parse((await run(["inspect", "-q", id("a"), id("c")])).stdout);
    assert.deepEqual(both.map(({ status }: { status: { id: string } }) => status.id), [
      id("a"),
      id("c"),
    ]);
    assert.equal("info" in both[0], false);
    const filtered = JSON.parse((await run(["inspect", "-a", "--name", "run"])).stdout);
    assert.equal(filtered.status.id, id("b"));
    assert.equal((await run(["inspect", "--name", "run"])).stdout, "");
  });
});

Deno.test("critter inspect takes templates, YAML and tables", async () => {
  await withFakes([CONTAINERD], async ({ run }) => {
    const template = "{{.info.pid}} {{.status.metadata.name | upper}}";
    const { stdout } = await run(["inspect", "-o", "go-template", "--template", template, id("a")]);
    assert.equal(stdout, "42 MAIN\n");
    assert.match(
      (await run(["inspect", "-o", "yaml", "-q", id("a")])).stdout,
      /^runtime:\n {2}end/,
    );
    const { stdout: table } = await run(["inspect", "-o", "table", id("a")]);
    assert.match(table, /^ID: a{64}\nName: main\nAttempt: 2\nState: CONTAINER_RUNNING\nCreated: /);
    assert.ok(table.includes("\tnote -> evil\\x1b[31m\n"));
    const bad = await run(["inspect", "-o", "go-template", "--template", "{{.no}}", id("a")]);
    assert.deepEqual([bad.code, bad.stderr], [
      1,
      'critter: Cannot use the template as there is no key "no": {{.no}}\n',
    ]);
    assert.equal((await run(["inspect", "-o", "go-template", id("a")])).code, 2);
    assert.equal((await run(["inspect", "--template", "x", id("a")])).code, 2);
  });
});

Deno.test("what no runtime knows can't be inspected", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    for (
      const [command, what] of [["inspect", "container"], ["inspectp", "pod"], [
        "inspecti",
        "image",
      ]]
    ) {
      const { code, stdout, stderr } = await run([command ?? "", "nothing"]);
      assert.deepEqual([code, stdout, stderr], [
        1,
        "",
        `critter: Cannot inspect the ${what} as no runtime knows it: "nothing"\n`,
      ]);
    }
  });
});

Deno.test("critter inspectp and inspecti print crictl's objects", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const pod = JSON.parse((await run(["inspectp", id("5")])).stdout);
    assert.deepEqual([pod.status.state, pod.status.metadata.uid, pod.status.network], [
      "SANDBOX_READY",
      UID,
      null,
    ]);
    assert.match((await run(["inspectp", "-o", "table", "--name", "web"])).stdout, /\nUID: 0a1b/);
    const image = JSON.parse((await run(["inspecti", "registry.example/web:1"])).stdout);
    assert.deepEqual([image.status.id, image.status.repoTags], [
      IMAGE_ID,
      ["registry.example/web:1"],
    ]);
    const { stdout } = await run(["inspecti", "-o", "table", IMAGE_ID]);
    assert.match(stdout, /^ID: sha256:1{64}\nTag: registry\.example\/web:1\n/);
  });
});

Deno.test("critter info prints crictl's object for one runtime, and a list for several", async () => {
  const config = JSON.stringify({
    containerd: { defaultRuntimeName: "r", runtimes: { r: { options: { SystemdCgroup: true } } } },
  });
  await withFakes([{ ...CONTAINERD, config }, CRIO], async ({ run, sockets }) => {
    const both = JSON.parse((await run(["info"])).stdout);
    assert.deepEqual(
      both.map(({ runtime }: { runtime: { name: string } }) => runtime.name),
      ["containerd", "cri-o"],
    );
    assert.deepEqual(both[0], {
      config: JSON.parse(config),
      features: { supplemental_groups_policy: true },
      lastCNILoadStatus: "OK",
      runtime: { endpoint: sockets[0], name: "containerd", version: "v2.1.0" },
      runtimeHandlers: [{ features: { user_namespaces: true }, name: "runc" }],
      status: {
        conditions: [
          { message: "", reason: "", status: true, type: "RuntimeReady" },
          { message: "", reason: "NetworkPluginNotReady", status: false, type: "NetworkReady" },
        ],
      },
    });
    const { stdout } = await run(["info", "-o", "go-template", "--template", "{{len .}}"]);
    assert.equal(stdout, "2\n");
    // containerd of before 2.0 tells its driver in its configuration only.
    assert.equal(
      (await run(["runtime-config"])).stdout,
      `cgroup driver:   SYSTEMD   containerd at ${
        sockets[0]
      }\ncgroup driver:   SYSTEMD   cri-o at ${sockets[1]}\n`,
    );
  });
  await withFakes([CRIO], async ({ run }) => {
    assert.equal(JSON.parse((await run(["info", "-q"])).stdout).runtime.name, "cri-o");
    assert.equal((await run(["runtime-config"])).stdout, "cgroup driver:   SYSTEMD\n");
  });
});

Deno.test("critter version prints crictl's four lines for every runtime, below its own", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const { stdout } = await run(["version"]);
    assert.match(
      stdout,
      /^critter \S+\n\nVersion: {2}0\.1\.0\nRuntimeName: {2}containerd\nRuntimeVersion: {2}v2\.1\.0\nRuntimeApiVersion: {2}v1\n\nVersion: /,
    );
    const { runtimes } = JSON.parse((await run(["version", "-o", "json"])).stdout);
    assert.deepEqual(
      runtimes.map(({ runtimeName }: { runtimeName: string }) => runtimeName),
      ["containerd", "cri-o"],
    );
  });
});

Deno.test("critter runtimes says of every socket who answers, or why nobody does", async () => {
  await withFakes([CONTAINERD, { behaviour: "hang" }], async ({ run, sockets, folder }) => {
    await Deno.symlink(sockets[0] ?? "", `${folder}/link.sock`);
    const more = [`${folder}/link.sock`, `${folder}/none.sock`].flatMap((path) => ["-r", path]);
    const { code, stdout } = await run(["runtimes", ...more]);
    assert.equal(code, 0);
    const rows = stdout.split("\n").map((line) => line.split(/ {3,}/));
    assert.deepEqual(rows[0], [
      "SOCKET",
      "STATUS",
      "RUNTIME",
      "VERSION",
      "API",
      "EVIDENCE",
      "REASON",
    ]);
    const evidence = "--runtime-endpoint";
    assert.deepEqual(rows.slice(1, -1), [
      [sockets[0], "up", "containerd", "v2.1.0", "CRI v1", evidence, "-"],
      [sockets[1], "down", "-", "-", "-", evidence, "no answer in 1 s"],
      [
        `${folder}/link.sock`,
        "duplicate",
        "-",
        "-",
        "-",
        evidence,
        `the same socket as ${sockets[0]}`,
      ],
      [`${folder}/none.sock`, "down", "-", "-", "-", evidence, "no such file"],
    ]);
    const { runtimes } = JSON.parse((await run(["runtimes", "-o", "json"])).stdout);
    assert.deepEqual(
      runtimes.map(({ status }: { status: string }) => status),
      ["up", "down"],
    );
  });
});

Deno.test("critter runtimes counts known places where nothing is, and shows them on request", async () => {
  await withFakes([], async ({ run, folder }) => {
    // a host's root with nothing in it, and this machine's own processes out of the way
    await Deno.mkdir(`${folder}/proc/1`, { recursive: true });
    await Deno.writeTextFile(`${folder}/proc/1/status`, "");
    const at = ["--host-root", folder];
    const some = await run(["runtimes", ...at]);
    assert.equal(some.code, 0);
    const count = /^critter: nothing is at (\d+) known places; --all shows them\n$/.exec(
      some.stderr,
    );
    assert.ok(count !== null, some.stderr);
    assert.match(some.stdout, /^SOCKET .*\n$/);
    const all = await run(["runtimes", "-a", ...at]);
    assert.equal(all.stderr, "");
    assert.equal(all.stdout.trimEnd().split("\n").length, 1 + Number(count[1]));
    assert.match(all.stdout, /known place of containerd +no such file$/m);
    const { runtimes } = JSON.parse((await run(["runtimes", "-o", "json", ...at])).stdout);
    assert.equal(runtimes.length, Number(count[1]));
  });
});
