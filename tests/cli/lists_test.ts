import assert from "assert";
import { CONTAINERD, CRIO, id, IMAGE_ID, UID } from "./fake_node.ts";
import { withFakes } from "./with_fakes.ts";

/** The first word of every line but the titles. */
const ids = (table: string) => table.split("\n").slice(1, -1).map((line) => line.split(" ")[0]);

Deno.test("critter ps lists what runs on every runtime, newest first, in crictl's columns", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const { code, stdout, stderr } = await run(["ps"]);
    assert.deepEqual([code, stderr], [0, ""]);
    const [titles = "", first = "", second = "", end] = stdout.split("\n");
    assert.deepEqual(titles.split(/ {3,}/), [
      "CONTAINER",
      "IMAGE",
      "CREATED",
      "STATE",
      "NAME",
      "ATTEMPT",
      "POD ID",
      "POD",
      "NAMESPACE",
    ]);
    const columns = first.split(/ {3,}/);
    assert.deepEqual(columns.slice(0, 2), ["ccccccccccccc", "3333333333333"]);
    assert.match(columns[2] ?? "", /^\d+ (months|years) ago$/);
    assert.deepEqual(columns.slice(3), ["Running", "db", "0", "7777777777777", "Db_0", "shop"]);
    assert.match(second, /^aaaaaaaaaaaaa .* main +2 +5555555555555 +web-0 +shop$/);
    assert.equal(end, "");
  });
});

Deno.test("critter ps filters as crictl does", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const cases: [string, string[]][] = [
      ["-a", ["c", "b", "a"]],
      ["--state exited", ["b"]],
      ["-l", ["c"]],
      ["-n 2", ["c", "b"]],
      ["-an -1", ["c", "b", "a"]],
      ["-qln1", ["c"]],
      ["-a -a --all=false --quiet=false -q", ["c", "a"]],
      ["-s exited -o wide -o table -srunning", ["c", "a"]],
      ["--id aaa", ["a"]],
      ["--name ^ma", ["a"]],
      ["--name (?i)MAIN", ["a"]],
      ["-a --name ^[[:alpha:]]+$", ["c", "b", "a"]],
      ["--name \\Ama\\pLn\\z", ["a"]],
      ["-a --namespace ^(?P<x>\\Qbatch\\E)$", ["b"]],
      ["-a --namespace ^batch$", ["b"]],
      ["-p 5555", ["a"]],
      ["--label tier=front", ["a"]],
      ["--label tier=front --label tier=back", []],
      ["--image registry.example/web:1", ["a"]],
      [`--image ${IMAGE_ID}`, ["a"]],
      ["--image registry.example/nothing:1", []],
    ];
    for (const [flags, digits] of cases) {
      const { stdout, stderr } = await run(["ps", "-q", ...flags.split(" ")]);
      assert.equal(stderr, "", flags);
      assert.equal(stdout, digits.map((digit) => `${id(digit)}\n`).join(""), flags);
    }
    const { stdout } = await run(["ps", "--no-trunc", "--resolve-image-path", "--id", "aaa"]);
    assert.ok(stdout.includes(`${id("a")}   registry.example/web:1   `), stdout);
  });
});

Deno.test("critter ps -o json is crictl's, with the runtime besides", async () => {
  await withFakes([CONTAINERD], async ({ run, sockets }) => {
    const { stdout } = await run(["ps", "-o", "json"]);
    assert.deepEqual(JSON.parse(stdout), {
      containers: [{
        id: id("a"),
        podSandboxId: id("5"),
        metadata: { name: "main", attempt: 2 },
        image: {
          image: IMAGE_ID,
          annotations: {},
          userSpecifiedImage: "",
          runtimeHandler: "",
          imageRef: "",
        },
        imageRef: IMAGE_ID,
        state: "CONTAINER_RUNNING",
        createdAt: "1700000000000000001",
        labels: {
          "io.kubernetes.container.name": "main",
          "io.kubernetes.pod.name": "web-0",
          "io.kubernetes.pod.namespace": "shop",
          "io.kubernetes.pod.uid": UID,
          tier: "front",
        },
        annotations: { note: "evil\x1b[31m" },
        imageId: "",
        runtime: { name: "containerd", version: "v2.1.0", endpoint: sockets[0] },
      }],
    });
    const yaml = await run(["ps", "-o", "yaml"]);
    assert.equal(yaml.stderr, "");
    assert.match(yaml.stdout, /^containers:\n {2}- id: a{64}\n/);
  });
});

Deno.test("critter ps -o wide names runtimes and images, and counts the labels that are missing", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const { stdout } = await run(["ps", "-a", "-o", "wide"]);
    assert.match(stdout, /RUNTIME +LABELS MISSING\n/);
    assert.match(
      stdout,
      /^c{13} +registry\.example\/db:2 .* cri-o +k8s\.pod\.name,k8s\.pod\.uid$/m,
    );
    assert.match(stdout, /^a{13} +registry\.example\/web:1 .* containerd +none$/m);
    assert.ok(
      stdout.endsWith(
        "\n\n3 containers, 1 with identity labels missing or not in their standard form: k8s.pod.name (1), k8s.pod.uid (1)\n",
      ),
      stdout,
    );
    const { stdout: good } = await run(["ps", "-o", "wide", "--id", "aaa"]);
    assert.match(good, /\n1 container, all with every identity label in its standard form\n$/);
  });
});

