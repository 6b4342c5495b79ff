import { nearest } from "#runtime/config/nearest.ts";
import { AmbiguousError } from "../query/choose.ts";
import type { Named } from "./subject.ts";

/** A container or sandbox that may be meant. */
export interface Candidate {
  readonly id: string;
  readonly sandbox: boolean;
  /** Its name within its pod, or its own. */
  readonly name?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly podUid?: string;
  /** Who names it: outside of pods a name is one container's within it. */
  readonly runtime: string;
}

/** Fewer characters begin no id that anybody means. */
const SHORTEST_BEGINNING = 3;
/** So many names are told to who mistyped one. */
const MOST_NAMED = 5;

/**
 * The containers that are meant: those of a pod, or all runs of one container. What is called just so comes before what
 * has an id that begins so.
 *
 * @param namespace Only what is in pods of this one.
 * @returns Nothing where nothing matches.
 * @throws AmbiguousError where several pods or containers match.
 */
export function chooseContainers<T extends Candidate>(
  all: readonly T[],
  { kind, name }: Named,
  namespace: string | undefined,
): readonly T[] {
  const there = all.filter((one) => namespace === undefined || one.namespace === namespace);
  const isBegun = ({ id }: T) => name.length >= SHORTEST_BEGINNING && id.startsWith(name);
  const ways: readonly ((one: T) => Thing | undefined)[] = [
    (one) => one.id === name ? thingOfId(one, kind) : undefined,
    (one) => thingOfName(one, name, kind),
    (one) => isBegun(one) ? thingOfId(one, kind) : undefined,
  ];
  for (const way of ways) {
    const things = thingsOf(there, way);
    const [first, ...others] = things;
    if (others.length > 0) throw ambiguous(things, name, kind);
    if (first !== undefined) return first.members;
  }
  return [];
}

/** Whether a candidate may be meant at all. */
export function mayBeMeant(candidate: Candidate, { name }: Named): boolean {
  return isCalled(candidate, name) || candidate.id.startsWith(name);
}

/**
 * For a name that nobody has: says which are like it.
 *
 * @param where Who was asked, and found nothing: `the recording has`.
 * @param others What to say where no name is like it.
 */
export function noSuch(
  all: readonly Candidate[],
  subject: Named,
  namespace: string | undefined,
  { where, others }: { readonly where: string; readonly others: string },
): Error {
  const anything = namespace === undefined ? "container, pod or process" : "container or pod";
  const what = subject.kind === "any" ? anything : subject.kind;
  const within = namespace === undefined ? "" : ` in namespace ${JSON.stringify(namespace)}`;
  const there = all.filter((one) => namespace === undefined || one.namespace === namespace);
  const near = namesLike(namesOf(there, subject), subject.name);
  const like = near.length > 0 || namespace === undefined
    ? near
    : namesLike(namesOf(all, subject, true), subject.name);
  return new Error(
    `Cannot tell why it ended as ${where} no such ${what}${within}: ${
      JSON.stringify(subject.name)
    }; ${like.length === 0 ? others : `names like it: ${like.join(", ")}`}`,
  );
}

