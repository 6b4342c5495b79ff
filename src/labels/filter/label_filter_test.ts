import assert from "assert";
import type { ContainerRecord } from "#runtime/types.ts";
import { containerFragment, hostFragment, unresolvedFragment } from "../fragment/fragment.ts";
import type { LabelUpdate } from "../update.ts";
import { type ContainerFilter, describeFilter, isFiltering } from "./container_filter.ts";
import { LabelFilter } from "./label_filter.ts";
import { parseNamePatterns } from "./names.ts";
import { parseSelector } from "./selector.ts";

const UID = "0a1b2c3d-1111-2222-3333-444455556666";
const ID = "a".repeat(64);
const CGROUP = { id: 1n, path: `/kubepods/pod${UID}/${ID}` };
const IN_POD = { containerId: ID, podUid: UID, ancestors: [] };

const WEB: ContainerRecord = {
  id: ID,
  name: "main",
  sandbox: false,
  labels: {},
  annotations: {},
  pod: { name: "web-0", namespace: "shop", uid: UID, labels: { app: "web" } },
  runtime: { name: "containerd", endpoint: "/run/x.sock" },
};
const { pod: _, ...DOCKER } = { ...WEB, name: "db" };

interface Flags {
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly selector?: string;
}

function filterOf(flags: Flags): ContainerFilter {
  const names = (text?: string) => text === undefined ? [] : parseNamePatterns(text);
  return {
    namespace: names(flags.namespace),
    pod: names(flags.pod),
    container: names(flags.container),
    selector: flags.selector === undefined ? [] : [parseSelector(flags.selector)],
  };
}

function resolved(record: ContainerRecord, cgroup = 1n): LabelUpdate {
  const fragment = containerFragment({ ...CGROUP, id: cgroup }, IN_POD, record, {});
  return { kind: "final", cgroup, fragment, host: false };
}

function host(): LabelUpdate {
  const cgroup = { id: 2n, path: "/system.slice/ssh.service" };
  const fragment = hostFragment(cgroup, { ancestors: [], systemdUnit: "ssh.service" }, {});
  return { kind: "final", cgroup: 2n, fragment, host: true };
}

function pending(podUid: string = UID, cgroup = 3n): LabelUpdate {
  const identity = { ...IN_POD, podUid };
  const fragment = unresolvedFragment({ id: cgroup }, identity, "containerd is hung", {});
  return { kind: "hold", cgroup, fragment };
}

function passes(flags: Flags, update: LabelUpdate): boolean {
  const decided = new LabelFilter(filterOf(flags)).decide(update);
  return decided.kind === "forget" || decided.pass !== false;
}

Deno.test("LabelFilter.decide() asks for namespace, pod, container and labels, all of them", () => {
  const table: readonly (readonly [Flags, boolean])[] = [
    [{ namespace: "shop" }, true],
    [{ namespace: "default" }, false],
    [{ namespace: "!shop" }, false],
    [{ pod: "web-*" }, true],
    [{ pod: "!web-[1-9]" }, true],
    [{ container: "main" }, true],
    [{ container: "sidecar" }, false],
    [{ selector: "app=web" }, true],
    [{ selector: "app!=web" }, false],
    [{ selector: "tier!=db" }, true],
    [{ namespace: "shop", pod: "web-*", container: "main", selector: "app" }, true],
    [{ namespace: "shop", pod: "web-*", container: "main", selector: "!app" }, false],
    [{ namespace: "default", selector: "app" }, false],
  ];
  for (const [flags, expected] of table) {
    assert.equal(passes(flags, resolved(WEB)), expected, JSON.stringify(flags));
  }
});

Deno.test("LabelFilter.decide() shows a sandbox for its pod, and no container of a name", () => {
  const sandbox = resolved({ ...WEB, sandbox: true });
  assert.ok(passes({ namespace: "shop", pod: "web-0", selector: "app=web" }, sandbox));
  assert.ok(!passes({ container: "main" }, sandbox));
  assert.ok(!passes({ container: "*" }, sandbox));
  assert.ok(passes({ container: "!sidecar" }, sandbox));
});

