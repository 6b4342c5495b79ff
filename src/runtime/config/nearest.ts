/** More letters than this that were forgotten, added or mistaken are another word. */
const FARTHEST = 3;

/** The name that was probably meant; undefined where none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(word.toLowerCase(), name) }))
    .filter(({ name, distance }) => distance <= FARTHEST && distance < name.length / 2)
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** How many letters must be put in, taken out or changed to make one word of the other. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let at = 1; at <= to.length; at++) {
      const changed = (row[at - 1] ?? 0) + (to.charAt(at - 1) === letter ? 0 : 1);
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
