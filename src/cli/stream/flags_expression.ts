import type { ContainerFilter } from "#labels/filter/container_filter.ts";
import type { Glob } from "#labels/filter/glob.ts";
import type { NamePattern } from "#labels/filter/names.ts";
import type { Requirement } from "#labels/filter/requirement.ts";

/** What --namespace, --pod, --container, --selector and --no-host mean, as an expression for --filter. */
export function flagsExpression(
  containers: ContainerFilter | undefined,
  includeHost: boolean,
): string {
  const parts: string[] = [];
  if (!includeHost || containers !== undefined) parts.push('label_state != "host"');
  if (containers !== undefined) {
    const { namespace, pod, container, selector } = containers;
    parts.push(
      ...named("k8s.namespace.name", namespace),
      ...named("k8s.pod.name", pod),
      ...named("container.name", container),
      ...selector.flatMap(({ requirements }) => requirements.map(required)),
    );
  }
  return parts.length === 0 ? "true" : parts.join(" && ");
}

/** A name that some patterns ask for and others exclude. */
function named(key: string, patterns: readonly NamePattern[]): string[] {
  if (patterns.length === 0) return [];
  const matching = (excludes: boolean) =>
    patterns.filter((pattern) => pattern.excludes === excludes)
      .map(({ glob }) => `${key}.matches(${JSON.stringify(patternOf(glob))})`).join(" || ");
  const [asked, excluded] = [matching(false), matching(true)];
  return [
    ...asked === "" ? [] : [`has(${key}) && (${asked})`],
    ...excluded === "" ? [] : [`!(has(${key}) && (${excluded}))`],
  ];
}

/** A glob as a regular expression of RE2's. */
function patternOf(glob: Glob): string {
  const parts = glob.map((part) => {
    switch (part.kind) {
      case "many":
        return ".*";
      case "one":
        return ".";
      case "literal":
        return escaped(part.character);
      case "set": {
        const ranges = part.ranges.map(([first, last]) => `${escaped(first)}-${escaped(last)}`);
        return `[${part.negated ? "^" : ""}${ranges.join("")}]`;
      }
    }
  });
  return `(?s)^${parts.join("")}$`;
}

function escaped(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A requirement of a label selector. */
function required({ key, operator, values }: Requirement): string {
  const name = JSON.stringify(key);
  const there = `${name} in k8s.pod.label`;
  const label = `k8s.pod.label[${name}]`;
  const list = `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
  switch (operator) {
    case "exists":
      return there;
    case "absent":
      return `!(${there})`;
    case "in":
      return `${there} && ${label} in ${list}`;
    case "notin":
      return `!(${there} && ${label} in ${list})`;
    case "greater":
      return `int(${label}) > ${values[0]}`;
    case "less":
      return `int(${label}) < ${values[0]}`;
  }
}
