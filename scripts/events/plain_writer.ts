import type { EventKind, Value } from "#events/definition.ts";
import { constantName, functionName, offsetName } from "./layout.ts";
import { PayloadCode, variable } from "./members.ts";
import { membersToLoad, needsOf } from "./needs.ts";
import { framePlan, kindPlan, type Step } from "./plan.ts";

/** wasm/kinds/plain.ts: writes any event, piece by piece. */
export function plainWriter(kinds: readonly EventKind[]): string {
  const imports = new Set<string>(["RECORD_FLAGS", "RECORD_SIZE", "RECORD_TIME_NS", "RECORD_TYPE"]);
  const own = kinds.filter(({ line }) => line.length > 0);
  const frame = frameCode(imports);
  const functions = own.map((kind) => kindFunction(kind, imports));
  for (const { name } of kinds.slice(0, -1)) imports.add(constantName(name));
  for (const { name } of own) imports.add(constantName(name));
  return `// Made by deno task events from src/events/; not to be edited.
// The line of an event up to its label fragment, piece by piece: the plain twin of usual.ts, and for what is unusual.

import { decimal32, decimal64 } from "../text/decimal";
import { timestamp } from "../text/time";
import { wallClock } from "../clock";
import { put } from "../scalar/put";
import { argumentList, baseName, firstArgument, nameOf, text } from "../strings";
import { ${[...imports].sort().join(", ")} } from "../wire";

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
  const payload = record + RECORD_SIZE;
${
    own.map(({ name }) =>
      `if (type === ${constantName(name)}) return ${functionName(name)}(at, payload, flags);\n`
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

${functions.join("\n")}`;
}

function frameCode(imports: Set<string>): string {
  return framePlan().steps.map((step) => {
    if (step.step === "literal") return put(step.text);
    if (step.step !== "value" || !("member" in step.value)) {
      throw new TypeError("Cannot write the frame as it must hold members only");
    }
    const offset = offsetName("record", step.value.member);
    imports.add(offset);
    switch (step.value.kind) {
      case "name":
        return `at = nameOf(at, record + ${offset});\n`;
      case "time":
        return `at = timestamp(at, wallClock(load<u64>(record, ${offset})));\n`;
      default:
        return `at = decimal32(at, load<u32>(record, ${offset}));\n`;
    }
  }).join("");
}

function kindFunction(kind: EventKind, imports: Set<string>): string {
  const code = new PayloadCode(kind);
  const steps = kindPlan(kind);
  const needs = needsOf(steps);
  const text = `function ${functionName(kind.name)}(at: usize, payload: usize, flags: u32): usize {
${code.load(membersToLoad(needs, kind.payload))}${code.texts(needs.texts)}${
    stepsCode(steps, code)
  }return at;
}
`;
  for (const name of code.imports) imports.add(name);
  return text;
}

function stepsCode(steps: readonly Step[], code: PayloadCode): string {
  return steps.map((step): string => {
    if (step.step === "literal") return put(step.text);
    if (step.step === "value") return valueCode(step.value, code);
    const condition = code.condition(step.when);
    if (step.then.length === 0) {
      return `if (!(${condition})) {\n${stepsCode(step.otherwise, code)}}\n`;
    }
    const otherwise = step.otherwise.length === 0
      ? ""
      : ` else {\n${stepsCode(step.otherwise, code)}}`;
    return `if (${condition}) {\n${stepsCode(step.then, code)}}${otherwise}\n`;
  }).join("");
}

function valueCode(value: Value, code: PayloadCode): string {
  const of = (text: string) => `${variable(text)}, <usize> ${variable(code.lengthOf(text))}`;
  switch (value.kind) {
    case "integer":
      return `at = decimal32(at, ${variable(value.member)});\n`;
    case "wide":
      return `at = decimal64(at, ${variable(value.member)});\n`;
    case "time":
      return `at = timestamp(at, wallClock(${variable(value.member)}));\n`;
    case "string":
      return `at = text(at, ${of(value.text)});\n`;
    case "basename":
      return `at = baseName(at, ${of(value.text)});\n`;
    case "arguments":
      return `at = argumentList(at, ${of(value.text)});\n`;
    case "first_argument":
      return `at = firstArgument(at, ${of(value.text)});\n`;
    default:
      throw new TypeError(`Cannot write a value of kind ${value.kind} from a payload`);
  }
}

function literalOf(steps: readonly Step[]): string {
  return steps.map((step) => step.step === "literal" ? step.text : "").join("");
}

function put(text: string): string {
  return `at = put(at, '${text}');\n`;
}
