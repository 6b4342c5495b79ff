import assert from "assert";
import { type Candidate, chooseContainers, noSuch } from "./candidates.ts";
import type { Named } from "./subject.ts";

const of = (
  id: string,
  pod: string | undefined,
  name: string | undefined,
  more: Partial<Candidate> = {},
): Candidate => ({
  id,
  sandbox: name === undefined,
  runtime: "containerd",
  ...(pod === undefined
    ? {}
    : { pod: pod.split("/")[1] ?? "", namespace: pod.split("/")[0] ?? "" }),
  ...(name === undefined ? {} : { name }),
  ...more,
});

const ALL: readonly Candidate[] = [
  of("5a0", "shop/web-0", undefined, { podUid: "uid-0" }),
  of("a10", "shop/web-0", "main", { podUid: "uid-0" }),
  of("a11", "shop/web-0", "main", { podUid: "uid-0" }),
  of("a20", "shop/web-0", "side", { podUid: "uid-0" }),
  of("b10", "stage/web-0", "main", { podUid: "uid-1" }),
  of("c10", "shop/db", "db"),
  of("d10", undefined, "cache", { runtime: "docker" }),
  of("d11", undefined, "cache", { runtime: "podman" }),
  of("d12", undefined, "solo", { runtime: "docker" }),
  of("d13", undefined, "solo", { runtime: "docker" }),
  of("e10", "shop/alone", undefined),
  // Named as the beginning of another's id.
  of("f10", undefined, "a10", { runtime: "docker" }),
];

const choose = (name: string, namespace?: string, kind: Named["kind"] = "any") =>
  chooseContainers(ALL, { kind, name }, namespace).map(({ id }) => id);

Deno.test("chooseContainers() finds pods with all their containers, and containers with all their runs", () => {
  const cases:
    readonly (readonly [string, readonly string[], (string | undefined)?, Named["kind"]?])[] = [
      ["shop/web-0", ["a10", "a11", "a20"]],
      ["web-0", ["a10", "a11", "a20"], "shop"],
      ["web-0", ["b10"], "stage"],
      ["uid-1", ["b10"]],
      ["5a0", ["a10", "a11", "a20"]],
      ["5a0", ["5a0"], undefined, "container"],
      ["side", ["a20"]],
      ["shop/web-0/main", ["a10", "a11"]],
      ["main", ["b10"], "stage"],
      ["main", ["a10", "a11"], "shop"],
      ["db", ["c10"]],
      ["db", ["c10"], undefined, "container"],
      ["solo", ["d12", "d13"]],
      ["alone", ["e10"]],
      ["a11", ["a11"]],
      // An exact id comes before a name, that before the beginning of an id.
      ["a10", ["a10"]],
      ["a10", [], undefined, "pod"],
      ["web", []],
      ["a1", []],
      ["db", [], "stage"],
      ["solo", [], "shop"],
      ["solo", [], undefined, "pod"],
      ["", []],
    ];
  for (const [name, ids, namespace, kind] of cases) {
    assert.deepEqual(choose(name, namespace, kind), ids, `${name} ${namespace} ${kind}`);
  }
});

Deno.test("chooseContainers() takes the beginning of one id, from three characters on", () => {
  const long = [of("abcdef", "shop/web-0", "main"), of("abdd00", "shop/web-0", undefined)];
  const ids = (name: string) =>
    chooseContainers(long, { kind: "any", name }, undefined).map(({ id }) => id);
  assert.deepEqual(ids("abcd"), ["abcdef"]);
  assert.deepEqual(ids("abd"), ["abcdef"]);
  assert.deepEqual(ids("ab"), []);
  assert.deepEqual(ids("abx"), []);
});

Deno.test("chooseContainers() refuses what several are called, and names them", () => {
  assert.throws(
    () => choose("web-0"),
    /^AmbiguousError: Cannot tell which container or pod is meant as 2 match: "web-0": uid-0 \(pod shop\/web-0, containerd\), uid-1 \(pod stage\/web-0, containerd\); give an id, or -n NAMESPACE$/,
  );
  assert.throws(() => choose("main"), /as 2 match: "main": a10 \(shop\/web-0 main, .*\), b10 \(/);
  assert.throws(() => choose("cache"), /d10 \(cache, docker\), d11 \(cache, podman\)/);
  const begun = [of("abc1", undefined, "x"), of("abc2", undefined, "y")];
  assert.throws(
    () => chooseContainers(begun, { kind: "any", name: "abc" }, undefined),
    /as 2 match: "abc": abc1 \(x, containerd\), abc2 \(y, /,
  );
});

Deno.test("noSuch() tells names like one that nobody has, else what there is", () => {
  const told = (name: string, namespace?: string, kind: Named["kind"] = "any") =>
    noSuch(ALL, { kind, name }, namespace, { where: "there is", others: "none" }).message;
  const start = "Cannot tell why it ended as there is no such ";
  assert.equal(
    told("web"),
    `${start}container, pod or process: "web"; names like it: web-0`,
  );
  assert.equal(
    told("maim", undefined, "container"),
    `${start}container: "maim"; names like it: main`,
  );
  assert.equal(told("main", undefined, "pod"), `${start}pod: "main"; none`);
  assert.equal(
    told("db", "stage"),
    `${start}container or pod in namespace "stage": "db"; names like it: shop/db, shop/db/db`,
  );
  assert.equal(told("\u001b[31m"), `${start}container, pod or process: "\\u001b[31m"; none`);
});
