import type { CommandDefinition } from "../define.ts";
import { kebabCase } from "../help/model.ts";

/** What is read of a command's definition. */
export type Parameters = Pick<CommandDefinition["command"]["parameters"], "flags" | "aliases">;

/** Words that stand together; with a flag, those that give it once. */
interface Part {
  readonly words: readonly string[];
  readonly flag?: string;
}

/**
 * The words behind a command, as Stricli takes them: the last letter of a group may take a value, the next word or the
 * group's rest (`-qo json`, `-n1`), a value may begin with a dash if it is no flag, and of a flag that is given several
 * times the last counts unless it is repeatable. So crictl and kubectl read them. What is unknown stays as it is.
 */
export function flagWords(words: readonly string[], parameters: Parameters): readonly string[] {
  const reader = new FlagReader(parameters);
  const parts: Part[] = [];
  let next = 0;
  for (let word = words[next]; word !== undefined && word !== "--"; word = words[next]) {
    const given = reader.read(word, words[next + 1]);
    parts.push(...given.parts);
    next += given.taken;
  }
  const last = new Map(parts.map(({ flag }, index) => [flag, index]));
  const counting = parts.filter(({ flag }, index) =>
    flag === undefined || reader.isRepeatable(flag) || last.get(flag) === index
  );
  return [...counting.flatMap((part) => part.words), ...words.slice(next)];
}

/** What a word is, and how many words it takes with it. */
interface Given {
  readonly parts: readonly Part[];
  readonly taken: 1 | 2;
}

class FlagReader {
  readonly #flags: NonNullable<Parameters["flags"]>;
  readonly #letters: ReadonlyMap<string, string>;
  readonly #names: ReadonlyMap<string, string>;

  constructor({ flags = {}, aliases = {} }: Parameters) {
    this.#flags = flags;
    this.#letters = new Map(
      Object.entries(aliases).flatMap(([letter, flag]) =>
        flag === undefined ? [] : [[letter, flag]]
      ),
    );
    this.#names = new Map(
      Object.keys(flags).flatMap((flag) => [[flag, flag], [kebabCase(flag), flag]]),
    );
  }

  isRepeatable(name: string): boolean {
    const flag = this.#flags[name];
    return flag !== undefined && "variadic" in flag && Boolean(flag.variadic);
  }

  read(word: string, next: string | undefined): Given {
    return this.#long(word, next) ?? this.#group(word, next) ??
      { parts: [{ words: [word] }], taken: 1 };
  }

  #long(word: string, next: string | undefined): Given | undefined {
    const [, name = "", value] = /^--([^=]+)(?:=([^]*))?$/.exec(word) ?? [];
    const flag = this.#names.get(name);
    if (flag !== undefined && !this.#isSwitch(flag)) return this.#valued(flag, value, next);
    const negated = this.#names.get(name.replace(/^no-/, ""));
    const known = flag ?? (negated !== undefined && this.#isSwitch(negated) ? negated : undefined);
    return known === undefined ? undefined : { parts: [{ flag: known, words: [word] }], taken: 1 };
  }

  #group(word: string, next: string | undefined): Given | undefined {
    if (!/^-[^-]/.test(word)) return undefined;
    const parts: Part[] = [];
    for (let at = 1; at < word.length; at++) {
      const flag = this.#letters.get(word.charAt(at));
      if (flag === undefined) return undefined;
      const rest = word.slice(at + 1);
      const value = rest.replace(/^=/, "");
      if (!this.#isSwitch(flag)) {
        const given = this.#valued(flag, rest === "" ? undefined : value, next);
        return { parts: [...parts, ...given.parts], taken: given.taken };
      }
      const name = `--${kebabCase(flag)}`;
      if (rest.startsWith("=")) {
        return { parts: [...parts, { flag, words: [`${name}=${value}`] }], taken: 1 };
      }
      parts.push({ flag, words: [name] });
    }
    return { parts, taken: 1 };
  }

  /** A flag with its own value, else with the next word; without either it is left for Stricli to refuse. */
  #valued(flag: string, own: string | undefined, next: string | undefined): Given {
    const name = `--${kebabCase(flag)}`;
    const value = own ?? (next === undefined || this.#isFlag(next) ? undefined : next);
    if (value === undefined) return { parts: [{ words: [name] }], taken: 1 };
    // Stricli takes a word with a dash for a flag, and nothing empty or of several lines behind an equals sign.
    const words = /^-.*$/.test(value) ? [`${name}=${value}`] : [name, value];
    return { parts: [{ flag, words }], taken: own === undefined ? 2 : 1 };
  }

  #isFlag(word: string): boolean {
    return ["--", "-h", "--help"].includes(word) ||
      (this.#long(word, undefined) ?? this.#group(word, undefined)) !== undefined;
  }

  #isSwitch(flag: string): boolean {
    return this.#flags[flag]?.kind === "boolean";
  }
}
