import type { Alias, Document, LineCounter, Node, Pair } from "yaml";

/** The library that reads YAML. */
export type YamlLibrary = typeof import("./yaml_library.ts");

/** Loads it, which takes some ten milliseconds and a megabyte. */
export async function loadYaml(): Promise<YamlLibrary> {
  // It would write what it reads to standard output.
  for (const name of ["LOG_STREAM", "LOG_TOKENS"]) Deno.env.delete(name);
  return await import("./yaml_library.ts");
}

/** One member of a mapping. */
export interface YamlEntry {
  readonly key: string;
  /** Where its key is, from 1. */
  readonly line: number;
  /** What a scalar says, without quotes and escapes, "" for null; undefined for a list or a mapping. */
  readonly text: string | undefined;
  /** Whether it is text by its form, and no number, truth value or null. */
  readonly isText: boolean;
}

/** What is wrong with a text, and where. */
export interface YamlFault {
  /** The rule that is broken, to be put after "as". */
  readonly rule: string;
  readonly line: number;
}

/** A mapping's members, or why it is none. */
export type YamlMapping = { readonly entries: readonly YamlEntry[] } | {
  readonly fault: YamlFault;
};

/** Longer texts are no configuration, and take the library too long. */
export const MAX_YAML_CHARACTERS = 65_536;

/**
 * Reads a mapping. Of several documents the first counts, as it does for crictl and the kubelet; a key that stands twice
 * in one mapping is a fault. `<<` merges.
 */
export function readMapping(yaml: YamlLibrary, text: string): YamlMapping {
  if (text.length > MAX_YAML_CHARACTERS) {
    return faultAt(1, `it must have at most ${MAX_YAML_CHARACTERS} characters, not ${text.length}`);
  }
  const encoding = otherEncoding(text);
  if (encoding !== undefined) return faultAt(1, `it must be UTF-8, not ${encoding}`);
  const lines = new yaml.LineCounter();
  try {
    // The library knows no line that ends in a carriage return alone, which is one.
    const [document] = yaml.parseAllDocuments(text.replace(/\r(?!\n)/g, "\n"), {
      lineCounter: lines,
      prettyErrors: false,
      merge: true,
      logLevel: "error",
    });
    if (document === undefined) return { entries: [] };
    const [error] = document.errors;
    if (error !== undefined) return faultAt(lineOf(lines, error.pos[0]), notYaml(error.message));
    return new Reader(yaml, document as Document, lines).entries();
  } catch (error) {
    if (error instanceof Fault) return { fault: error.fault };
    // Such as nested so deeply that the library runs out of stack.
    return faultAt(1, notYaml(error instanceof Error ? error.message : String(error)));
  }
}

/** What a text is in that was read as UTF-8: U+FFFD is what that makes of either byte of a byte order mark. */
function otherEncoding(text: string): string | undefined {
  if (/^(?:\ufffd\ufffd\0\0|\0\0\ufffd\ufffd)/.test(text)) return "UTF-32";
  return /^(?:\ufffd\ufffd|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/.test(text) ? "UTF-16" : undefined;
}

/** Reads one document. */
class Reader {
  readonly #yaml: YamlLibrary;
  readonly #document: Document;
  readonly #lines: LineCounter;

  constructor(yaml: YamlLibrary, document: Document, lines: LineCounter) {
    this.#yaml = yaml;
    this.#document = document;
    this.#lines = lines;
  }

  entries(): YamlMapping {
    const root = this.#document.contents;
    if (root === null || this.#yaml.isScalar(root) && root.value === null) return { entries: [] };
    if (!this.#yaml.isMap(root)) {
      return { fault: { line: this.#line(root), rule: "it must be a mapping of keys to values" } };
    }
    return { entries: this.#entriesOf(root.items) };
  }

  #entriesOf(pairs: readonly Pair[]): YamlEntry[] {
    const own: YamlEntry[] = [];
    const merged: YamlEntry[] = [];
    for (const { key, value } of pairs as readonly Pair<Node, Node | null>[]) {
      const name = this.#resolved(key);
      const line = this.#line(key);
      if (!this.#yaml.isScalar(name)) throw new Fault(line, "each key must be a word");
      const target = this.#resolved(value);
      // That is what the library makes of <<, unless it is quoted.
      const isMerge = typeof name.value === "symbol";
      if (isMerge) merged.push(...this.#mergedFrom(target, line));
      else own.push({ key: String(name.source ?? name.value), line, ...this.#scalar(target) });
    }
    const isOwn = ({ key }: YamlEntry) => own.some((entry) => entry.key === key);
    // Of several that are merged the first counts.
    return [
      ...own,
      ...merged.filter((entry, index) =>
        !isOwn(entry) && merged.findIndex(({ key }) => key === entry.key) === index
      ),
    ];
  }

  #mergedFrom(node: Node | null, line: number): YamlEntry[] {
    const sources = this.#yaml.isSeq(node) ? node.items as Node[] : [node];
    return sources.flatMap((source) => {
      const target = this.#resolved(source);
      if (!this.#yaml.isMap(target)) throw new Fault(line, "only mappings can be merged with <<");
      return this.#entriesOf(target.items);
    });
  }

  #scalar(node: Node | null): Pick<YamlEntry, "text" | "isText"> {
    if (node === null) return { text: "", isText: false };
    if (!this.#yaml.isScalar(node)) return { text: undefined, isText: false };
    const { value, source } = node;
    if (value === null) return { text: "", isText: false };
    return { text: source ?? String(value), isText: typeof value === "string" };
  }

  /** What an alias stands for; anything else itself. */
  #resolved(node: Node | null): Node | null {
    if (!this.#yaml.isAlias(node)) return node;
    const target = (node as Alias).resolve(this.#document);
    if (target !== undefined) return target as Node;
    throw new Fault(this.#line(node), "an alias must come after its anchor");
  }

  #line(node: Node | null): number {
    return lineOf(this.#lines, node?.range?.[0] ?? 0);
  }
}

/** Carries a fault out of a mapping's depth. */
class Fault extends Error {
  readonly fault: YamlFault;

  constructor(line: number, rule: string) {
    super(rule);
    this.fault = { line, rule };
  }
}

function faultAt(line: number, rule: string): YamlMapping {
  return { fault: { line, rule } };
}

function notYaml(message: string): string {
  return `it is not valid YAML (${message.split("\n", 1)[0]})`;
}

function lineOf(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}
