import { TemplateError } from "./error.ts";
import { isFunction } from "./functions.ts";
import { type Part, splitTemplate, type Token } from "./tokens.ts";
import type { Call, Node, Operand, Pipeline } from "./tree.ts";

/**
 * Reads a template.
 *
 * @throws TemplateError where it is malformed, or uses what is not supported.
 */
export function parseTemplate(template: string): readonly Node[] {
  const parser = new Parser(splitTemplate(template));
  const nodes = parser.nodes(false);
  parser.expectEnd();
  return nodes;
}

const UNSUPPORTED: ReadonlySet<string> = new Set(["define", "template", "block"]);
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["nil", null],
]);

type Action = Part & { kind: "action" };

/** Reads parts one after the other. */
class Parser {
  readonly #parts: readonly Part[];
  #next = 0;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** Reads until an `else` or `end` that belongs further out, which is left unread. */
  nodes(inLoop: boolean): Node[] {
    const nodes: Node[] = [];
    for (let part = this.#parts[this.#next]; part !== undefined; part = this.#parts[this.#next]) {
      if (part.kind === "action" && isOneOf(part.tokens[0], ["else", "end"])) break;
      this.#next++;
      nodes.push(part.kind === "text" ? part : this.#action(part, inLoop));
    }
    return nodes;
  }

  /** @throws TemplateError where an `else` or `end` is left over. */
  expectEnd(): void {
    const part = this.#parts[this.#next];
    if (part?.kind === "action") {
      throw new TemplateError("there is nothing that this would end", part.source);
    }
  }

  #action(part: Action, inLoop: boolean): Node {
    const [first, ...rest] = part.tokens;
    if (first === undefined) throw new TemplateError("an action must say something", part.source);
    if (first.kind === "word") {
      const { text } = first;
      if (text === "if" || text === "with" || text === "range") {
        return this.#block(text, rest, part, inLoop);
      }
      if (text === "break" || text === "continue") {
        if (inLoop && rest.length === 0) return { kind: text };
        throw new TemplateError(`${text} stands alone, within range`, part.source);
      }
      if (UNSUPPORTED.has(text)) throw new TemplateError(`${text} is not supported`, part.source);
    }
    return { kind: "print", pipeline: pipelineOf(part.tokens, part.source) };
  }

  #block(
    kind: "if" | "with" | "range",
    tokens: readonly Token[],
    part: Action,
    inLoop: boolean,
  ): Node {
    const pipeline = pipelineOf(tokens, part.source, kind === "range" ? 2 : 1);
    const body = this.nodes(inLoop || kind === "range");
    const end = this.#parts[this.#next++];
    if (end?.kind !== "action") {
      throw new TemplateError("it needs an {{end}}", part.source);
    }
    const [word, second, ...rest] = end.tokens;
    if (word?.text === "end") return { kind, pipeline, body, otherwise: [] };
    if (second !== undefined) {
      if (second.text !== "if" && second.text !== "with") {
        throw new TemplateError("only if and with can follow else", end.source);
      }
      // The inner block ends where the outer one does.
      return { kind, pipeline, body, otherwise: [this.#block(second.text, rest, end, inLoop)] };
    }
    const otherwise = this.nodes(inLoop);
    const last = this.#parts[this.#next++];
    if (last?.kind !== "action" || last.tokens[0]?.text !== "end") {
      throw new TemplateError("it needs an {{end}}", part.source);
    }
    return { kind, pipeline, body, otherwise };
  }
}

function isOneOf(token: Token | undefined, words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text);
}

function pipelineOf(tokens: readonly Token[], source: string, mostVariables = 1): Pipeline {
  const reader = new PipelineReader(tokens, source);
  const pipeline = reader.pipeline(mostVariables);
  if (!reader.atEnd) throw new TemplateError("it has a word too many", source);
  return pipeline;
}

/** Reads the words of one action. */
class PipelineReader {
  readonly #tokens: readonly Token[];
  readonly #source: string;
  #next = 0;

  constructor(tokens: readonly Token[], source: string) {
    this.#tokens = tokens;
    this.#source = source;
  }

  get atEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  pipeline(mostVariables: number): Pipeline {
    const { variables, declares } = this.#targets(mostVariables);
    const calls: Call[] = [this.#call()];
    while (this.#take("|")) calls.push(this.#call());
    return { calls, variables, declares, source: this.#source };
  }

  #targets(most: number): { variables: string[]; declares: boolean } {
    const variables: string[] = [];
    let at = this.#next;
    while (this.#tokens[at]?.kind === "variable" && variables.length < most) {
      variables.push(this.#tokens[at]?.text ?? "");
      at++;
      if (this.#tokens[at]?.text !== ",") break;
      at++;
    }
    const sign = this.#tokens[at];
    const isTarget = variables.length > 0 && sign?.kind === "sign" &&
      (sign.text === ":=" || sign.text === "=");
    if (!isTarget) return { variables: [], declares: false };
    this.#next = at + 1;
    return { variables, declares: sign.text === ":=" };
  }

  #call(): Call {
    const first = this.#operand();
    if (first === undefined) throw new TemplateError("a value is missing", this.#source);
    const more: Operand[] = [];
    for (let next = this.#operand(); next !== undefined; next = this.#operand()) more.push(next);
    return [first, ...more];
  }

  #operand(): Operand | undefined {
    let operand = this.#term();
    if (operand === undefined) return undefined;
    for (;;) {
      const token = this.#tokens[this.#next];
      if (token?.kind !== "field" || token.apart) return operand;
      this.#next++;
      operand = { kind: "field", of: operand, name: token.text };
    }
  }

  #term(): Operand | undefined {
    const token = this.#tokens[this.#next];
    if (token === undefined) return undefined;
    if (token.kind === "sign") {
      if (token.text === ".") return this.#accept({ kind: "dot" });
      if (token.text !== "(") return undefined;
      this.#next++;
      const pipeline = this.pipeline(0);
      if (!this.#take(")")) throw new TemplateError("a bracket is not closed", this.#source);
      return { kind: "pipeline", pipeline };
    }
    switch (token.kind) {
      case "field":
        return this.#accept({ kind: "field", of: { kind: "dot" }, name: token.text });
      case "variable":
        return this.#accept({ kind: "variable", name: token.text });
      case "string":
        return this.#accept({ kind: "literal", value: token.text });
      case "number":
        return this.#accept({ kind: "literal", value: Number(token.text) });
      case "word": {
        const constant = CONSTANTS.get(token.text);
        if (constant !== undefined) return this.#accept({ kind: "literal", value: constant });
        if (!isFunction(token.text)) {
          throw new TemplateError(`there is no function ${token.text}`, this.#source);
        }
        return this.#accept({ kind: "function", name: token.text });
      }
    }
  }

  #accept(operand: Operand): Operand {
    this.#next++;
    return operand;
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#next];
    const isIt = token?.kind === "sign" && token.text === sign;
    if (isIt) this.#next++;
    return isIt;
  }
}
