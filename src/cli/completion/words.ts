import { EVENT_KINDS } from "#events/kinds.ts";
import { SHELLS } from "./shell.ts";
import type { FlagModel } from "../help/model.ts";

/** What can be completed behind a flag or in an argument's place. */
export type Completion =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  | { readonly kind: "none" };

/** What a value can be, judged by the name of its placeholder. */
export function completionOf(placeholder: string, values?: readonly string[]): Completion {
  if (values !== undefined) return { kind: "words", words: values };
  switch (placeholder) {
    case "NAMES":
      return { kind: "words", words: EVENT_KINDS.map((type) => type.name) };
    case "SHELL":
      return { kind: "words", words: SHELLS };
    case "FILE":
    case "FOLDER":
    case "ENDPOINT":
      return { kind: "files" };
    default:
      return { kind: "none" };
  }
}

/** Every way to type a flag. */
export function spellings({ name, short }: FlagModel): string[] {
  return short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`];
}

/** Flags that take a value in every command that has them: a letter may mean several. */
export function valuedSpellings(flags: readonly FlagModel[]): string[] {
  const bare = new Set(
    flags.filter(({ placeholder }) => placeholder === undefined).flatMap(spellings),
  );
  const valued = flags.filter(({ placeholder }) => placeholder !== undefined).flatMap(spellings);
  return [...new Set(valued)].filter((spelling) => !bare.has(spelling));
}
