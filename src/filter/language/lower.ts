import type { ASTNode } from "@marcbachmann/cel-js";
import type { Field } from "../fields.ts";
import { allNodes, type Body, type Node } from "../tree.ts";
import { elementType, type Type } from "../types.ts";
import { Calls } from "./calls.ts";
import { at, constant, negated, node } from "./nodes.ts";

/** What an expression stands for: a value, an object of the line, or what may be absent. */
type Lowered =
  | { readonly kind: "value"; readonly node: Node }
  | { readonly kind: "object"; readonly path: string }
  | { readonly kind: "optional"; readonly there: Node; readonly value: Node };

/** Names of variables of macros, innermost last, and what they stand for. */
type Scope = readonly { readonly name: string; readonly node: Node }[];

const MACROS = ["exists", "all", "exists_one", "filter", "map"] as const;
const COMPARISONS = ["==", "<", "<=", ">", ">=", "in"];
const ARITHMETIC = ["+", "-", "*", "/", "%"];

/** Makes an expression that was checked into a tree. @throws FilterError where it asks for what filters cannot do. */
export function lower(
  ast: ASTNode,
  expression: string,
  fields: ReadonlyMap<string, Field>,
): Node {
  return new Lowerer(expression, fields).value(ast, []);
}

class Lowerer {
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #calls: Calls;
  #variables = 0;

  constructor(expression: string, fields: ReadonlyMap<string, Field>) {
    this.#fields = fields;
    this.#calls = new Calls(expression, fields);
  }

