import {
  loadYaml,
  MAX_YAML_CHARACTERS,
  readMapping,
  type YamlLibrary,
  type YamlMapping,
} from "./yaml_mapping.ts";

/** So much new text is read in one look: who may name files must not take all the time there is. */
const MOST_CHARACTERS = 2 * MAX_YAML_CHARACTERS;

/**
 * Reads files in YAML for who looks at them again and again: each text once, with a library that is loaded when there is
 * the first.
 */
export class YamlFiles {
  #library: YamlLibrary | undefined;
  #loading: Promise<void> | undefined;
  #known = new Map<string, YamlMapping>();
  #before: ReadonlyMap<string, YamlMapping> = new Map();
  #left = MOST_CHARACTERS;

  /** A new look begins; what the last one did not ask for is forgotten. */
  begin(): void {
    this.#before = this.#known;
    this.#known = new Map();
    this.#left = MOST_CHARACTERS;
  }

  /** Resolves when what was asked for in vain can be asked for again; undefined where nothing was. */
  get loading(): Promise<void> | undefined {
    return this.#library === undefined ? this.#loading : undefined;
  }

  /** What a text says; undefined where that is known in a later look only. */
  read(text: string): YamlMapping | undefined {
    const known = this.#known.get(text) ?? this.#before.get(text) ?? this.#parsed(text);
    if (known !== undefined) this.#known.set(text, known);
    return known;
  }

  #parsed(text: string): YamlMapping | undefined {
    if (this.#library === undefined) {
      this.#loading ??= loadYaml().then((library) => {
        this.#library = library;
      });
      return undefined;
    }
    if (text.length <= MAX_YAML_CHARACTERS) this.#left -= text.length;
    return this.#left < 0 ? undefined : readMapping(this.#library, text);
  }
}
