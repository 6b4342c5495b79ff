import assert from "assert";
import type { ContainerRecord } from "#runtime/types.ts";
import { matching, parseSubject } from "./subject.ts";

const isProcess = (pid: number) => pid === 42;
const parse = (text: string) => parseSubject(text, isProcess);

Deno.test("parseSubject() tells processes, cgroups, containers and pods apart", () => {
  assert.deepEqual(parse("42"), { kind: "process", pid: 42 });
  assert.deepEqual(parse("pid:43"), { kind: "process", pid: 43 });
  assert.deepEqual(parse("43"), { kind: "cgroup", id: 43n });
  assert.deepEqual(parse("18446744073709551615"), { kind: "cgroup", id: 18446744073709551615n });
  assert.deepEqual(parse("cgroup:42"), { kind: "cgroup", id: 42n });
  assert.deepEqual(parse("/kubepods/x"), { kind: "cgroup-path", path: "/kubepods/x" });
  assert.deepEqual(parse("cgroup:/x"), { kind: "cgroup-path", path: "/x" });
  assert.deepEqual(parse("3f2a9c"), { kind: "any", name: "3f2a9c" });
  assert.deepEqual(parse("shop/web-0"), { kind: "any", name: "shop/web-0" });
  assert.deepEqual(parse("container:42"), { kind: "container", name: "42" });
  assert.deepEqual(parse("pod:web"), { kind: "pod", name: "web" });
  assert.deepEqual(parse("99999999999999999999999"), {
    kind: "any",
    name: "99999999999999999999999",
  });
});

Deno.test("parseSubject() refuses numbers that can't be", () => {
  for (const text of ["pid:0", "pid:4194304", "pid:x", "cgroup:18446744073709551616", "pod:"]) {
    assert.throws(() => parse(text), /^RangeError: Cannot explain it as /, text);
  }
});

const runtime = { name: "containerd", endpoint: "/run/x.sock" };
const pod = { name: "web-0", namespace: "shop", uid: "u1", labels: {} };
const common = { labels: {}, annotations: {}, runtime };
const RECORDS: readonly ContainerRecord[] = [
  { ...common, id: "abc1", sandbox: false, name: "main", sandboxId: "fff1", pod },
  { ...common, id: "abc2", sandbox: false, name: "side", sandboxId: "fff1", pod },
  { ...common, id: "fff1", sandbox: true, sandboxId: "fff1", pod },
  { ...common, id: "tool", sandbox: false, name: "tool" },
];

Deno.test("matching() finds the containers of Podman's pods, which have ids that no container has", () => {
  const podman = { ...common, runtime: { name: "podman", endpoint: "/run/podman.sock" } };
  const [full, bare] = [{ name: "full", labels: {} }, { name: "bare", labels: {} }];
  const records: readonly ContainerRecord[] = [
    { ...podman, id: "aaa1", sandbox: true, sandboxId: "ddd1", pod: full },
    { ...podman, id: "aaa2", sandbox: false, name: "main", sandboxId: "ddd1", pod: full },
    { ...podman, id: "aaa3", sandbox: false, name: "bare-main", sandboxId: "ddd2", pod: bare },
  ];
  const find = (kind: "container" | "pod" | "any", name: string) =>
    matching(records, { kind, name }).map(({ id }) => id);
  for (const name of ["full", "ddd1"]) {
    assert.deepEqual(find("any", name), ["aaa1", "aaa2"]);
    assert.deepEqual(find("pod", name), ["aaa1", "aaa2"]);
  }
  for (const name of ["bare", "ddd2"]) {
    assert.deepEqual(find("any", name), ["aaa3"]);
    assert.deepEqual(find("pod", name), ["aaa3"]);
  }
  assert.deepEqual(find("container", "bare"), []);
});

Deno.test("matching() takes an exact id, name or pod before the beginning of an id", () => {
  const others = [
    { ...common, id: "main2", sandbox: false, name: "abc" },
    { ...common, id: "web-01", sandbox: false, name: "x" },
    { ...common, id: "fff2", sandbox: true, sandboxId: "fff2", pod: { name: "fff", labels: {} } },
  ];
  const find = (kind: "container" | "pod" | "any", name: string) =>
    matching([...RECORDS, ...others], { kind, name }).map(({ id }) => id);
  assert.deepEqual(find("any", "abc"), ["main2"]);
  assert.deepEqual(find("any", "main"), ["abc1"]);
  assert.deepEqual(find("any", "web-0"), ["fff1", "abc1", "abc2"]);
  assert.deepEqual(find("container", "web-0"), ["web-01"]);
  assert.deepEqual(find("any", "fff"), ["fff2"]);
});

Deno.test("matching() finds by id, name and pod", () => {
  const find = (kind: "container" | "pod" | "any", name: string) =>
    matching(RECORDS, { kind, name }).map(({ id }) => id);
  assert.throws(() => find("any", "abc"), {
    message:
      'Cannot tell which container or pod is meant as 2 match: "abc": abc1 (main), abc2 (side); give more of the id',
  });
  assert.throws(() => find("container", "abc"), /which container is meant as 2 match/);
  assert.deepEqual(find("any", "abc2"), ["abc2"]);
  assert.deepEqual(find("any", "main"), ["abc1"]);
  assert.deepEqual(find("any", "tool"), ["tool"]);
  for (const name of ["web-0", "shop/web-0", "u1"]) {
    assert.deepEqual(find("any", name), ["fff1", "abc1", "abc2"]);
  }
  assert.deepEqual(find("pod", "fff"), ["fff1", "abc1", "abc2"]);
  assert.deepEqual(find("any", "fff1"), ["fff1"]);
  assert.deepEqual(find("container", "web-0"), []);
  assert.deepEqual(find("any", "ab"), []);
  assert.deepEqual(find("any", "other/web-0"), []);
});
