/** What a crictl.yaml says, as far as it matters to who only reads. */
export interface CrictlConfig {
  /** `runtime-endpoint`, as it is written. */
  readonly runtimeEndpoint?: string;
  /** `image-endpoint`, as it is written. */
  readonly imageEndpoint?: string;
  /** `timeout` in milliseconds; absent where it is 0, which means crictl's own default. */
  readonly timeoutMs?: number;
  /** `debug`. */
  readonly debug?: boolean;
  /** `pull-image-on-create`. */
  readonly pullImageOnCreate?: boolean;
  /** `disable-pull-on-run`. */
  readonly disablePullOnRun?: boolean;
}

/** Where crictl looks when nobody names another file. */
export const CRICTL_CONFIG_FILE = "/etc/crictl.yaml";

/** What options that are true or false are called here. */
const SWITCHES: ReadonlyMap<string, "debug" | "pullImageOnCreate" | "disablePullOnRun"> = new Map([
  ["debug", "debug"],
  ["pull-image-on-create", "pullImageOnCreate"],
  ["disable-pull-on-run", "disablePullOnRun"],
]);

/** Of 2026, and of no use for who asks once. */
const OTHER_OPTIONS: ReadonlySet<string> = new Set(["max-retries"]);

const LINE = /^(?:"([^"]+)"|'([^']+)'|([A-Za-z][\w-]*))\s*:(?:\s+(.*))?$/;
/** A whole value: quoted either way, or bare up to a comment. */
const VALUE =
  /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^"'#[\]{}&*!|>%@`][^#]*?|))(?:\s+#.*|#.*)?$/;

/**
 * Reads a crictl.yaml: a flat mapping of its options.
 *
 * @param file Its path, for the errors.
 * @throws RangeError where it is not what crictl would take: an unknown option, a value of the wrong kind, no mapping.
 */
export function parseCrictlConfig(text: string, file: string): CrictlConfig {
  const config: { -readonly [Key in keyof CrictlConfig]: CrictlConfig[Key] } = {};
  text.split(/\r?\n/).forEach((line, index) => {
    const refuse = (rule: string, fix: string) =>
      new RangeError(`Cannot use crictl's configuration as ${rule}: ${file}:${index + 1}; ${fix}`);
    const content = line.trimEnd();
    if (/^\s*(?:#.*)?$/.test(content) || content === "---" || content === "...") return;
    const [, double, single, bare, rest = ""] = LINE.exec(content) ?? [];
    const key = double ?? single ?? bare;
    const value = valueOf(rest.trim());
    if (key === undefined || value === undefined) {
      throw refuse("each line must be an option and its value", "write it as in timeout: 10");
    }
    switch (key) {
      case "runtime-endpoint":
        if (value !== "") config.runtimeEndpoint = value;
        return;
      case "image-endpoint":
        if (value !== "") config.imageEndpoint = value;
        return;
      case "timeout": {
        if (!/^-?\d{1,6}$/.test(value)) {
          throw refuse(
            `timeout must be whole seconds, not ${JSON.stringify(value)}`,
            "write a number",
          );
        }
        if (Number(value) > 0) config.timeoutMs = Number(value) * 1000;
        return;
      }
      default: {
        const name = SWITCHES.get(key);
        if (name === undefined && !OTHER_OPTIONS.has(key)) {
          throw refuse(`it has no option ${JSON.stringify(key)}`, "take it out");
        }
        if (name === undefined) return;
        if (!/^(?:true|false)$/i.test(value)) {
          throw refuse(
            `${key} must be true or false, not ${JSON.stringify(value)}`,
            "write one of them",
          );
        }
        config[name] = value.toLowerCase() === "true";
      }
    }
  });
  return config;
}

/** A scalar without its quotes and without a comment behind it; undefined for anything else. */
function valueOf(text: string): string | undefined {
  const match = VALUE.exec(text);
  if (match === null) return undefined;
  const [, double, single, bare = ""] = match;
  if (double !== undefined) return double.replace(/\\(["\\/])/g, "$1");
  return single === undefined ? bare.trim() : single.replaceAll("''", "'");
}

/**
 * Reads the configuration that crictl would.
 *
 * @param named The file that a flag or CRI_CONFIG_FILE names; without, {@linkcode CRICTL_CONFIG_FILE} where it is there.
 * @throws RangeError as {@linkcode parseCrictlConfig}, or where the file cannot be read.
 */
export function readCrictlConfig(
  named: string | undefined,
  usual: string = CRICTL_CONFIG_FILE,
): CrictlConfig {
  const file = named ?? usual;
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    if (named === undefined && error instanceof Deno.errors.NotFound) return {};
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : "it cannot be read";
    throw new RangeError(
      `Cannot use crictl's configuration as ${reason}: ${file}; name another with --config`,
      { cause: error },
    );
  }
  return parseCrictlConfig(text, file);
}
