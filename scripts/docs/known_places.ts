import { endpointCandidates } from "#runtime/discovery/endpoints.ts";
import { table } from "./table.ts";

const START = "<!-- places:start -->";
const END = "<!-- places:end -->";

/**
 * Puts the known places of runtimes' sockets between the markers of a Markdown text.
 *
 * @throws RangeError when the text has no markers.
 */
export function withKnownPlaces(markdown: string): string {
  const from = markdown.indexOf(START);
  const to = markdown.indexOf(END);
  if (from < 0 || to < from) {
    throw new RangeError(`Cannot place the known places as the text must have ${START} and ${END}`);
  }
  const rows = endpointCandidates({ flags: [] }).map(({ path, source }) => [
    `\`${path}\``,
    source.replace("known place of ", ""),
  ]);
  return `${markdown.slice(0, from + START.length)}\n\n${table(["socket", "whose"], rows)}\n\n${
    markdown.slice(to)
  }`;
}
