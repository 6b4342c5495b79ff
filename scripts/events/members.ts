import { type Condition, type EventKind, flagBit, type Payload } from "#events/definition.ts";
import { layOut, offsetName, type PlacedMember } from "./layout.ts";

/** How generated code reads the members of a payload and finds its texts. */
export class PayloadCode {
  readonly #payload: Payload;
  readonly #members: ReadonlyMap<string, PlacedMember>;
  readonly #flags: Pick<EventKind, "flags" | "marks">;
  readonly #base: string;
  /** Constants of wasm/wire.ts that the code needs. */
  readonly imports: Set<string> = new Set();

  /** @param base The variable that holds where it begins. */
  constructor(
    { payload, flags, marks = {} }: Pick<EventKind, "payload" | "flags" | "marks">,
    base = "payload",
  ) {
    this.#payload = payload;
    this.#base = base;
    const { members } = layOut(payload.struct, payload.members);
    this.#members = new Map(members.map((member) => [member.name, member]));
    this.#flags = { flags, marks };
  }

  /** The members of which some have a part in the line, or all lengths, as constants: `const code = …`. */
  load(names: readonly string[]): string {
    // Members of one word are loaded at once: every access costs a check of its bounds.
    const words = Map.groupBy(
      names.map((name) => this.#member(name)).filter(({ type }) => type !== "name16"),
      ({ offset }) => offset - offset % 8,
    );
    return [...words].map(([word, members]) => this.#loadWord(word, members)).join("");
  }

  #loadWord(word: number, members: readonly PlacedMember[]): string {
    const [first] = members;
    if (members.length === 1 && first !== undefined) {
      return `const ${variable(first.name)} = ${this.#direct(first)};\n`;
    }
    const name = `word${word}`;
    const lowest = [...this.#members.values()].find(({ offset }) => offset === word);
    return `const ${name} = load<u64>(${this.#base}, ${this.#offset(lowest?.name ?? "")});\n` +
      members.map(({ name: member, offset, size, type }) => {
        const shift = (offset - word) * 8;
        const shifted = shift === 0 ? name : `${name} >> ${shift}`;
        const value = shift + size * 8 === 64
          ? `<u32> (${shifted})`
          : type === "u16"
          ? `<u32> (${shifted} & 0xFFFF)`
          : `<u32> ${shifted}`;
        return `const ${variable(member)} = ${value};\n`;
      }).join("");
  }

  /** The addresses of the texts, as constants. */
  texts(names: ReadonlySet<string>): string {
    if (names.size === 0) return "";
    let place = `${this.#base} + ${this.#size()}`;
    let code = "";
    for (const { name, length } of this.#payload.texts) {
      if (names.has(name)) {
        code += `const ${variable(name)} = ${place};\n`;
        place = variable(name);
      }
      place += ` + <usize> ${variable(length)}`;
    }
    return code;
  }

  /** An expression that is true where the condition holds. */
  condition(when: Condition): string {
    if ("flag" in when) return `flags & ${this.flag(when.flag)}`;
    return `${variable("text" in when ? this.lengthOf(when.text) : when.member)} !== 0`;
  }

  /** Where a member lies. */
  address(member: string): string {
    return `${this.#base} + ${this.#offset(this.#member(member).name)}`;
  }

  /** The constant of a flag. */
  flag(name: string): string {
    const { flags, marks = {} } = this.#flags;
    const bit = flagBit(this.#flags, name);
    if (bit === undefined) {
      throw new RangeError(
        `Cannot use the flag ${name} as it must be one of ${
          [...flags, ...Object.keys(marks)].join(", ")
        }`,
      );
    }
    // The kernel knows nothing of marks: wasm/wire.ts has none.
    if (name in marks) return `0x${bit.toString(16)}`;
    return this.#named(offsetName(this.#payload.struct, name));
  }

  /** What to call for a text: by a mark, if parts of it may be masked. */
  unlessMasked(text: string, plain: string, masked: string): string {
    const mark = this.#payload.texts.find(({ name }) => name === text)?.masked;
    return mark === undefined ? plain : `(flags & ${this.flag(mark)} ? ${masked} : ${plain})`;
  }

  /** The name of the member that holds a text's length. */
  lengthOf(text: string): string {
    const found = this.#payload.texts.find(({ name }) => name === text);
    if (found === undefined) {
      throw new RangeError(
        `Cannot find the text ${text} as the payload ${this.#payload.struct} must have it`,
      );
    }
    return found.length;
  }

  #direct(member: PlacedMember): string {
    return `${member.type === "u16" ? "<u32> " : ""}load<${member.type}>(${this.#base}, ${
      this.#offset(member.name)
    })`;
  }

  #member(name: string): PlacedMember {
    const member = this.#members.get(name);
    if (member === undefined) {
      throw new RangeError(
        `Cannot find the member ${name} as the payload ${this.#payload.struct} must have it`,
      );
    }
    return member;
  }

  #size(): string {
    return this.#named(`${this.#payload.struct.toUpperCase()}_SIZE`);
  }

  #offset(member: string): string {
    return this.#named(offsetName(this.#payload.struct, member));
  }

  #named(name: string): string {
    this.imports.add(name);
    return name;
  }
}

/** `args_length` as a variable's name. */
export function variable(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
