/** A text attribute as SVG. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "1": 'font-weight="bold"',
  "2": 'opacity="0.6"',
  "31": 'fill="#ff6b6b"',
  "33": 'fill="#e5c07b"',
};

const CELL_WIDTH = 7.83;
const LINE_HEIGHT = 18;
const MARGIN = 16;

/** Draws lines with ANSI attributes (ECMA-48 SGR, as src/output/style.ts writes them) as a terminal would. */
export function terminalSvg(ansi: string): string {
  const lines = ansi.trimEnd().split("\n");
  const columns = Math.max(...lines.map((line) => line.replace(SGR, "").length));
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const rows = lines.map((line, row) => {
    const y = MARGIN + (row + 1) * LINE_HEIGHT - 5;
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="100%" height="100%" rx="8" fill="#1e2127"/>
<g font-family="ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="13" fill="#dcdfe4">
${rows.join("\n")}
</g>
</svg>
`;
}

// deno-lint-ignore no-control-regex -- escape sequences begin with one
const SGR = /\x1b\[([0-9;]*)m/g;

function spans(line: string): string {
  let svg = "";
  let attributes = "";
  let from = 0;
  const add = (text: string): void => {
    if (text === "") return;
    svg += attributes === "" ? escapeXml(text) : `<tspan ${attributes}>${escapeXml(text)}</tspan>`;
  };
  for (const match of line.matchAll(SGR)) {
    add(line.slice(from, match.index));
    attributes = attributesOf(match[1] ?? "");
    from = match.index + match[0].length;
  }
  add(line.slice(from));
  return svg;
}

function attributesOf(code: string): string {
  const hue = /^38;5;(\d+)$/.exec(code)?.[1];
  return hue === undefined ? ATTRIBUTES[code] ?? "" : `fill="${paletteColor(Number(hue))}"`;
}

/** A colour of xterm's 6x6x6 cube, a little lighter to be read on the dark ground. */
function paletteColor(index: number): string {
  const levels = [0, 95, 135, 175, 215, 255];
  const cube = index - 16;
  const channels = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return `rgb(${channels.map((channel) => Math.min(255, (levels[channel] ?? 0) + 40)).join(",")})`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
