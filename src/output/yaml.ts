/** What {@link formatYaml} takes: the values of JSON, with absent members left out. */
export type Plain =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** Text that no YAML 1.1 or 1.2 reader takes for anything but a string. */
const BARE = /^[A-Za-z_/][\w./-]*(?: [\w./-]+)*$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Writes plain data as YAML in block style. */
export function formatYaml(value: Plain): string {
  return `${block(value, "")}\n`;
}

function block(value: Plain, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return value.map((item) => `${indent}- ${block(item, `${indent}  `).trimStart()}`).join("\n");
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    if (members.length === 0) return "{}";
    return members.map(([key, member]) => `${indent}${scalar(key)}:${nested(member, indent)}`).join(
      "\n",
    );
  }
  return scalar(value);
}

function nested(value: Plain, indent: string): string {
  const text = block(value, `${indent}  `);
  const isBlock = typeof value === "object" && value !== null && text !== "[]" && text !== "{}";
  return isBlock ? `\n${text}` : ` ${text}`;
}

function scalar(value: string | number | boolean | null | undefined | object): string {
  if (typeof value !== "string") return JSON.stringify(value ?? null);
  return BARE.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);
}