/** The nearest first. */
function namesLike(names: readonly string[], name: string): readonly string[] {
  const word = name.toLowerCase().replace(/^.*\//s, "");
  const holding = names.filter((one) => word !== "" && one.toLowerCase().includes(word)).sort();
  const near = nearest(word, names);
  return [...new Set([near ?? [], holding].flat())].slice(0, MOST_NAMED);
}

function namesOf(all: readonly Candidate[], { kind }: Named, qualified = false): readonly string[] {
  const names = all.flatMap((one) => {
    const { pod, namespace = "?" } = one;
    const ofPod = kind === "container" ? undefined : pod;
    const own = kind === "pod" ? undefined : ownName(one);
    const prefix = qualified ? `${namespace}/` : "";
    return [
      ofPod === undefined ? [] : `${prefix}${ofPod}`,
      own === undefined ? [] : `${qualified && pod !== undefined ? `${prefix}${pod}/` : ""}${own}`,
    ].flat();
  });
  return [...new Set(names)];
}

/** What a candidate is called in a sentence: `shop/web-0 main`. */
export function titleOf(candidate: Candidate): string {
  const { id, namespace, pod, sandbox } = candidate;
  const own = sandbox ? "(sandbox)" : candidate.name ?? id.slice(0, 13);
  return pod === undefined ? own : `${podName({ namespace, pod })} ${own}`;
}

function isCalled(candidate: Candidate, name: string): boolean {
  return isPodCalled(candidate, name) || isContainerCalled(candidate, name);
}

function isPodCalled({ pod, podUid, namespace }: Candidate, name: string): boolean {
  return pod !== undefined && (pod === name || podUid === name || `${namespace}/${pod}` === name);
}

function isContainerCalled(candidate: Candidate, name: string): boolean {
  const own = ownName(candidate);
  const { pod, namespace } = candidate;
  return own !== undefined &&
    [own, `${pod}/${own}`, `${namespace}/${pod}/${own}`].includes(name);
}

function ownName({ sandbox, name }: Candidate): string | undefined {
  return sandbox ? undefined : name;
}

/** What a candidate's name or id stands for: the same key for all that belongs together. */
interface Thing {
  readonly what: "pod" | "container";
  readonly key: string;
}

/** All members of one thing. */
interface Meant<T> {
  readonly what: Thing["what"];
  readonly members: readonly T[];
}

function thingOfId(candidate: Candidate, kind: Named["kind"]): Thing | undefined {
  const { id, sandbox, pod } = candidate;
  if (kind !== "container" && sandbox && pod !== undefined) {
    return { what: "pod", key: podKey(candidate) };
  }
  return kind === "pod" ? undefined : { what: "container", key: id };
}

function thingOfName(candidate: Candidate, name: string, kind: Named["kind"]): Thing | undefined {
  if (kind !== "container" && isPodCalled(candidate, name)) {
    return { what: "pod", key: podKey(candidate) };
  }
  return kind !== "pod" && isContainerCalled(candidate, name)
    ? { what: "container", key: containerKey(candidate) }
    : undefined;
}

/** All that is meant, put together as people think of it: a pod, or a container however often it was made anew. */
function thingsOf<T extends Candidate>(
  all: readonly T[],
  way: (one: T) => Thing | undefined,
): readonly Meant<T>[] {
  const matching = all.flatMap((one) => {
    const thing = way(one);
    return thing === undefined ? [] : [{ one, ...thing }];
  });
  const pods = new Set(matching.filter(({ what }) => what === "pod").map(({ key }) => key));
  // A container may be called as its pod is.
  const containers = matching.filter(({ what, one }) =>
    what === "container" && !pods.has(podKey(one))
  );
  return [
    ...[...pods].map((key) => ({ what: "pod", members: membersOf(all, key) }) as const),
    ...Map.groupBy(containers, ({ key }) => key).values().map((group) =>
      ({ what: "container", members: group.map(({ one }) => one) }) as const
    ),
  ];
}

function membersOf<T extends Candidate>(all: readonly T[], key: string): readonly T[] {
  const members = all.filter((one) => podKey(one) === key);
  const containers = members.filter(({ sandbox }) => !sandbox);
  return containers.length > 0 ? containers : members;
}

function podKey({ namespace, pod }: Candidate): string {
  return pod === undefined ? "" : `pod ${podName({ namespace, pod })}`;
}

function containerKey(candidate: Candidate): string {
  const { runtime, name = "" } = candidate;
  return `${candidate.pod === undefined ? runtime : podKey(candidate)} ${name}`;
}

function podName({ namespace, pod }: { namespace: string | undefined; pod: string }): string {
  return `${namespace ?? "?"}/${pod}`;
}

function ambiguous(
  things: readonly Meant<Candidate>[],
  name: string,
  kind: Named["kind"],
): AmbiguousError {
  const callable = things.flatMap(({ what, members }) => {
    const [first] = members;
    return first === undefined ? [] : [{
      id: what === "pod" ? first.podUid ?? podKey(first) : first.id,
      names: [],
      description: `${what === "pod" ? podKey(first) : titleOf(first)}, ${first.runtime}`,
    }];
  });
  const what = kind === "any" ? "container or pod" : kind;
  return new AmbiguousError(callable, name, what, "give an id, or -n NAMESPACE");
}
