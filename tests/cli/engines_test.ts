import assert from "assert";
import { FakeEngine, pieces } from "#tests/fakes/fake_engine.ts";
import { CONTAINERD, id } from "./fake_node.ts";
import { withFakes } from "./with_fakes.ts";

const UID = "0a1b2c3d-1111-2222-3333-444455556666";
const IMAGE = `sha256:${id("4")}`;
const CREATED_NS = "1700000000000000000";

/** cri-dockerd: one pod with one container. */
const CRI_DOCKERD = {
  runtime: { name: "docker", version: "27.0.1" },
  info: "cri-dockerd",
  sandboxes: [{ id: id("5"), name: "web-0", namespace: "shop", uid: UID, createdAtNs: CREATED_NS }],
  containers: [{
    id: id("a"),
    sandboxId: id("5"),
    name: "main",
    image: "web:1",
    createdAtNs: CREATED_NS,
  }],
  images: [{ id: IMAGE, repoTags: ["web:1"], size: 1000 }],
} as const;

const made = (name: string, type: string, labels: object = {}) => ({
  Names: [`/k8s_${name}_web-0_shop_${UID}_0`],
  Image: "web:1",
  ImageID: IMAGE,
  State: "running",
  Created: 1_700_000_000,
  Labels: {
    "io.kubernetes.docker.type": type,
    "io.kubernetes.sandbox.id": id("5"),
    "io.kubernetes.pod.name": "web-0",
    "io.kubernetes.pod.namespace": "shop",
    "io.kubernetes.pod.uid": UID,
    "io.kubernetes.container.name": name,
    ...labels,
  },
});

const used = {
  read: "2026-11-28T14:30:33Z",
  cpu_stats: { cpu_usage: { total_usage: 5 } },
  memory_stats: { usage: 6 },
};

/** The dockerd behind it, which has a container of its own too. */
const DOCKERD = {
  routes: {
    "/containers/json": [
      { Id: id("a"), ...made("main", "container") },
      { Id: id("5"), ...made("POD", "podsandbox") },
      {
        Id: id("d"),
        Names: ["/db"],
        Image: "web:1",
        ImageID: IMAGE,
        State: "running",
        Created: 1_700_000_001,
      },
    ],
    [`/containers/${id("a")}/stats`]: used,
    [`/containers/${id("d")}/stats`]: used,
    [`/containers/${id("a")}/json`]: { Id: id("a"), Name: "/k8s_main_web-0_shop_x_0" },
    [`/containers/${id("d")}/json`]: { Id: id("d"), Name: "/db", State: { Status: "running" } },
    "/containers/db/json": { Id: id("d"), Name: "/db", State: { Status: "running" } },
    "/images/json": [{ Id: IMAGE, RepoTags: ["web:1"], Size: 1000 }],
    "/images/web:1/json": { Id: IMAGE, RepoTags: ["web:1"], Size: 1000 },
  },
};

Deno.test("what both cri-dockerd and Docker know is told once, as cri-dockerd has it", async () => {
  await withFakes([CRI_DOCKERD], async ({ run, sockets, folder }) => {
    const socket = `${folder}/docker.sock`;
    await using _engine = new FakeEngine(socket, DOCKERD);
    const json = async (...args: string[]) => {
      const { stdout, stderr } = await run([...args, "-r", socket, "-o", "json"]);
      assert.equal(stderr, "", args.join(" "));
      return JSON.parse(stdout);
    };
    const { containers } = await json("ps");
    assert.deepEqual(
      containers.map((one: { metadata: { name: string }; runtime: { endpoint: string } }) => [
        one.metadata.name,
        one.runtime.endpoint,
      ]),
      [["db", socket], ["main", sockets[0]]],
    );
    assert.equal((await json("pods")).items.length, 1);
    assert.equal((await json("images")).images.length, 1);
    assert.equal((await json("inspecti", "web:1")).runtime.endpoint, sockets[0]);
    assert.equal((await json("inspect", id("a"))).runtime.endpoint, sockets[0]);
    assert.equal((await json("inspect", id("d"))).runtime.endpoint, socket);
    const { stats } = await json("stats");
    assert.deepEqual(
      stats.map(({ attributes, runtime }: {
        attributes: { id: string };
        runtime: { endpoint: string };
      }) => [attributes.id[0], runtime.endpoint]),
      [["a", sockets[0]], ["d", socket]],
    );
  });
});