Deno.test("critter ps -v prints all of each, safe for a terminal", async () => {
  await withFakes([CONTAINERD], async ({ run }) => {
    const { stdout } = await run(["ps", "-v"]);
    assert.match(stdout, /^ID: a{64}\nPodID: 5{64}\nNamespace: shop\nName: main\nAttempt: 2\n/);
    assert.match(stdout, /\nLabels:\n\tio\.kubernetes\.container\.name -> main\n/);
    assert.ok(stdout.includes("\tnote -> evil\\x1b[31m\n"));
  });
});

Deno.test("critter pods lists sandboxes as crictl does", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const { stdout } = await run(["pods"]);
    assert.match(stdout, /^POD ID +CREATED +STATE +NAME +NAMESPACE +ATTEMPT +RUNTIME\n/);
    assert.deepEqual(ids(stdout), ["7".repeat(13), "6".repeat(13), "5".repeat(13)]);
    assert.match(stdout, /^6{13} .* NotReady +job +batch +0 +\(default\)$/m);
    assert.deepEqual(ids((await run(["pods", "-s", "ready", "--name", "web"])).stdout), [
      "5".repeat(13),
    ]);
    const { stdout: wide } = await run(["pods", "-o", "wide", "-l"]);
    assert.match(wide, /HANDLER +RUNTIME +UID\n7{13} .*\(default\) +cri-o +no-uid\n$/);
    const json = JSON.parse((await run(["pods", "-o", "json", "--id", "5"])).stdout);
    assert.deepEqual(
      [json.items.length, json.items[0].state, json.items[0].metadata.uid, json.items[0].createdAt],
      [1, "SANDBOX_READY", UID, "1700000000000000000"],
    );
    assert.match((await run(["pods", "-v", "--id", "5"])).stdout, /^ID: 5{64}\nName: web-0\nUID: /);
  });
});

Deno.test("critter images lists images of every runtime as crictl does", async () => {
  await withFakes([CONTAINERD, CRIO], async ({ run }) => {
    const { stdout } = await run(["images"]);
    assert.deepEqual(stdout.split("\n").map((line) => line.split(/ {3,}/)), [
      ["IMAGE", "TAG", "IMAGE ID", "SIZE"],
      ["registry.example/db", "2", "3".repeat(13), "0B"],
      ["registry.example/db", "x", "3".repeat(13), "0B"],
      ["registry.example/old", "<none>", "2".repeat(13), "1kB"],
      ["registry.example/web", "1", "1".repeat(13), "4.67MB"],
      [""],
    ]);
    const quiet = async (...flags: string[]) => (await run(["images", "-q", ...flags])).stdout;
    assert.equal(await quiet("-f", "dangling=true"), `sha256:${id("2")}\n`);
    assert.equal(await quiet("-f", "reference=old$"), `sha256:${id("2")}\n`);
    assert.equal(await quiet("-f", "reference=[[:punct:]]\\x{6f}ld\\z"), `sha256:${id("2")}\n`);
    assert.equal(await quiet("registry.example/web:1"), `${IMAGE_ID}\n`);
    assert.equal(
      await quiet("-f", "since=registry.example/web:1"),
      `sha256:${id("3")}\nsha256:${id("2")}\n`,
    );
    assert.equal(await quiet("-f", "before=222"), `${IMAGE_ID}\n`);
    for (const name of ["img", "image"]) assert.equal((await run([name])).stdout, stdout, name);
    const { stdout: wide } = await run(["images", "-o", "wide"]);
    assert.match(wide, /^IMAGE +TAG +DIGEST +IMAGE ID +SIZE +PINNED +RUNTIME\n/);
    const json = JSON.parse((await run(["images", "-o", "json"])).stdout);
    assert.equal(json.images[2].size, "4673530");
    const { code, stderr } = await run(["images", "-f", "size=1"]);
    assert.equal(code, 2);
    assert.match(stderr, /^critter: Cannot use --filter as it must be dangling=, .*: "size=1"; /);
    assert.deepEqual(await run(["images", "-f", "reference=(?!a)"]), {
      code: 2,
      stdout: "",
      stderr:
        `critter: Cannot use --filter as it must be a regular expression of Go's (invalid or unsupported Perl syntax): "reference=(?!a)"; see 'critter images --help'\n`,
    });
    for (const command of ["ps", "pods", "inspect", "inspectp"]) {
      const refused = await run([command, "--name", "[a"]);
      assert.deepEqual([refused.code, refused.stdout], [2, ""]);
      assert.match(
        refused.stderr,
        /^critter: Cannot use --name as .* of Go's \(missing closing \]\): "\[a"; /,
      );
    }
  });
});

Deno.test("a runtime that fails is told of, those that answer are shown, and the exit code is 1", async () => {
  const broken = { methods: { ListContainers: { failure: { code: 13, message: "broken" } } } };
  await withFakes([{ ...CONTAINERD, ...broken }, CRIO], async ({ run, sockets, fakes }) => {
    const { code, stdout, stderr } = await run(["ps", "-q"]);
    assert.deepEqual([code, stdout], [1, `${id("c")}\n`]);
    assert.match(
      stderr,
      new RegExp(`^critter: Cannot ask the container runtime at ${sockets[0]}: `),
    );
    await fakes[1]?.tell({ command: "down" });
    const gone = await run(["ps", "-q"]);
    assert.deepEqual([gone.code, gone.stdout], [1, ""]);
    assert.match(gone.stderr, /no such file/);
  });
});
