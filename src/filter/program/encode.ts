import type { EventKind } from "#events/definition.ts";
import * as op from "../../../wasm/filter/ops.ts";
import { type Condition, whenIs } from "../fold/condition.ts";
import { IP_TESTS } from "../values/ip.ts";
import { CIVIL, LENGTHS } from "../values/moments.ts";
import type { Node } from "../tree.ts";
import type { Cidr, Ip, Type, Value } from "../types.ts";
import { Assembler, END, type Label } from "./assembler.ts";
import { placeWords } from "./places.ts";
import {
  ARITHMETIC,
  halves,
  impossible,
  ipWords,
  isPlain,
  MIRRORED,
  numberWords,
  ON_TOP,
  ORDERS,
  SIZE_LIMIT,
  statusOf,
  TEXT_TESTS,
  textsOf,
  TYPES,
  word,
} from "./words.ts";

/** Thrown where a program would be too large: the message is the rule, as "it must …". */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/**
 * Makes the program of a condition on records of a kind.
 *
 * @param automata Where the automaton of a pattern lies.
 * @throws TooLarge
 */
export function encode(
  condition: Condition,
  kind: EventKind,
  automata: ReadonlyMap<string, number>,
): Uint8Array {
  return new Encoder(kind, automata).encode(condition);
}

class Encoder {
  readonly #kind: EventKind;
  readonly #automata: ReadonlyMap<string, number>;
  readonly #out = new Assembler();
  #depth = 0;
  #made = 0;

  constructor(kind: EventKind, automata: ReadonlyMap<string, number>) {
    this.#kind = kind;
    this.#automata = automata;
  }

  encode(condition: Condition): Uint8Array {
    this.#condition(condition, END.true, END.false);
    return this.#out.finish();
  }

  /** Goes to one of two labels. */
  #condition(condition: Condition, yes: Label, no: Label): void {
    if (this.#out.size > SIZE_LIMIT) {
      throw new TooLarge("it must be shorter: what it asks of events");
    }
    switch (condition.kind) {
      case "always":
      case "never":
        return this.#jump(condition.kind === "always" ? yes : no);
      case "all":
      case "any":
        for (const [index, part] of condition.parts.entries()) {
          if (index === condition.parts.length - 1) this.#condition(part, yes, no);
          else {
            const next: Label = { at: undefined };
            if (condition.kind === "all") this.#condition(part, next, no);
            else this.#condition(part, yes, next);
            this.#out.place(next);
          }
        }
        return;
      case "each":
        return this.#each(condition, yes, no);
      case "atom":
        // What was made before is needed no more, unless it waits on the stack.
        if (this.#depth === 0) this.#made = 0;
        return this.#atom(condition.node, condition.is, yes, no);
    }
  }

