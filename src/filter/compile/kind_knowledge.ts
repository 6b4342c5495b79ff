import type { EventKind } from "#events/definition.ts";
import type { Field, Place } from "../fields.ts";
import type { Knowledge, Known } from "../fold/fold.ts";
import type { Patterns } from "../compiled_filter.ts";
import { findsPattern } from "../regex/automaton.ts";
import type { Body, Node } from "../tree.ts";

/** What is known of an event by its kind: its name, what keys it can have, and where they lie in its records. */
export function kindKnowledge(
  kind: EventKind,
  fields: ReadonlyMap<string, Field>,
  patterns: Patterns,
): Knowledge {
  return {
    of: (name, node) => known(kind, fields.get(name), node),
    finds: (pattern, text) => findsPattern(patterns, pattern, text),
  };
}

function known(kind: EventKind, field: Field | undefined, node: Node): Known {
  if (field === undefined || field.source === "label") return { kind: "later" };
  if (field.source === "kind") return { kind: "is", value: kind.name };
  const places = field.places.get(kind.recordType) ?? [];
  if (places.length === 0) return { kind: "absent" };
  const there = made(node, "bool", { kind: "or", parts: places.map((one) => present(node, one)) });
  return { kind: "node", node: choice(node, field, places), there };
}

/** The value of the first place that is there. */
function choice(node: Node, field: Field, places: readonly Place[]): Node {
  const [place, ...others] = places;
  if (place === undefined) return made(node, field.type, { kind: "fail", why: "error" });
  const load = valueAt(node, field, place);
  if (others.length === 0) return load;
  const otherwise = choice(node, field, others);
  return made(node, field.type, { kind: "if", test: present(node, place), then: load, otherwise });
}

/** The value of a place; words go by the numbers that records have for them. */
function valueAt(node: Node, field: Field, place: Place): Node {
  const { value, guards } = place;
  if (value.kind === "word") {
    const number: Place = { value: { kind: "integer", member: value.member }, guards };
    return wordOf(node, number, value.words);
  }
  if (value.kind === "origin") {
    const number: Place = { value: { kind: "integer", member: value.member }, guards };
    const state = made(node, "string", { kind: "field", name: "label_state" });
    const host = made(node, "string", { kind: "const", value: "host" });
    const test = made(node, "bool", { kind: "call", op: "==", args: [state, host] });
    const then = wordOf(node, number, ORIGIN_WORDS.host);
    const otherwise = wordOf(node, number, ORIGIN_WORDS.container);
    return made(node, "string", { kind: "if", test, then, otherwise });
  }
  return made(node, field.type, { kind: "load", place });
}

/** The word of a number, from 0; the last one for numbers beyond. */
function wordOf(node: Node, number: Place, words: readonly string[]): Node {
  const load = made(node, "int", { kind: "load", place: number });
  return words.slice(0, -1).reduceRight<Node>(
    (otherwise, word, index) => {
      const value = made(node, "int", { kind: "const", value: BigInt(index) });
      const test = made(node, "bool", { kind: "call", op: "==", args: [load, value] });
      const then = made(node, "string", { kind: "const", value: word });
      return made(node, "string", { kind: "if", test, then, otherwise });
    },
    made(node, "string", { kind: "const", value: words.at(-1) ?? "" }),
  );
}

/** What wasm/lineage/literals.ts has for the numbers of an origin, by whether the process is in a container. */
const ORIGIN_WORDS = {
  host: ["host", "host", "host", "exec"],
  container: ["runtime", "runtime", "entrypoint", "exec"],
} as const;

function present(node: Node, place: Place): Node {
  return made(node, "bool", { kind: "present", place });
}

function made({ at }: Node, type: Node["type"], body: Body): Node {
  return { ...body, type, at };
}
