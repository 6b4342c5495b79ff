import { keyFault, valueFault } from "./label_syntax.ts";
import { meets, type Operator, type Requirement, wholeNumber } from "./requirement.ts";
import { selectorTokens, type Token } from "./selector_tokens.ts";
import { FilterSyntaxError } from "./syntax_error.ts";

/** A label selector as `kubectl -l` takes it; plain data. */
export interface LabelSelector {
  /** As it was written. */
  readonly text: string;
  /** All of them must be met. */
  readonly requirements: readonly Requirement[];
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  "=": "in",
  "==": "in",
  "!=": "notin",
  "in": "in",
  "notin": "notin",
  ">": "greater",
  "<": "less",
};

/**
 * Reads a label selector in Kubernetes' whole language: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`,
 * `!a`, `a>1`, `a<1`, with commas between them. An empty one asks for nothing.
 *
 * @throws FilterSyntaxError The rule that it breaks, and at which character.
 */
export function parseSelector(text: string): LabelSelector {
  return { text, requirements: new SelectorParser(text).parse() };
}

/** Whether labels meet all that a selector asks for. */
export function matchesSelector(
  { requirements }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return requirements.every((requirement) => meets(labels, requirement));
}

class SelectorParser {
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #next = 0;

  constructor(text: string) {
    this.#tokens = selectorTokens(text);
    this.#end = { kind: "end", text: "", position: text.length + 1 };
  }

  parse(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#peek().kind === "end") return requirements;
    for (;;) {
      requirements.push(this.#requirement());
      const token = this.#take();
      if (token.kind === "end") return requirements;
      if (token.kind !== ",") throw unexpected(token, 'a "," or its end');
    }
  }

  #requirement(): Requirement {
    if (this.#peek().kind === "!") {
      this.#take();
      return { key: this.#key("a key"), operator: "absent", values: [] };
    }
    const key = this.#key('a key or "!"');
    if (this.#atEnd()) return { key, operator: "exists", values: [] };
    const token = this.#take();
    const operator = Object.hasOwn(OPERATORS, token.text) ? OPERATORS[token.text] : undefined;
    if (operator === undefined) {
      throw unexpected(token, "=, ==, !=, in, notin, <, >, a comma or its end");
    }
    if (token.kind === "word") return { key, operator, values: this.#list() };
    return { key, operator, values: [this.#exactValue(operator)] };
  }

  #key(expected: string): string {
    const token = this.#take();
    if (token.kind !== "word") throw unexpected(token, expected);
    const fault = keyFault(token.text);
    if (fault !== undefined) throw wrong("key", token, fault);
    return token.text;
  }

  #exactValue(operator: Operator): string {
    const token = this.#peek();
    const value = this.#atEnd() ? "" : this.#value("a value");
    if (operator !== "greater" && operator !== "less") return value;
    if (wholeNumber(value) === undefined) {
      throw wrong("value", token, "must be a whole number of 64 bits");
    }
    return value;
  }

  /** `(a,b)`; an item may be empty, so `()` is the empty value. */
  #list(): readonly string[] {
    const open = this.#take();
    if (open.kind !== "(") throw unexpected(open, 'a "("');
    const values = new Set<string>();
    for (;;) {
      const { kind } = this.#peek();
      values.add(kind === "," || kind === ")" ? "" : this.#value('a value, a "," or a ")"'));
      const token = this.#take();
      if (token.kind === ")") return [...values];
      if (token.kind !== ",") throw unexpected(token, 'a "," or a ")"');
    }
  }

  #value(expected: string): string {
    const token = this.#take();
    if (token.kind !== "word") throw unexpected(token, expected);
    const fault = valueFault(token.text);
    if (fault !== undefined) throw wrong("value", token, fault);
    return token.text;
  }

  #atEnd(): boolean {
    const { kind } = this.#peek();
    return kind === "end" || kind === ",";
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#end;
  }

  #take(): Token {
    return this.#tokens[this.#next++] ?? this.#end;
  }
}

function unexpected({ kind, text, position }: Token, expected: string): FilterSyntaxError {
  const found = kind === "end" ? "its end" : JSON.stringify(text);
  return new FilterSyntaxError(`it must have ${expected} at character ${position}, not ${found}`);
}

function wrong(what: string, { position }: Token, fault: string): FilterSyntaxError {
  return new FilterSyntaxError(`its ${what} at character ${position} ${fault}`);
}
