const START = "<!-- line:start -->";
const END = "<!-- line:end -->";
/** Ids longer than this say nothing more. */
const ID_LENGTH = 12;
const LINE_LENGTH = 100;

/**
 * Puts a line of the sample between the markers of a Markdown text: a program that a container's own started, its ids shortened.
 *
 * @throws RangeError when the text has no markers, or the sample no such line.
 */
export function withLineExample(markdown: string, lines: readonly string[]): string {
  const from = markdown.indexOf(START);
  const to = markdown.indexOf(END);
  const line = lines.find((line) =>
    /"event":"process\.exec".*"command_args":\["cat".*"name":"report"/.test(line)
  );
  if (from < 0 || to < from || line === undefined) {
    throw new RangeError(`Cannot place the line as ${START}, ${END} and the line must be there`);
  }
  const short = line.replace(/[0-9a-f]{32,}/g, (id) => `${id.slice(0, ID_LENGTH)}…`);
  const json = compact(JSON.parse(short));
  return `${markdown.slice(0, from + START.length)}\n\n\`\`\`json\n${json}\n\`\`\`\n\n${
    markdown.slice(to)
  }`;
}

/** JSON in which what fits into a line stands on one. */
function compact(value: unknown, indent = "", before = ""): string {
  const flat = JSON.stringify(value, null, 1).replace(/\n */g, " ");
  // The comma behind it needs its place too.
  const length = indent.length + before.length + flat.length + 1;
  if (typeof value !== "object" || value === null || length <= LINE_LENGTH) {
    return Array.isArray(value) ? flat.replace(/^\[ | \]$/g, (edge) => edge.trim()) : flat;
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${inner}${value.map((one) => compact(one, inner)).join(`,\n${inner}`)}\n${indent}]`;
  }
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${inner}${name}${compact(member, inner, name)}`;
  });
  return `{\n${members.join(",\n")}\n${indent}}`;
}
