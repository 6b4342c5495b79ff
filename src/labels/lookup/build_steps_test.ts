import assert from "assert";
import { record, setUp } from "#tests/fakes/label_scene.ts";

const STEP = "kqda3v3flj8azs1mqioxdx7zm";
const SCOPE = `/system.slice/docker-${STEP}.scope`;

Deno.test("LabelPath names the steps of builds that nobody claims, whether new or there already", async () => {
  const { path, tree, timers, last } = setUp();
  const paths = [`/docker/buildkit/${STEP}`, SCOPE, "/buildah-buildah7"];
  for (const [n, step] of paths.entries()) tree.paths.set(BigInt(n), step);
  tree.paths.set(9n, "/buildah-web");
  path.scan();
  for (const [n, step] of paths.entries()) {
    tree.paths.set(BigInt(20 + n), step);
    path.created(BigInt(20 + n), step);
  }
  await timers.advance(1);
  for (const id of [0n, 1n, 20n, 21n]) {
    const { host, line } = last(id) ?? {};
    assert.deepEqual([host, line?.label_state, line?.container], [
      false,
      "resolved",
      { id: STEP, runtime: { name: "buildkit" } },
    ]);
    assert.deepEqual(line?.label_missing, ["container.name", "container.image.name"]);
    assert.equal(line?.k8s?.pod, undefined);
  }
  for (const id of [2n, 22n]) {
    assert.deepEqual(last(id)?.line?.container, {
      id: "buildah-buildah7",
      name: "buildah-buildah7",
      runtime: { name: "buildah" },
    });
  }
  assert.equal(last(9n)?.host, true);
  path.close();
});

Deno.test("LabelPath believes the runtime that knows a build's step, as of buildkitd on containerd", async () => {
  const { path, source, tree, timers, last } = setUp();
  const step = `/buildkit/${STEP}`;
  const runtime = { name: "containerd", endpoint: "/run/x.sock", namespace: "buildkit" };
  source.known.set(STEP, record(STEP, { name: STEP, runtime }));
  source.hints.set(`buildkit/${STEP}`, { path: step });
  tree.paths.set(1n, step);
  path.created(1n, step);
  await timers.advance(1);
  assert.equal(last(1n)?.line?.container?.runtime?.name, "containerd");
  assert.equal(last(1n)?.line?.container?.image?.reference, "localhost/busybox:1");
  path.close();
});
