/** A duration in nanoseconds for people: three digits, and two units from a minute on. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  // The limits lie where rounding would reach the next unit.
  if (nanoseconds < 999.5e3) return `${digits(nanoseconds / 1e3)}µs`;
  if (nanoseconds < 999.5e6) return `${digits(nanoseconds / 1e6)}ms`;
  if (nanoseconds < 59.95e9) return `${digits(nanoseconds / 1e9)}s`;
  const seconds = Math.round(nanoseconds / 1e9);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${pad(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h${pad(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d${pad(hours % 24)}h`;
}

function digits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

function pad(value: number): string {
  return value.toString().padStart(2, "0");
}
