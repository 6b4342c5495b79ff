import type { EventKind, Value } from "#events/definition.ts";
import { constantName, functionName } from "./layout.ts";
import { fastKinds, type LiteralTable, ownSteps } from "./literals.ts";
import { PayloadCode, variable } from "./members.ts";
import { membersToLoad, type Needs, needsOf } from "./needs.ts";
import { RECORD } from "#events/record.ts";
import { framePlan, isUsual, kindPlan, type Step, usualSteps } from "./plan.ts";
import { handWritten, importsFor, LINEAGE_MODULES, takesFlags, type WordTable } from "./values.ts";

/** What lines are written with, by the module that has it. */
const MODULES: readonly (readonly [module: string, names: readonly string[]])[] = [
  ["../simd/decimal", ["decimal32", "decimal64"]],
  ["../simd/frame", ["frame"]],
  ["../simd/text", ["baseName", "command", "firstArgument", "inlineText", "path"]],
  ["../simd/tables", ["IN_ARGUMENTS"]],
  ...LINEAGE_MODULES,
];

/** wasm/kinds/usual.ts: writes events that are as most are, fast; hands the others to plain.ts. */
export function usualWriter(
  kinds: readonly EventKind[],
  table: LiteralTable,
  words: WordTable,
): string {
  const imports = new Set<string>(["RECORD_SIZE"]);
  const fast = fastKinds(kinds);
  const functions = fast.map((kind) => kindFunction(kind, table, imports, words));
  for (const { name } of fast) imports.add(constantName(name));
  const guard = frameGuard(imports);
  const code = functions.join("\n");
  return `// Made by deno task events from src/events/; not to be edited.
// The line of an event as most are: no flag is set, all texts have bytes. Copies of literals longer than needed.

${importsFor(code, [...MODULES, ["./literals", literalNames(table)], ["./words", words.names]])}
import { plainLine } from "./plain";
import { ${[...imports].sort().join(", ")} } from "../wire";

/** Writes from the opening brace to the brace that closes the last object but the line's; the record is a checked one. */
// @inline
export function usualLine(at: usize, record: usize, head: u32): usize {
  const type = head & 0xFFFF;
  const flags = head >> 16;
${guard}${
    fast.map(({ name }) =>
      `if (type === ${constantName(name)}) return ${functionName(name)}(at, record${
        takesFlags(code, name)
      });\n`
    ).join("")
  }return plainLine(at, record);
}

/** Without the NUL that ends the last one; it may be cut. */
// @inline
function lengthOfArguments(args: usize, length: usize): usize {
  return length - <usize> (load<u8>(args + length - 1) === 0);
}

${code}`;
}

function literalNames(table: LiteralTable): string[] {
  return table.literals.map(({ name }) => name);
}

/** What every line has that most have: else the plain writer takes it. */
function frameGuard(imports: Set<string>): string {
  const payload = { struct: "record", comment: "", members: RECORD.members, texts: [] };
  const code = new PayloadCode({ payload, flags: [] }, "record");
  const { steps } = framePlan();
  const conditions = unusualConditions(steps, code, false);
  const asked = steps.flatMap((step) =>
    step.step === "choice" && "member" in step.when ? [step.when.member] : []
  );
  const names = RECORD.members.map(({ name }) => name).filter((name) => asked.includes(name));
  const text = `${code.load(names)}if (${conditions.join(" || ")}) return plainLine(at, record);\n`;
  for (const name of code.imports) imports.add(name);
  return text;
}

function kindFunction(
  kind: EventKind,
  table: LiteralTable,
  imports: Set<string>,
  words: WordTable,
): string {
  const code = new PayloadCode(kind);
  const all = kindPlan(kind);
  const needs = needsOf(usualSteps(all));
  const unusual = unusualConditions(all, code, kind.flags.length > 0);
  const steps = ownSteps(kind);
  const written = needsOf(steps);
  const guarded: Needs = {
    members: new Set([...needs.members, ...conditionMembers(all)]),
    texts: needs.texts,
  };
  const text = `// @inline
function ${functionName(kind.name)}(at: usize, record: usize${
    kind.flags.length > 0 ? ", flags: u32" : ""
  }): usize {
  const payload = record + RECORD_SIZE;
${code.load(membersToLoad(guarded, kind.payload))}${
    unusual.length === 0 ? "" : `if (${unusual.join(" || ")}) return plainLine(at, record);\n`
  }${code.texts(written.texts)}at = frame(at, record, ${constantName(kind.name)});
${steps.map((step) => stepCode(step, code, table, words)).join("")}return at;
}
`;
  for (const name of code.imports) imports.add(name);
  return text;
}

/** What makes an event unusual: a flag, a text without bytes that has its own keys, a member that should be 0. */
function unusualConditions(
  steps: readonly Step[],
  code: PayloadCode,
  hasFlags: boolean,
): string[] {
  const found = new Set<string>(hasFlags ? ["flags !== 0"] : []);
  const visit = (step: Step) => {
    if (step.step === "value" && step.value.kind === "arguments") {
      found.add(`${variable(code.lengthOf(step.value.text))} === 0`);
    }
    if (step.step !== "choice") return;
    if ("text" in step.when) found.add(`${variable(code.lengthOf(step.when.text))} === 0`);
    if ("member" in step.when) {
      found.add(`${variable(step.when.member)} ${isUsual(step) ? "===" : "!=="} 0`);
    }
    for (const inner of isUsual(step) ? step.then : step.otherwise) visit(inner);
  };
  for (const step of steps) visit(step);
  return [...found];
}

/** The members that those conditions ask. */
function conditionMembers(steps: readonly Step[]): string[] {
  return steps.flatMap((step): string[] => {
    if (step.step !== "choice") return [];
    const inner = conditionMembers(isUsual(step) ? step.then : step.otherwise);
    return "member" in step.when ? [step.when.member, ...inner] : inner;
  });
}

function stepCode(
  step: Step,
  code: PayloadCode,
  table: LiteralTable,
  words: WordTable,
): string {
  if (step.step === "literal") return table.write(step.text);
  if (step.step === "choice") {
    throw new TypeError("Cannot write a choice as usual events have none");
  }
  return valueCode(step.value, code, words);
}

function valueCode(value: Value, code: PayloadCode, words: WordTable): string {
  const of = (text: string) => `${variable(text)}, <usize> ${variable(code.lengthOf(text))}`;
  switch (value.kind) {
    case "integer":
      return `at = decimal32(at, ${variable(value.member)});\n`;
    case "wide":
      return `at = decimal64(at, ${variable(value.member)});\n`;
    case "string":
      return `at = path(at, ${of(value.text)});\n`;
    case "basename":
      return `at = baseName(at, ${of(value.text)});\n`;
    case "first_argument":
      return `at = firstArgument(at, ${of(value.text)});\n`;
    case "arguments":
      return `at = inlineText(at, ${variable(value.text)}, lengthOfArguments(${
        of(value.text)
      }), IN_ARGUMENTS);\n`;
    case "name":
      return `at = command(at, ${code.address(value.member)});\n`;
    case "time":
    case "true":
      throw new TypeError(`Cannot write a value of kind ${value.kind} fast`);
    case "ancestor":
      return handWritten(value, code, words).replace("ancestor(", "inlineAncestor(");
    default:
      return handWritten(value, code, words);
  }
}