Deno.test("LabelFilter.decide() has a container without a pod fail what asks for one and pass what excludes one", () => {
  const docker = resolved(DOCKER);
  assert.ok(passes({ container: "db" }, docker));
  assert.ok(!passes({ namespace: "shop" }, docker));
  assert.ok(!passes({ pod: "*" }, docker));
  assert.ok(!passes({ selector: "app" }, docker));
  assert.ok(passes({ namespace: "!shop" }, docker));
  assert.ok(passes({ selector: "app!=web" }, docker));
});

Deno.test("LabelFilter.decide() hides the host whatever is asked for", () => {
  for (const flags of [{ namespace: "shop" }, { namespace: "!shop" }, { selector: "!app" }]) {
    assert.ok(!passes(flags, host()));
  }
});

Deno.test("LabelFilter.decide() shows what is not resolved, as it may be what is asked for", () => {
  assert.ok(passes({ namespace: "shop" }, pending()));
  assert.ok(
    passes({ container: "main" }, { ...pending(), kind: "final", host: false } as LabelUpdate),
  );
  const bare = unresolvedFragment({ id: 4n }, undefined, "the cgroup was removed", {});
  assert.ok(passes({ pod: "x" }, { kind: "final", cgroup: 4n, fragment: bare, host: false }));
  assert.ok(passes({ pod: "x" }, { kind: "hold", cgroup: 4n, fragment: "no JSON" }));
});

Deno.test("LabelFilter.decide() hides what is not resolved in a pod that is known not to pass, while it is known", () => {
  const filter = new LabelFilter(filterOf({ namespace: "!shop", container: "main" }));
  const pass = (update: LabelUpdate) => {
    const decided = filter.decide(update);
    return decided.kind === "forget" || decided.pass !== false;
  };
  const sandbox = { ...WEB, sandbox: true };
  assert.ok(pass(pending()));
  assert.ok(!pass(resolved(sandbox, 1n)));
  assert.ok(!pass(resolved(sandbox, 5n)));
  assert.ok(!pass(pending()));
  assert.ok(pass(pending("other")));
  filter.decide({ kind: "forget", cgroup: 1n });
  assert.ok(!pass(pending()));
  filter.decide({ kind: "forget", cgroup: 5n });
  assert.ok(pass(pending()));
  // The pod passes and the container's name is not known: it may be the one.
  const other = new LabelFilter(filterOf({ namespace: "shop", container: "main" }));
  other.decide(resolved(sandbox));
  assert.equal(other.matched, false);
  assert.equal("pass" in other.decide(pending()), false);
});

Deno.test("LabelFilter tells whether a container has matched, and changes nothing without a filter", () => {
  const filter = new LabelFilter(filterOf({ namespace: "shop" }));
  filter.decide(host());
  filter.decide(pending());
  assert.equal(filter.matched, false);
  filter.decide(resolved(WEB));
  assert.equal(filter.matched, true);
  const none = new LabelFilter(undefined);
  for (const update of [host(), pending(), resolved(WEB)]) {
    assert.equal(none.decide(update), update);
  }
});

Deno.test("describeFilter() writes the flags, and isFiltering() is false for an empty selector", () => {
  const filter = filterOf({ namespace: "shop,!kube-*", selector: "app in (a, b)" });
  assert.equal(describeFilter(filter), '--namespace "shop,!kube-*" --selector "app in (a, b)"');
  assert.equal(describeFilter(filterOf({ pod: "web-*" })), "--pod web-*");
  assert.ok(isFiltering(filter));
  assert.ok(!isFiltering(filterOf({ selector: " " })));
});

Deno.test("LabelFilter turns nothing away that may yet get a pod, and decides once it is final", () => {
  const filter = new LabelFilter(filterOf({ namespace: "shop" }));
  const poor = resolved(DOCKER);
  const elsewhere = resolved({ ...WEB, pod: { name: "db", namespace: "other", labels: {} } });
  const held = (update: LabelUpdate): LabelUpdate =>
    update.kind === "final"
      ? { kind: "hold", cgroup: update.cgroup, fragment: update.fragment }
      : update;
  const passes = (update: LabelUpdate): boolean | undefined => {
    const decided = filter.decide(update);
    return decided.kind === "forget" ? undefined : decided.pass ?? true;
  };
  assert.deepEqual([passes(held(poor)), passes(poor)], [true, false]);
  assert.deepEqual([passes(held(elsewhere)), passes(held(resolved(WEB)))], [false, true]);
});
