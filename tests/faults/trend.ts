/** Whether something that is measured again and again grows. */

/** One measurement. */
export interface Point {
  readonly seconds: number;
  readonly value: number;
}

/** The slope of the straight line that lies nearest to the points, a second; NaN for fewer than two points. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (pick: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const seconds = mean((point) => point.seconds);
  const value = mean((point) => point.value);
  const above = points.reduce((sum, p) => sum + (p.seconds - seconds) * (p.value - value), 0);
  const below = points.reduce((sum, p) => sum + (p.seconds - seconds) ** 2, 0);
  return above / below;
}

/** By how much the median of the last third is above that of the first third. */
export function riseOf(points: readonly Point[]): number {
  const third = Math.max(1, Math.floor(points.length / 3));
  return medianOf(points.slice(-third)) - medianOf(points.slice(0, third));
}

function medianOf(points: readonly Point[]): number {
  const sorted = points.map(({ value }) => value).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