Deno.test("critter events leaves cri-dockerd's containers to cri-dockerd, and tells Docker's own", async () => {
  const event = (digit: string, attributes: object) =>
    `${
      JSON.stringify({
        Type: "container",
        Action: "start",
        Actor: { ID: id(digit), Attributes: attributes },
        timeNano: 5,
      })
    }\n`;
  await withFakes([CRI_DOCKERD], async ({ run, folder }) => {
    const socket = `${folder}/docker.sock`;
    const done = new AbortController();
    const stream = () =>
      pieces((write) => {
        write(
          event("a", { name: "k8s_main_web-0_shop_x_0", "io.kubernetes.docker.type": "container" }),
        );
        write(event("d", { name: "db" }));
        return new Promise((resolve) => done.signal.addEventListener("abort", () => resolve()));
      });
    await using _engine = new FakeEngine(socket, { routes: { "/events": stream } });
    const { code, stdout } = await run(["events", "-r", socket, "--max-events", "1"]);
    done.abort();
    assert.equal(code, 0);
    const { containerId, containerEventType, containersStatuses } = JSON.parse(stdout);
    assert.deepEqual([containerId, containerEventType], [id("d"), "CONTAINER_STARTED_EVENT"]);
    assert.equal(containersStatuses[0].metadata.name, "db");
  });
});

Deno.test("an engine that fails is told of, and the others are shown", async () => {
  await withFakes([CONTAINERD], async ({ run, folder }) => {
    const socket = `${folder}/docker.sock`;
    const refuse = () => Response.json({ message: 'server is "busy"' }, { status: 500 });
    const garbage = () => new Response("<html>");
    await using engine = new FakeEngine(socket, { routes: { "/images/json": refuse } });
    const failing = await run(["images", "-r", socket, "-q"]);
    assert.equal(failing.code, 1);
    assert.match(failing.stderr, new RegExp(`container runtime at ${socket}: server is `));
    assert.equal(failing.stdout.split("\n").length, 3);
    engine.play({ "/images/json": garbage });
    assert.match((await run(["images", "-r", socket, "-q"])).stderr, /its answer is no JSON\n$/);
    const held = Promise.withResolvers<Response>();
    engine.play({ "/images/json": () => held.promise });
    const late = await run(["images", "-r", socket, "-q", "--timeout", "500ms"]);
    held.resolve(new Response());
    assert.equal(late.code, 1);
    assert.match(late.stderr, /no answer in 500 ms\n$/);
  });
});

const LINES = "2026-11-23T01:00:00.1Z one\r\n2026-11-23T01:00:01.1Z t\x1bwo\r\n";

Deno.test("critter logs reads an engine's log by name, and refuses garbage", async () => {
  await withFakes([CONTAINERD], async ({ run, folder }) => {
    const socket = `${folder}/docker.sock`;
    const log = (request: Request) => {
      const timestamps = new URL(request.url).searchParams.has("timestamps");
      return pieces((write) => write(timestamps ? LINES : LINES.replaceAll(/^\S+ /gm, "")));
    };
    const path = `/containers/${id("d")}/logs`;
    const inspection = { Id: id("d"), Name: "/db", Config: { Tty: true } };
    const routes = { ...DOCKERD.routes, [`/containers/${id("d")}/json`]: inspection };
    await using engine = new FakeEngine(socket, { routes: { ...routes, [path]: log } });
    const logs = async (...flags: string[]) => await run(["logs", "-r", socket, ...flags, "db"]);
    assert.deepEqual(await logs(), { code: 0, stdout: "one\r\nt\x1bwo\r\n", stderr: "" });
    const [asked] = engine.requests.filter((request) => request.startsWith(path));
    assert.equal(asked, `${path}?stdout=true&stderr=true`);
    assert.equal(
      (await logs("-f", "--tail", "5", "--since", "2026-11-23T01:00:00.5Z", "-t")).stdout,
      "2026-11-23T01:00:00.100000000Z one\r\n2026-11-23T01:00:01.100000000Z t\x1bwo\r\n",
    );
    assert.equal(
      engine.requests.at(-1),
      `${path}?stdout=true&stderr=true&timestamps=true&follow=true&tail=5&since=1795395600.500000000`,
    );
    assert.equal((await logs("--limit-bytes", "3")).stdout, "one");
    const garbage = () => new Response("<html>\n");
    assert.equal((await logs("--stream", "stdout")).stdout, "one\r\nt\x1bwo\r\n");
    assert.match(engine.requests.at(-1) ?? "", /\?stdout=true&stderr=false$/);
    assert.equal(
      (await run(["logs", "-r", socket, "db"], { terminal: {} })).stdout,
      "one\nt\\x1bwo\n",
    );
    engine.play({ ...DOCKERD.routes, [path]: garbage });
    assert.match((await logs()).stderr, /what it sent as a log is none\n$/);
  });
});
