/** What people call containers, asked of real runtimes. */
import assert from "assert";
import { Containerd } from "#tests/host/containerd.ts";
import { DOCKER_IMAGE, Dockerd } from "#tests/host/dockerd.ts";
import { WORKLOAD_IMAGE } from "#tests/host/image.ts";
import { unmet } from "#tests/host/requirements.ts";
import { critter, printed } from "./command.ts";

/** Entries of a list of details, of which one stands alone. */
const statuses = (text: string) =>
  [JSON.parse(text)].flat().map(({ status, runtime }) => [status.id, runtime.namespace]);

Deno.test({
  name:
    "containers of one id in two of containerd's namespaces are two for ps, inspect and explain",
  ignore: unmet("containerd", "ctr", "runc", "busybox") !== undefined,
  async fn() {
    await using host = await Containerd.start();
    const from = ["-r", host.socket];
    const long = "ab".repeat(32);
    const namespaces = ["edge", "k8s.io", "north"];
    for (const namespace of namespaces) {
      const ctr = ["-n", namespace];
      await host.ctr(...ctr, "images", "import", `${host.dir}/image/images.tar`);
      for (const id of ["web", "web2", long]) {
        await host.ctr(...ctr, "containers", "create", WORKLOAD_IMAGE, id, "/bin/true");
      }
    }
    const { containers } = JSON.parse(await printed("ps", ...from, "-a", "-o", "json"));
    const listed = containers.map((
      { id, runtime }: { id: string; runtime: { namespace: string } },
    ) => `${runtime.namespace} ${id}`);
    assert.deepEqual(
      listed.sort(),
      namespaces.flatMap((namespace) => [long, "web", "web2"].map((id) => `${namespace} ${id}`)),
    );
    for (const reference of ["web", long, "ab"]) {
      const id = reference === "ab" ? long : reference;
      assert.deepEqual(
        statuses(await printed("inspect", ...from, reference)),
        namespaces.map((namespace) => [id, namespace]),
        reference,
      );
    }
    const table = await printed("inspect", ...from, "-o", "table", "web", long);
    assert.match(table, /^(?:ID: web\nName: web\nState: CONTAINER_\w+\nCreated: .*\nLabels:\n)/);
    const [keys, ids] = [/^[A-Z][A-Za-z ]*:/gm, /^ID: .*$/gm].map((sign) =>
      table.match(sign) ?? []
    );
    assert.deepEqual(ids, ["web", "web", "web", long, long, long].map((id) => `ID: ${id}`));
    assert.deepEqual(
      new Set(keys),
      new Set(["ID:", "Name:", "State:", "Created:", "Labels:", "Annotations:"]),
    );
    assert.equal(await printed("ps", ...from, "-a", "-q", "--id", "web"), "web\n".repeat(3));
    const refused = await critter("inspect", ...from, "we");
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /which container is meant as 6 match: "we": web \(web, cont/);
    const explained = await printed("explain", ...from, "web");
    for (const namespace of namespaces) {
      assert.ok(explained.includes(`containerd/${namespace} knows container web`), explained);
    }
  },
});

Deno.test({
  name: "the beginning of several of Docker's ids is refused, and a name comes before a beginning",
  ignore: unmet("dockerd", "docker", "busybox") !== undefined,
  async fn() {
    await using dockerd = await Dockerd.start();
    const from = ["-r", dockerd.socket];
    const ids: string[] = [];
    const create = async (...options: string[]) => {
      const id = await dockerd.docker(
        "create",
        "--network",
        "none",
        ...options,
        DOCKER_IMAGE,
        "true",
      );
      ids.push(id);
      return id;
    };
    // Of seventeen ids two begin with the same digit.
    const shared = () =>
      ids.map((id) => id.slice(0, 1)).find((digit, at, all) => all.indexOf(digit) < at);
    while (shared() === undefined) await create();
    const digit = shared() ?? "";
    for (
      const line of [
        ["inspect", digit],
        ["logs", digit],
        ["stats", digit],
        ["ps", "-a", "--id", digit],
      ]
    ) {
      const { code, stdout, stderr } = await critter(...line, ...from);
      assert.deepEqual([code, stdout], [1, ""], line.join(" "));
      assert.match(stderr, new RegExp(`is meant as 2 match: "${digit}": ${digit}[0-9a-f]{63} \\(`));
    }
    // A name is as good as a whole id.
    const named = await create("--name", `${ids[0]?.slice(0, 12)}`);
    const other = await create("--name", "de");
    assert.equal(
      statuses(await printed("inspect", ...from, `${ids[0]?.slice(0, 12)}`))[0]?.[0],
      named,
    );
    assert.equal(statuses(await printed("inspect", ...from, "de"))[0]?.[0], other);
    await dockerd.docker("rm", ...ids);
  },
});
