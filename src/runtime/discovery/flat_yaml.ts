/**
 * The scalar that a YAML or JSON mapping has at its top level under a key: enough for one setting of a file whose rest
 * does not matter.
 *
 * @returns undefined where it is not there, or is no plain or quoted scalar.
 */
export function topLevelScalar(text: string, key: string): string | undefined {
  // At the top level a key stands at the line's beginning; in JSON it stands anywhere in quotes.
  const json = /^\s*\{/.test(text);
  const pattern = json
    ? new RegExp(`"${key}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`)
    : new RegExp(`^(?:${key}|"${key}"|'${key}')[ \\t]*:[ \\t]+(.*)$`, "m");
  const value = pattern.exec(text)?.[1]?.trim();
  if (value === undefined || json) return value === "" ? undefined : value;
  const [, double, single, bare] =
    /^(?:"([^"]*)"|'([^']*)'|([^\s"'#[\]{}&*!|>%@`][^#]*?))\s*(?:#.*)?$/
      .exec(value) ?? [];
  const scalar = double ?? single ?? bare;
  return scalar === undefined || scalar === "" ? undefined : scalar;
}