  #jump(label: Label): void {
    // The ends are no places: a jump there is a test that always goes one way.
    if (label !== END.true && label !== END.false) {
      return this.#out.emit(op.JUMP, { label });
    }
    const nothing = this.#out.data([op.FORM_PRESENCE]);
    this.#out.emit(word(op.TEST_PRESENT, 0, true), nothing, { label }, { label });
  }

  #each(condition: Extract<Condition, { kind: "each" }>, yes: Label, no: Label): void {
    const all = condition.how === "all";
    const body: Label = { at: undefined };
    const next: Label = { at: undefined };
    this.#push(condition.list, false);
    this.#depth--;
    this.#out.emit(word(op.EACH, Number(all), true), { label: body }, { label: yes }, {
      label: no,
    });
    this.#out.place(body);
    if (all) this.#condition(condition.body, next, no);
    else this.#condition(condition.body, yes, next);
    this.#out.place(next);
    this.#out.emit(word(op.NEXT, Number(all), true), { label: body }, { label: yes }, {
      label: no,
    });
  }

  #atom(node: Node, is: boolean, yes: Label, no: Label): void {
    const targets = [{ label: yes }, { label: no }] as const;
    if (node.kind === "present") {
      this.#out.emit(word(op.TEST_PRESENT, 0, is), this.#presence(node), ...targets);
      return;
    }
    if (node.kind !== "call") throw impossible(node);
    if (this.#quick(node, is, targets)) return;
    const { op: name, args } = node;
    const [a, b] = args;
    if (a === undefined) throw impossible(node);
    if (
      name in TEXT_TESTS && a.type === "string" && b !== undefined &&
      !(name in ORDERS && b.type !== "string")
    ) {
      this.#pushBoth(a, b, !isPlain(b) && !(name === "==" && isPlain(a)));
      this.#out.emit(word(op.COMPARE_TEXTS, TEXT_TESTS[name] ?? 0, is), ...targets);
      this.#depth -= 2;
    } else if (name in ORDERS && b !== undefined) {
      this.#pushBoth(a, b, true);
      const detail = (ORDERS[name] ?? 0) | this.#typeOf(a) << 4;
      this.#out.emit(word(op.COMPARE, detail, is), ...targets);
      this.#depth -= 2;
    } else if (name === "matches" && b?.kind === "const") {
      this.#push(a, true);
      this.#out.emit(word(op.MATCH, 0, is), this.#automaton(b), ...targets);
      this.#depth--;
    } else if (name === "in" && b?.type === "list<string>" && b.kind !== "const") {
      this.#pushBoth(a, b, true);
      this.#make();
      this.#out.emit(word(op.IN_LIST, 0, is), ...targets);
      this.#depth -= 2;
    } else if (name === "in" && b?.kind === "const") {
      this.#push(a, true);
      this.#out.emit(word(op.IN_CONSTANTS, this.#typeOf(a), is), this.#constants(a, b), ...targets);
      this.#depth--;
    } else if (name === "containsIP" && a.kind === "const" && b !== undefined) {
      this.#push(b, true);
      if (b.type === "string") {
        this.#make();
        this.#out.emit(op.PARSE_IP);
      }
      this.#out.emit(word(op.IN_NETWORK, 0, is), this.#network(a.value as Cidr), ...targets);
      this.#depth--;
    } else if (name === "isIP") {
      this.#push(a, true);
      this.#make();
      this.#out.emit(word(op.IS_IP, 0, is), ...targets);
      this.#depth--;
    } else if (name in IP_TESTS) {
      this.#push(a, true);
      const test = Object.keys(IP_TESTS).indexOf(name);
      this.#out.emit(word(op.TEST_IP, test, is), ...targets);
      this.#depth--;
    } else throw impossible(node);
  }

  /** Tests of one place against constants, which need no stack. */
  #quick(
    { op: name, args }: Extract<Node, { kind: "call" }>,
    is: boolean,
    targets: readonly [{ readonly label: Label }, { readonly label: Label }],
  ): boolean {
    const [a, b] = args;
    if (a === undefined || b === undefined) return false;
    const mirrored = name in MIRRORED && a.kind === "const";
    const [load, constant] = mirrored ? [b, a] : [a, b];
    if (load.kind !== "load" || constant.kind !== "const") return false;
    const { value } = constant;
    if (load.type === "int" && typeof value === "bigint" && name in ORDERS) {
      const order = ORDERS[mirrored ? MIRRORED[name] ?? name : name] ?? 0;
      this.#out.emit(
        word(op.TEST_INTEGER, order, is),
        this.#place(load),
        ...halves(value),
        ...targets,
      );
      return true;
    }
    if (load.type !== "string") return false;
    if (name === "matches") {
      this.#out.emit(word(op.TEST_MATCH, 0, is), this.#place(load), this.#automaton(b), ...targets);
      return true;
    }
    if (typeof value === "string" && name in TEXT_TESTS && isPlain(constant)) {
      const test = word(op.TEST_TEXT, TEXT_TESTS[name] ?? 0, is);
      this.#out.emit(test, this.#place(load), ...this.#out.text(value), ...targets);
      return true;
    }
    if (name !== "in" || !isPlain(constant)) return false;
    const list = this.#out.textList(textsOf(value));
    this.#out.emit(word(op.TEST_TEXT_IN, 0, is), this.#place(load), list, ...targets);
    return true;
  }

  /** Puts a value on the stack; texts well-formed where that may matter. */
  #push(node: Node, wellFormed: boolean): void {
    if (++this.#depth > op.STACK_DEPTH) throw new TooLarge("it must be simpler: what it computes");
    switch (node.kind) {
      case "const":
        return this.#pushConstant(node.type, node.value);
      case "fail":
        return this.#out.emit(word(op.PUSH_FAILURE, statusOf(node.why), false));
      case "load":
        this.#out.emit(word(op.PUSH_PLACE, this.#anew(node, wellFormed), false), this.#place(node));
        return;
      case "variable":
        return this.#out.emit(word(op.PUSH_VARIABLE, this.#anew(node, wellFormed), false));
      case "if":
        return this.#pushChoice(node, wellFormed);
      case "call":
        return this.#pushCall(node, wellFormed);
      default:
        throw impossible(node);
    }
  }

  #pushBoth(a: Node, b: Node, wellFormed: boolean): void {
    this.#push(a, wellFormed);
    this.#push(b, wellFormed);
  }

  /** 1 for a text that must be well-formed. */
  #anew(node: Node, wellFormed: boolean): number {
    if (node.type !== "string" || !wellFormed) return 0;
    this.#make();
    return 1;
  }

  #make(): void {
    if (++this.#made > op.MADE_TEXTS) {
      throw new TooLarge("it must be simpler: what it asks of texts");
    }
  }

  #pushConstant(type: Type, value: Value): void {
    if (type === "string") return this.#out.emit(op.PUSH_TEXT, ...this.#out.text(String(value)));
    if (type === "ip") return this.#out.emit(op.PUSH_IP, ...ipWords(value as Ip));
    if (typeof value !== "bigint") throw new TypeError(`Cannot use a ${type} as a program's value`);
    this.#out.emit(op.PUSH_NUMBER, ...numberWords(type, value));
  }

  #pushChoice(node: Extract<Node, { kind: "if" }>, wellFormed: boolean): void {
    const [then, otherwise, failed, end] = [0, 1, 2, 3].map((): Label => ({ at: undefined }));
    if (!then || !otherwise || !failed || !end) throw impossible(node);
    const isFalse: Label = { at: undefined };
    this.#depth--;
    this.#condition(whenIs(node.test, true), then, isFalse);
    this.#out.place(isFalse);
    this.#condition(whenIs(node.test, false), otherwise, failed);
    this.#out.place(then);
    this.#push(node.then, wellFormed);
    this.#depth--;
    this.#out.emit(op.JUMP, { label: end });
    this.#out.place(otherwise);
    this.#push(node.otherwise, wellFormed);
    this.#out.emit(op.JUMP, { label: end });
    this.#out.place(failed);
    this.#out.emit(word(op.PUSH_FAILURE, op.STATUS_ERROR, false));
    this.#out.place(end);
  }

  #pushCall(node: Extract<Node, { kind: "call" }>, wellFormed: boolean): void {
    const { op: name, args } = node;
    const [a, b] = args;
    if (a === undefined) throw impossible(node);
    this.#depth--;
    if (name === "index" && b !== undefined) {
      this.#pushBoth(a, b, false);
      this.#out.emit(word(op.ELEMENT, this.#anew(node, wellFormed), false));
      this.#depth--;
    } else if (name === "size") {
      this.#push(a, true);
      this.#out.emit(a.type === "string" ? op.SIZE_TEXT : op.SIZE_LIST);
    } else if (name === "-" && b === undefined) {
      this.#push(a, false);
      this.#out.emit(op.NEGATE);
    } else if (name in ARITHMETIC && b !== undefined) {
      this.#pushBoth(a, b, false);
      const type = this.#typeOf(node);
      if (type === op.TYPE_TEXT) throw impossible(node);
      this.#out.emit(word(op.ARITHMETIC, (ARITHMETIC[name] ?? 0) | type << 4, false));
      this.#depth--;
    } else if (name in CIVIL && a.type === "timestamp") {
      this.#push(a, false);
      this.#out.emit(word(op.CIVIL_PART, Object.keys(CIVIL).indexOf(name), false));
    } else if (name in LENGTHS) {
      this.#push(a, false);
      this.#out.emit(word(op.LENGTH_IN, Object.keys(LENGTHS).indexOf(name), false));
    } else {
      const change = ON_TOP[name];
      if (change === undefined) throw impossible(node);
      this.#push(a, true);
      if (change === op.LOWER || change === op.UPPER || change === op.PARSE_IP) this.#make();
      this.#out.emit(change);
    }
  }

  #place(node: Extract<Node, { kind: "load" }>) {
    return this.#out.data(placeWords(this.#kind, node.place));
  }

  #presence({ place: { guards } }: Extract<Node, { kind: "present" }>) {
    return this.#out.data(placeWords(this.#kind, { guards, value: { kind: "true" } }));
  }

  #automaton(pattern: Node): number {
    const at = pattern.kind === "const" ? this.#automata.get(String(pattern.value)) : undefined;
    if (at === undefined) throw impossible(pattern);
    return at;
  }

  #constants(element: Node, { value }: Extract<Node, { kind: "const" }>) {
    if (element.type === "string") return this.#out.textList(textsOf(value));
    const list = value as readonly bigint[];
    const words = list.flatMap((one) => numberWords(element.type, one));
    return this.#out.data([list.length, ...words]);
  }

  #network({ ip, prefix }: Cidr) {
    const [family = 4, ...bytes] = ipWords(ip);
    return this.#out.data([family, prefix, ...bytes]);
  }

  #typeOf({ type }: Node): number {
    const code = TYPES[type];
    if (code === undefined) throw new TypeError(`Cannot compare values of type ${type} on records`);
    return code;
  }
}
