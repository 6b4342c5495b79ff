import type { EventKind, Value } from "#events/definition.ts";
import { RECORD } from "#events/record.ts";
import { constantName, functionName } from "./layout.ts";
import { PayloadCode, variable } from "./members.ts";
import { membersToLoad, needsOf } from "./needs.ts";
import { framePlan, kindPlan, type Step } from "./plan.ts";
import { handWritten, importsFor, LINEAGE_MODULES, takesFlags, type WordTable } from "./values.ts";

/** What lines are written with, by the module that has it. */
const MODULES: readonly (readonly [module: string, names: readonly string[]])[] = [
  ["../text/decimal", ["decimal32", "decimal64"]],
  [
    "../strings",
    [
      "argumentList",
      "baseName",
      "firstArgument",
      "maskedFirst",
      "maskedList",
      "maskedPlaces",
      "nameOf",
      "text",
    ],
  ],
  ...LINEAGE_MODULES,
];

/** wasm/kinds/plain.ts: writes any event, piece by piece. */
export function plainWriter(kinds: readonly EventKind[], words: WordTable): string {
  const imports = new Set<string>(["RECORD_FLAGS", "RECORD_SIZE", "RECORD_TIME_NS", "RECORD_TYPE"]);
  const own = kinds.filter(({ line }) => line.length > 0);
  const frame = frameCode(imports, words);
  const functions = own.map((kind) => kindFunction(kind, imports, words));
  const code = functions.join("\n");
  for (const { name } of kinds.slice(0, -1)) imports.add(constantName(name));
  for (const { name } of own) imports.add(constantName(name));
  return `// Made by deno task events from src/events/; not to be edited.
// The line of an event up to its label fragment, piece by piece: the plain twin of usual.ts, and for what is unusual.

import { timestamp } from "../text/time";
import { wallClock } from "../clock";
import { put } from "../scalar/put";
${importsFor(frame + code, [...MODULES, ["./words", words.names]])}import { ${
    [...imports].sort().join(", ")
  } } from "../wire";

/** Writes from the opening brace to the brace that closes the last object but the line's; the record is a checked one. */
export function plainLine(at: usize, record: usize): usize {
  const type = <u32> load<u16>(record, RECORD_TYPE);
  at = put(at, '{"time":"');
  at = timestamp(at, wallClock(load<u64>(record, RECORD_TIME_NS)));
  at = put(at, '","event":"');
  at = eventName(at, type);
  at = put(at, '"');
${frame}
  const flags = <u32> load<u16>(record, RECORD_FLAGS);
${
    own.map(({ name }) =>
      `if (type === ${constantName(name)}) return ${functionName(name)}(at, record${
        takesFlags(code, name)
      });\n`
    ).join("")
  }return put(at, "${literalOf(kindPlan({ line: [] }))}");
}

function eventName(at: usize, type: u32): usize {
${
    kinds.slice(0, -1).map(({ name }) =>
      `if (type === ${constantName(name)}) return put(at, "${name}");\n`
    ).join("")
  }return put(at, "${kinds.at(-1)?.name}");
}

${code}`;
}

function frameCode(imports: Set<string>, words: WordTable): string {
  const payload = { struct: "record", comment: "", members: RECORD.members, texts: [] };
  const code = new PayloadCode({ payload, flags: [] }, "record");
  const { steps } = framePlan();
  const text = `${code.load(membersToLoad(needsOf(steps), payload))}${
    stepsCode(steps, code, words)
  }`;
  for (const name of code.imports) imports.add(name);
  return text;
}

function kindFunction(kind: EventKind, imports: Set<string>, words: WordTable): string {
  const code = new PayloadCode(kind);
  const steps = kindPlan(kind);
  const needs = needsOf(steps);
  const body = stepsCode(steps, code, words);
  const flags = body.includes("flags & ") ? ", flags: u32" : "";
  const text = `function ${functionName(kind.name)}(at: usize, record: usize${flags}): usize {
const payload = record + RECORD_SIZE;
${code.load(membersToLoad(needs, kind.payload))}${code.texts(needs.texts)}${body}return at;
}
`;
  for (const name of code.imports) imports.add(name);
  return text;
}

function stepsCode(steps: readonly Step[], code: PayloadCode, words: WordTable): string {
  return steps.map((step): string => {
    if (step.step === "literal") return put(step.text);
    if (step.step === "value") return valueCode(step.value, code, words);
    const condition = code.condition(step.when);
    if (step.then.length === 0) {
      return `if (!(${condition})) {\n${stepsCode(step.otherwise, code, words)}}\n`;
    }
    const otherwise = step.otherwise.length === 0
      ? ""
      : ` else {\n${stepsCode(step.otherwise, code, words)}}`;
    return `if (${condition}) {\n${stepsCode(step.then, code, words)}}${otherwise}\n`;
  }).join("");
}

function valueCode(value: Value, code: PayloadCode, words: WordTable): string {
  const call = (name: string, text: string) => `${name}(at, ${of(text)})`;
  const of = (text: string) => `${variable(text)}, <usize> ${variable(code.lengthOf(text))}`;
  switch (value.kind) {
    case "integer":
      return `at = decimal32(at, ${variable(value.member)});\n`;
    case "wide":
      return `at = decimal64(at, ${variable(value.member)});\n`;
    case "time":
      return `at = timestamp(at, wallClock(${variable(value.member)}));\n`;
    case "name":
      return `at = nameOf(at, ${code.address(value.member)});\n`;
    case "string":
      return `at = text(at, ${of(value.text)});\n`;
    case "basename":
      return `at = baseName(at, ${of(value.text)});\n`;
    case "arguments":
      return `at = ${
        code.unlessMasked(
          value.text,
          call("argumentList", value.text),
          call("maskedList", value.text),
        )
      };\n`;
    case "first_argument":
      return `at = ${
        code.unlessMasked(
          value.text,
          call("firstArgument", value.text),
          call("maskedFirst", value.text),
        )
      };\n`;
    case "masked_arguments":
      return `at = maskedPlaces(at, ${of(value.text)});\n`;
    case "true":
      throw new TypeError("Cannot write true as its literal says it");
    default:
      return handWritten(value, code, words);
  }
}

function literalOf(steps: readonly Step[]): string {
  return steps.map((step) => step.step === "literal" ? step.text : "").join("");
}

function put(text: string): string {
  return `at = put(at, '${text}');\n`;
}
