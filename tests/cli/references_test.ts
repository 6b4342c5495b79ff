/** What people call containers, pods and images: ids, their beginnings, names. */
import assert from "assert";
import { FakeEngine } from "#tests/fakes/fake_engine.ts";
import { CONTAINERD, id, UID } from "./fake_node.ts";
import { withFakes } from "./with_fakes.ts";

/** An id of these digits and zeros. */
const begin = (digits: string) => digits.padEnd(64, "0");

/** containerd with ids that begin like one another. */
const ALIKE = {
  ...CONTAINERD,
  sandboxes: ["51", "52"].map((digits) => ({
    id: begin(digits),
    name: `pod-${digits}`,
    namespace: "shop",
    uid: UID,
  })),
  containers: ["a1", "a2", "b1"].map((digits) => ({
    id: begin(digits),
    sandboxId: begin(digits === "b1" ? "52" : "51"),
    name: digits,
    image: "web:1",
    logPath: "/nowhere/0.log",
  })),
  images: ["11", "12"].map((digits) => ({
    id: `sha256:${begin(digits)}`,
    repoTags: [`docker.io/library/web${digits}:latest`],
  })),
};

const statusOf = (stdout: string) => JSON.parse(stdout).status;

Deno.test("an id's beginning that is that of several is refused by every command that takes one, and they are named", async () => {
  await withFakes([ALIKE], async ({ run, sockets }) => {
    const container = `Cannot tell which container is meant as 2 match: "a": ${
      begin("a1")
    } (a1, containerd at ${sockets[0]}), ${begin("a2")} (a2, `;
    const pod = `Cannot tell which pod is meant as 2 match: "5": ${begin("51")} (pod-51, `;
    const image = `Cannot tell which image is meant as 2 match: "sha256:1": sha256:${
      begin("11")
    } (docker.io/library/web11:latest, containerd), `;
    const cases: readonly (readonly [string, string])[] = [
      ["inspect a", container],
      ["inspect b1 a", container],
      ["logs a", container],
      ["stats a", container],
      ["stats --id a", container],
      ["ps --id a", container],
      ["inspect --id a", container],
      ["inspectp 5", pod],
      ["inspectp --id 5", pod],
      ["pods --id 5", pod],
      ["ps -p 5", pod],
      ["inspect -p 5", pod],
      ["stats -p 5", pod],
      ["statsp 5", pod],
      ["inspecti sha256:1", image],
      ["ps --image sha256:1", image],
      ["inspect -a --image 1", image.replace('"sha256:1"', '"1"')],
    ];
    for (const [line, message] of cases) {
      const { code, stdout, stderr } = await run(line.split(" "));
      assert.deepEqual([code, stdout], [1, ""], line);
      assert.ok(stderr.startsWith(`critter: ${message}`), `${line}: ${stderr}`);
      assert.match(stderr, /; give more of the id\n$/);
    }
  });
});

Deno.test("an id's beginning that is that of one leads to it", async () => {
  await withFakes([ALIKE], async ({ run }) => {
    assert.equal(statusOf((await run(["inspect", "a1"])).stdout).id, begin("a1"));
    assert.equal(statusOf((await run(["inspectp", "52"])).stdout).id, begin("52"));
    assert.equal(statusOf((await run(["inspecti", "12"])).stdout).id, `sha256:${begin("12")}`);
    assert.equal((await run(["ps", "-q", "-p", "52"])).stdout, `${begin("b1")}\n`);
    const { stats } = JSON.parse((await run(["stats", "-o", "json", "a2"])).stdout);
    assert.deepEqual(stats.map((one: { attributes: { id: string } }) => one.attributes.id), [
      begin("a2"),
    ]);
    assert.match((await run(["logs", "a1"])).stderr, /can't be opened: "\/nowhere\/0\.log"/);
    assert.deepEqual(JSON.parse((await run(["stats", "-o", "json", "x"])).stdout), { stats: [] });
  });
});

Deno.test("names of images are taken short, as runtimes take them, before the beginning of an id", async () => {
  const images = [
    { id: `sha256:${begin("bad")}`, repoTags: ["registry.example/x:1"] },
    { id: `sha256:${begin("1")}`, repoTags: ["docker.io/library/bad:latest"] },
  ];
  await withFakes([{ ...ALIKE, images }], async ({ run }) => {
    const found = async (name: string) =>
      statusOf((await run(["inspecti", name])).stdout).id.slice(7, 10);
    for (const name of ["bad", "bad:latest", "docker.io/library/bad", "library/bad"]) {
      assert.equal(await found(name), "100", name);
    }
    assert.equal(await found("ba"), "bad");
    assert.equal(await found("registry.example/x:1"), "bad");
  });
});

Deno.test("an engine's container goes by its name, before another's id that begins like it", async () => {
  const inspection = (digits: string, name: string) => ({
    Id: begin(digits),
    Name: `/${name}`,
    State: { Status: "running" },
  });
  const list = [["d1", "a1"], ["d2", "web"], ["d3", "a"]] as const;
  const routes = {
    "/containers/json": list.map(([digits, name]) => ({
      Id: begin(digits),
      Names: [`/${name}`],
      State: "running",
    })),
    ...Object.fromEntries(
      list.map(([digits, name]) => [
        `/containers/${begin(digits)}/json`,
        inspection(digits, name),
      ]),
    ),
    "/containers/alias/json": inspection("d2", "web"),
  };
  await withFakes([ALIKE], async ({ run, folder }) => {
    const socket = `${folder}/docker.sock`;
    await using _engine = new FakeEngine(socket, { routes });
    const inspect = async (reference: string) => await run(["inspect", "-r", socket, reference]);
    for (const [reference, digits] of [["web", "d2"], ["a1", "d1"], ["a", "d3"], ["a2", "a2"]]) {
      assert.equal(statusOf((await inspect(reference ?? "")).stdout).id, begin(digits ?? ""));
    }
    // Names that no list has are the engine's to know.
    assert.equal(statusOf((await inspect("alias")).stdout).id, begin("d2"));
    assert.match((await inspect("d")).stderr, /as 3 match: "d": /);
    assert.match((await inspect("nothing")).stderr, /as no runtime knows it: "nothing"\n$/);
  });
});

Deno.test("the same name on two engines is refused, and each has its id", async () => {
  const routes = (digit: string) => {
    const own = { Id: id(digit), State: "running" };
    const inspection = { Id: id(digit), Name: "/web", State: { Status: "running" } };
    return {
      "/containers/json": [{ ...own, Names: ["/web"] }],
      [`/containers/${id(digit)}/json`]: inspection,
      "/containers/web/json": inspection,
    };
  };
  await withFakes([], async ({ run, folder }) => {
    const sockets = ["d", "e"].map((digit) => `${folder}/${digit}.sock`);
    await using _one = new FakeEngine(sockets[0] ?? "", { routes: routes("d") });
    await using _other = new FakeEngine(sockets[1] ?? "", { routes: routes("e") });
    const from = sockets.flatMap((socket) => ["-r", socket]);
    const refused = await run(["inspect", ...from, "web"]);
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /as 2 match: "web": d{64} \(web, docker at .*\), e{64} \(web, /);
    assert.equal(statusOf((await run(["inspect", ...from, "e"])).stdout).id, id("e"));
  });
});
