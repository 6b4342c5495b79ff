const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/** Bytes as limits of memory are given, in powers of 1024, with one digit behind the point where they are not whole: "64 MiB". */
export function formatBinarySize(bytes: bigint): string {
  let unit = 0;
  let size = 1n;
  // What would be rounded to 1024 of a unit is told in the next.
  while (unit < UNITS.length - 1 && tenths(bytes, size) >= 10240n) {
    size <<= 10n;
    unit++;
  }
  const value = tenths(bytes, size);
  return `${value / 10n}${value % 10n === 0n ? "" : `.${value % 10n}`} ${UNITS[unit]}`;
}

function tenths(bytes: bigint, size: bigint): bigint {
  return (bytes * 10n + size / 2n) / size;
}
