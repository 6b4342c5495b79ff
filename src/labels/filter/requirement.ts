/** How a {@link Requirement} relates a label to its values; `=` and `==` are `in` with one value, `!=` is `notin`. */
export type Operator = "exists" | "absent" | "in" | "notin" | "greater" | "less";

/** One part of a label selector; plain data. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** None for `exists` and `absent`; one whole number for `greater` and `less`. */
  readonly values: readonly string[];
}

/** Whether labels meet a requirement as Kubernetes has it: what `notin` asks of a label is met by its absence. */
export function meets(
  labels: Readonly<Record<string, string>>,
  { key, operator, values }: Requirement,
): boolean {
  const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (label === undefined) return operator === "absent" || operator === "notin";
  switch (operator) {
    case "exists":
      return true;
    case "absent":
      return false;
    case "in":
      return values.includes(label);
    case "notin":
      return !values.includes(label);
    case "greater":
    case "less": {
      const [have, want] = [wholeNumber(label), wholeNumber(values[0] ?? "")];
      if (have === undefined || want === undefined) return false;
      return operator === "greater" ? have > want : have < want;
    }
  }
}

/** A signed 64-bit integer in decimal digits, as labels are compared by. */
export function wholeNumber(text: string): bigint | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace("+", ""));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
