import assert from "assert";
import { PathView } from "./path_view.ts";

Deno.test("PathView leaves paths alone where the mount shows the whole hierarchy", () => {
  const view = new PathView(() => "/kubepods/x");
  assert.equal(view.seen(1n, "/kubepods/x"), "/kubepods/x");
  assert.equal(view.seen(2n, "/docker/n/kubepods/y"), "/docker/n/kubepods/y");
});

Deno.test("PathView takes away what lies above the mount once a cgroup has shown it", () => {
  const shown = new Map([[2n, "/kubepods/x"]]);
  const view = new PathView((id) => shown.get(id));
  assert.equal(view.seen(1n, "/docker/n/kubepods/gone"), "/docker/n/kubepods/gone");
  assert.equal(view.seen(2n, "/docker/n/kubepods/x"), "/kubepods/x");
  assert.equal(view.seen(3n, "/docker/n/kubepods/y"), "/kubepods/y");
  assert.equal(view.seen(4n, "/docker/other/kubepods/z"), "/docker/other/kubepods/z");
  assert.equal(view.seen(5n, "/docker/nn/z"), "/docker/nn/z");
});

Deno.test("PathView learns nothing from a path that the mount shows otherwise", () => {
  const shown = new Map([[1n, "/renamed"], [2n, "/"], [3n, "/a"]]);
  const view = new PathView((id) => shown.get(id));
  assert.equal(view.seen(1n, "/n/x"), "/n/x");
  assert.equal(view.seen(2n, "/n"), "/n");
  assert.equal(view.seen(3n, "/n/a"), "/a");
});
