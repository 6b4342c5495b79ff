/**
 * Asserts that two texts of many lines are the same. Names the first line that differs: the difference of two whole
 * streams takes gigabytes to work out.
 */
export function assertSameText(actual: string, expected: string): void {
  if (actual === expected) return;
  const [actualLines, expectedLines] = [actual.split("\n"), expected.split("\n")];
  const at = actualLines.findIndex((line, index) => line !== expectedLines[index]);
  const first = at < 0 ? actualLines.length : at;
  throw new Error(
    `Line ${first + 1} of ${actualLines.length} (expected: of ${expectedLines.length}) differs:
actual   ${actualLines[first]}
expected ${expectedLines[first]}`,
  );
}
