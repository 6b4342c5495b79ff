import { escapeUnsafe, isSafe } from "./visible.ts";

/** What {@link yamlFormatter} takes: the values of JSON, with absent members left out. */
export type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** A value and a merge in YAML 1.1, which the library writes as they are. */
const KEYS_OF_1_1: ReadonlySet<unknown> = new Set(["=", "<<"]);

/**
 * Loads what writes YAML, in block style and a text in one line; readers of versions 1.1 and 1.2 get the same data. What
 * a terminal would act on is written as an escape.
 */
export async function yamlFormatter(): Promise<(value: Plain) => string> {
  const { Document, visit } = await import("#runtime/config/yaml_library.ts");
  return (value) => {
    const document = new Document(plainJson(value), {
      aliasDuplicateObjects: false,
      compat: "yaml-1.1",
    });
    visit(document, {
      Scalar(_, scalar) {
        const text = scalar.value;
        if (typeof text !== "string") return;
        if (!isSafe(text) || KEYS_OF_1_1.has(text)) scalar.type = "QUOTE_DOUBLE";
      },
    });
    const text = document.toString({
      blockQuote: false,
      doubleQuotedAsJSON: true,
      lineWidth: 0,
    });
    return escapeUnsafe(text, escape);
  };
}

/** As JSON has it: numbers that are none are null, and there is no minus zero. */
function plainJson(value: Plain): Plain {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

/** YAML joins no two units to one character, as JSON does. */
function escape(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