  value(ast: ASTNode, scope: Scope): Node {
    const lowered = this.#lower(ast, scope);
    if (lowered.kind === "value") return lowered.node;
    throw this.#calls.refuse(
      ast,
      lowered.kind === "object"
        ? `it must name a key of the line and not the object ${lowered.path}`
        : "it must say what an optional is where it is absent, as with orValue(),",
    );
  }

  #lower(ast: ASTNode, scope: Scope): Lowered {
    switch (ast.op) {
      case "value":
        return this.#literal(ast, ast.args);
      case "id":
        return this.#name(ast, ast.args, scope);
      case ".":
        return this.#member(ast, this.#lower(ast.args[0], scope), ast.args[1]);
      case ".?":
        return this.#optionalMember(ast, this.#lower(ast.args[0], scope), ast.args[1]);
      case "[]":
        return this.#index(ast, ast.args[0], ast.args[1], scope);
      case "[?]":
        return this.#optionalIndex(ast, ast.args[0], ast.args[1], scope);
      case "list":
        return value(this.#calls.list(ast, ast.args.map((one) => this.value(one, scope))));
      case "?:": {
        const [test, then, otherwise] = ast.args.map((one) => this.value(one, scope));
        if (test === undefined || then === undefined || otherwise === undefined) {
          throw this.#calls.refuse(ast, "it must have three parts");
        }
        return value(node(ast, then.type, { kind: "if", test, then, otherwise }));
      }
      case "&&":
      case "||": {
        const kind = ast.op === "&&" ? "and" : "or";
        const parts = ast.args.map((one) => this.value(one, scope))
          .flatMap((part) => part.kind === kind ? part.parts : [part]);
        return value(node(ast, "bool", { kind, parts }));
      }
      case "!_":
        return value(negated(ast, this.value(ast.args, scope)));
      case "-_":
        // The least of all integers has no opposite.
        if (ast.args.op === "value" && typeof ast.args.args === "bigint") {
          return this.#literal(ast, -ast.args.args);
        }
        return value(this.#calls.call(ast, "-", [this.value(ast.args, scope)]));
      case "!=":
        return value(
          negated(ast, this.#calls.call(ast, "==", ast.args.map((one) => this.value(one, scope)))),
        );
      case "call":
        return this.#function(ast, ast.args[0], ast.args[1], scope);
      case "rcall":
        return this.#method(ast, ast.args[0], ast.args[1], ast.args[2], scope);
      case "map":
        throw this.#calls.refuse(ast, "it must not make maps");
      default: {
        const { op, args } = ast;
        if (![...COMPARISONS, ...ARITHMETIC].includes(op)) {
          throw this.#calls.refuse(ast, `it must not use ${op}`);
        }
        return value(this.#calls.call(ast, op, args.map((one) => this.value(one, scope))));
      }
    }
  }

  #literal(ast: ASTNode, literal: unknown): Lowered {
    if (typeof literal === "boolean") return value(constant(ast, "bool", literal));
    if (typeof literal === "string") return value(constant(ast, "string", literal));
    if (typeof literal === "bigint" && BigInt.asIntN(64, literal) === literal) {
      return value(constant(ast, "int", literal));
    }
    throw this.#calls.refuse(
      ast,
      "it must have no null, no bytes, no unsigned number and none with a fraction",
    );
  }

  #name(ast: ASTNode, name: string, scope: Scope): Lowered {
    const variable = scope.findLast((one) => one.name === name);
    return variable === undefined
      ? this.#path(ast, name)
      : value({ ...variable.node, at: at(ast) });
  }

  #path(ast: ASTNode, path: string): Lowered {
    const field = this.#fields.get(path);
    if (field !== undefined) return value(node(ast, field.type, { kind: "field", name: path }));
    const isObject = [...this.#fields.keys()].some((name) => name.startsWith(`${path}.`));
    if (isObject) return { kind: "object", path };
    throw this.#calls.refuse(ast, `it must name keys of a line and not ${path}`);
  }

  #member(ast: ASTNode, object: Lowered, name: string): Lowered {
    if (object.kind === "object") return this.#path(ast, `${object.path}.${name}`);
    if (object.kind === "value" && object.node.type === "map") {
      return value(this.#calls.call(ast, "index", [object.node, constant(ast, "string", name)]));
    }
    if (object.kind === "optional") return this.#optionalMember(ast, object, name);
    throw this.#calls.refuse(ast, `it must not take .${name} of a ${object.node.type}`);
  }

  #optionalMember(ast: ASTNode, object: Lowered, name: string): Lowered {
    const member = object.kind === "optional"
      ? this.#member(ast, value(object.value), name)
      : this.#member(ast, object, name);
    if (member.kind === "optional") return member;
    if (member.kind === "object") return member;
    const there = this.#there(ast, member.node);
    if (object.kind !== "optional") return { kind: "optional", there, value: member.node };
    const both = node(ast, "bool", { kind: "and", parts: [object.there, there] });
    return { kind: "optional", there: both, value: member.node };
  }

  #index(ast: ASTNode, list: ASTNode, index: ASTNode, scope: Scope): Lowered {
    const of = this.#lower(list, scope);
    const key = this.value(index, scope);
    if (of.kind === "object" && key.kind === "const" && typeof key.value === "string") {
      return this.#member(ast, of, key.value);
    }
    if (of.kind === "optional") return this.#optionalAt(ast, of, key);
    return value(this.#calls.call(ast, "index", [this.value(list, scope), key]));
  }

  #optionalIndex(ast: ASTNode, list: ASTNode, index: ASTNode, scope: Scope): Lowered {
    const of = this.#lower(list, scope);
    const key = this.value(index, scope);
    if (of.kind === "object" && key.kind === "const" && typeof key.value === "string") {
      return this.#optionalMember(ast, of, key.value);
    }
    if (of.kind === "optional") return this.#optionalAt(ast, of, key);
    const node = this.value(list, scope);
    return this.#optionalAt(ast, { kind: "value", node }, key);
  }

  #optionalAt(ast: ASTNode, of: Exclude<Lowered, { kind: "object" }>, key: Node): Lowered {
    const inner = of.kind === "optional" ? of.value : of.node;
    const found = this.#calls.call(ast, "index", [inner, key]);
    const there = this.#there(ast, found);
    if (of.kind === "value") return { kind: "optional", there, value: found };
    const both = node(ast, "bool", { kind: "and", parts: [of.there, there] });
    return { kind: "optional", there: both, value: found };
  }

  /** Whether what a node reads is there. */
  #there(ast: ASTNode, read: Node): Node {
    if (read.kind === "field") return node(ast, "bool", { kind: "has", name: read.name });
    if (read.kind !== "call" || read.op !== "index") {
      throw this.#calls.refuse(ast, "it must ask whether a key is there, and not a value");
    }
    const [of, key] = read.args;
    if (of === undefined || key === undefined) throw this.#calls.refuse(ast, "it must name a key");
    // A line without a map is one with an empty map.
    const whole = of.kind === "field" && of.type !== "map" ? this.#there(ast, of) : undefined;
    const inside = of.type === "map" ? this.#calls.call(ast, "in", [key, of]) : node(ast, "bool", {
      kind: "and",
      parts: [
        this.#calls.call(ast, ">=", [key, constant(ast, "int", 0n)]),
        this.#calls.call(ast, "<", [key, this.#calls.call(ast, "size", [of])]),
      ],
    });
    return whole === undefined
      ? inside
      : node(ast, "bool", { kind: "and", parts: [whole, inside] });
  }

  #function(ast: ASTNode, name: string, args: readonly ASTNode[], scope: Scope): Lowered {
    if (name === "has") return value(this.#has(ast, args[0], scope));
    if (name === "dyn" || name === "type") {
      throw this.#calls.refuse(ast, `it must not use ${name}()`);
    }
    return value(this.#calls.call(ast, name, args.map((one) => this.value(one, scope))));
  }

  #has(ast: ASTNode, argument: ASTNode | undefined, scope: Scope): Node {
    if (argument === undefined) throw this.#calls.refuse(ast, "it must say what has() asks for");
    const lowered = this.#lower(argument, scope);
    if (lowered.kind === "value") return this.#there(ast, lowered.node);
    if (lowered.kind === "optional") return lowered.there;
    const parts = [...this.#fields.keys()].filter((name) => name.startsWith(`${lowered.path}.`))
      .map((name) => node(ast, "bool", { kind: "has", name }));
    return node(ast, "bool", { kind: "or", parts });
  }

  #method(
    ast: ASTNode,
    name: string,
    receiver: ASTNode,
    args: readonly ASTNode[],
    scope: Scope,
  ): Lowered {
    if (receiver.op === "id" && receiver.args === "cel" && name === "bind") {
      return this.#bind(ast, args, scope);
    }
    if (receiver.op === "id" && receiver.args === "optional") {
      throw this.#calls.refuse(ast, "it must not make optionals");
    }
    const macro = MACROS.find((one) => one === name);
    if (macro !== undefined) return value(this.#loop(ast, macro, receiver, args, scope));
    const of = this.#lower(receiver, scope);
    if (of.kind === "optional") return this.#ofOptional(ast, of, name, args, scope);
    const first = this.value(receiver, scope);
    return value(
      this.#calls.call(ast, name, [first, ...args.map((one) => this.value(one, scope))]),
    );
  }

  #ofOptional(
    ast: ASTNode,
    { there, value: inner }: Extract<Lowered, { kind: "optional" }>,
    name: string,
    args: readonly ASTNode[],
    scope: Scope,
  ): Lowered {
    if (name === "hasValue") return value(there);
    if (name === "value") return value(inner);
    const [argument] = args;
    if (argument !== undefined && name === "orValue") {
      const otherwise = this.value(argument, scope);
      return value(node(ast, inner.type, { kind: "if", test: there, then: inner, otherwise }));
    }
    if (argument !== undefined && name === "or") {
      const other = this.#lower(argument, scope);
      if (other.kind === "optional") {
        const either = node(ast, "bool", { kind: "or", parts: [there, other.there] });
        const choice: Body = { kind: "if", test: there, then: inner, otherwise: other.value };
        return { kind: "optional", there: either, value: node(ast, inner.type, choice) };
      }
    }
    throw this.#calls.refuse(ast, `it must not use ${name}() of an optional`);
  }

  #bind(ast: ASTNode, args: readonly ASTNode[], scope: Scope): Lowered {
    const [name, bound, body] = args;
    if (name?.op !== "id" || bound === undefined || body === undefined) {
      throw this.#calls.refuse(ast, "it must bind a name to a value");
    }
    // The value stands wherever the name does.
    return this.#lower(body, [...scope, { name: name.args, node: this.value(bound, scope) }]);
  }

  #loop(
    ast: ASTNode,
    how: typeof MACROS[number],
    receiver: ASTNode,
    args: readonly ASTNode[],
    scope: Scope,
  ): Node {
    const [name, inner] = args;
    const list = this.value(receiver, scope);
    const element = list.type === "map" ? undefined : elementType(list.type);
    if (name?.op !== "id" || inner === undefined || args.length !== 2) {
      throw this.#calls.refuse(ast, `it must use ${how}() with one variable and one expression`);
    }
    if (element === undefined && list.type !== "list<empty>") {
      throw this.#calls.refuse(ast, `it must use ${how}() on lists alone`);
    }
    const variable = `${name.args}#${this.#variables++}`;
    const own = this.#calls.ofRecords([list]);
    if (own && list.type !== "list<string>") {
      throw this.#calls.refuse(ast, "it must look through lists of texts alone");
    }
    if (own) this.#calls.ofOwnList(variable);
    const standing = node(name, element ?? "string", { kind: "variable", variable });
    const body = this.value(inner, [...scope, { name: name.args, node: standing }]);
    const type = how === "filter" ? list.type : how === "map" ? `list<${body.type}>` : "bool";
    const made = node(ast, type as Type, { kind: "loop", how, list, variable, body });
    if ((how !== "exists" && how !== "all") && this.#calls.ofRecords([list, body])) {
      throw this.#calls.refuse(
        ast,
        `it must use exists() or all() on an event's keys, not ${how}()`,
      );
    }
    if (
      own &&
      [...allNodes(body)].some((one) => one.kind === "loop" && this.#calls.ofRecords([one.list]))
    ) {
      throw this.#calls.refuse(ast, "it must not look through an event's list within another");
    }
    return made;
  }
}

function value(inner: Node): Lowered {
  return { kind: "value", node: inner };
}
