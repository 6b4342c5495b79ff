import { nearest } from "./nearest.ts";
import { loadYaml, readMapping, type YamlMapping } from "./yaml_mapping.ts";

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
  /** `max-retries`. */
  readonly maxRetries?: number;
  /** `enable-streaming`. */
  readonly enableStreaming?: boolean;
}

/** Where crictl looks when nobody names another file. */
export const CRICTL_CONFIG_FILE = "/etc/crictl.yaml";

/** What options that are true or false are called here. */
const SWITCHES: ReadonlyMap<
  string,
  "debug" | "pullImageOnCreate" | "disablePullOnRun" | "enableStreaming"
> = new Map([
  ["debug", "debug"],
  ["pull-image-on-create", "pullImageOnCreate"],
  ["disable-pull-on-run", "disablePullOnRun"],
  ["enable-streaming", "enableStreaming"],
]);

/** crictl's flags that are about itself: taken whatever they say. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set([
  "enable-tracing",
  "profile-cpu",
  "profile-mem",
  "tracing-endpoint",
  "tracing-sampling-rate-per-million",
]);

const KNOWN: readonly string[] = [
  "runtime-endpoint",
  "image-endpoint",
  "timeout",
  "max-retries",
  ...SWITCHES.keys(),
  ...WITHOUT_MEANING,
];

/** What Go's strconv.ParseBool takes. */
const TRUTH: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["1", "t", "T", "TRUE", "true", "True"].map((word) => [word, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((word) => [word, false] as const),
]);

/**
 * Reads a crictl.yaml: a flat mapping of its options. Of several documents the first counts, as it does for crictl.
 *
 * @param file Its path, for the errors.
 * @throws RangeError where it is not what crictl would take: an unknown option, a value of the wrong kind, no mapping.
 */
export function parseCrictlConfig(mapping: YamlMapping, file: string): CrictlConfig {
  const config: { -readonly [Key in keyof CrictlConfig]: CrictlConfig[Key] } = {};
  const refusal = (line: number, rule: string, fix: string) =>
    new RangeError(`Cannot use crictl's configuration as ${rule}: ${file}:${line}; ${fix}`);
  if ("fault" in mapping) throw refusal(mapping.fault.line, mapping.fault.rule, "mend it");
  for (const { key, line, text } of mapping.entries) {
    const refuse = (rule: string, fix: string) => refusal(line, rule, fix);
    if (WITHOUT_MEANING.has(key)) continue;
    if (!KNOWN.includes(key)) {
      const name = nearest(key, KNOWN);
      const fix = name === undefined ? "take it out" : `write ${name}, or take it out`;
      throw refuse(`it has no option ${JSON.stringify(key)}`, fix);
    }
    if (text === undefined) {
      throw refuse(`${key} must be one value`, "write it as in timeout: 10");
    }
    const value = text.trim();
    switch (key) {
      case "runtime-endpoint":
        if (value !== "") config.runtimeEndpoint = value;
        break;
      case "image-endpoint":
        if (value !== "") config.imageEndpoint = value;
        break;
      case "timeout":
      case "max-retries": {
        if (!/^[+-]?\d{1,6}$/.test(value)) {
          const kind = key === "timeout" ? "whole seconds" : "a whole number";
          throw refuse(`${key} must be ${kind}, not ${JSON.stringify(value)}`, "write a number");
        }
        if (key === "max-retries") config.maxRetries = Number(value);
        else if (Number(value) > 0) config.timeoutMs = Number(value) * 1000;
        break;
      }
      default: {
        const name = SWITCHES.get(key);
        if (name === undefined) break;
        const truth = TRUTH[value];
        if (truth === undefined) {
          throw refuse(
            `${key} must be true or false, not ${JSON.stringify(value)}`,
            "write one of them",
          );
        }
        config[name] = truth;
      }
    }
  }
  return config;
}

/**
 * Reads the configuration that crictl would.
 *
 * @param named The file that a flag or CRI_CONFIG_FILE names; without, {@linkcode CRICTL_CONFIG_FILE} where it is there.
 * @throws RangeError, as a rejection, as {@linkcode parseCrictlConfig}, or where the file cannot be read.
 */
export async function readCrictlConfig(
  named: string | undefined,
  usual: string = CRICTL_CONFIG_FILE,
): Promise<CrictlConfig> {
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
  return parseCrictlConfig(readMapping(await loadYaml(), text), file);
}
