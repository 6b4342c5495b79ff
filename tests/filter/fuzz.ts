/**
 * Random expressions on random events: the compiled filter against the CEL library's own evaluation of the lines.
 * `deno run -A tests/filter/fuzz.ts [PAIRS] [SEED]`; the test beside it does a part of that.
 */

import { filterFields } from "#filter/fields.ts";
import { compileFilter } from "#filter/compile/compile_filter.ts";
import type { CompiledFilter } from "#filter/compiled_filter.ts";
import { environmentOf } from "#filter/language/environment.ts";
import { Random } from "#tests/faults/fuzz/random.ts";
import { ringBytes } from "#tests/hotpath/record_builder.ts";
import { linesThrough } from "./filtered.ts";
import { contextOf } from "./line_context.ts";
import { randomEvents } from "./random_events.ts";
import { RandomExpression } from "./random_expression.ts";

const EVENTS = 500;
/** Expressions on the same events. */
const ROUNDS = 100;

/** What a fuzz came to. */
export interface Fuzzed {
  readonly pairs: number;
  readonly expressions: number;
  /** Expressions that are never true, or too large; they are refused, not evaluated. */
  readonly refused: number;
  /** Pairs whose event passed. */
  readonly passed: number;
}

/** Compares so many pairs of an expression and an event. @throws Error At the first difference. */
export function fuzzFilters(pairs: number, seed: number): Fuzzed {
  const random = new Random(seed);
  const fields = filterFields();
  const environment = environmentOf(fields);
  const made = new RandomExpression(random, fields.values());
  let [done, expressions, refused, passed] = [0, 0, 0, 0];
  while (done < pairs) {
    const ring = ringBytes(randomEvents(random, EVENTS));
    const lines = linesThrough(ring);
    const contexts = lines.map((line) => ({ pid: pidOf(line), context: contextOf(line, fields) }));
    for (let round = 0; round < ROUNDS && done < pairs; round++) {
      const expression = made.bool(random.below(4));
      const evaluate = environment.parse(expression);
      const checked = environment.check(expression);
      if (!checked.valid) {
        throw new Error(`no expression: ${expression}: ${checked.error?.message}`);
      }
      // The library orders texts by UTF-16, CEL by code points: that differs beyond U+FFFF.
      const orders = /[<>]/.test(expression);
      if (orders && expression.includes("😀")) continue;
      const isCompared = (pid: number) => !orders || !lines[pid - 1]?.includes("😀");
      const wanted = contexts.filter(({ context }) => holds(() => evaluate(context)))
        .map(({ pid }) => pid).filter(isCompared);
      const filter = compiled(expression);
      const got = filter === undefined
        ? []
        : linesThrough(ring, filter).map(pidOf).filter(isCompared);
      if (filter === undefined) refused++;
      if (got.join() !== wanted.join()) {
        const pid = got.find((one) => !wanted.includes(one)) ??
          wanted.find((one) => !got.includes(one));
        const line = lines.find((one) => pidOf(one) === pid);
        throw new Error(`seed ${seed}: ${expression}\ngives ${got.includes(pid ?? 0)} for ${line}`);
      }
      done += EVENTS;
      expressions++;
      passed += got.length;
    }
  }
  return { pairs: done, expressions, refused, passed };
}

/** An error is no truth. */
function holds(evaluate: () => unknown): boolean {
  try {
    return evaluate() === true;
  } catch {
    return false;
  }
}

/** Undefined where it is refused as it never holds. */
function compiled(expression: string): CompiledFilter | undefined {
  try {
    return compileFilter([expression]);
  } catch (error) {
    if (error instanceof Error && error.message.includes("it never does")) return undefined;
    throw error;
  }
}

function pidOf(line: string): number {
  return Number(/"pid":(\d+)/.exec(line)?.[1]);
}

if (import.meta.main) {
  const [pairs = "10000000", seed = "1"] = Deno.args;
  // deno-lint-ignore no-console
  console.log(fuzzFilters(Number(pairs), Number(seed)));
}
