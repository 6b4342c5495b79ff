import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";
import type { Automaton } from "../compiled_filter.ts";
import { automatonOf } from "./automaton.ts";
import { patternProgram } from "./pattern_program.ts";

/** Thrown where a pattern cannot be compiled: the message is the rule that it breaks, as "it must …". */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

/** Compiles a pattern in RE2's syntax, to be looked for anywhere in a text. @throws PatternError */
export function compileAutomaton(pattern: string): Automaton {
  const automaton = automatonOf(patternProgram(parse(pattern)));
  if (automaton === undefined) {
    throw new PatternError("it must be simpler: its automaton has more than 4000 states");
  }
  return automaton;
}

function parse(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
    throw new PatternError(`it must be a regular expression in RE2's syntax (${reason})`);
  }
}
