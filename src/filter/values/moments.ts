const SECOND = 1_000_000_000n;

/** What a timestamp's parts are in UTC, by CEL's names; nanoseconds since 1970 in. */
export const CIVIL: Readonly<Record<string, (timestamp: bigint) => bigint>> = {
  getFullYear: (at) => BigInt(dateOf(at).getUTCFullYear()),
  getMonth: (at) => BigInt(dateOf(at).getUTCMonth()),
  getDate: (at) => BigInt(dateOf(at).getUTCDate()),
  getDayOfMonth: (at) => BigInt(dateOf(at).getUTCDate() - 1),
  getDayOfWeek: (at) => BigInt(dateOf(at).getUTCDay()),
  getDayOfYear: (at) => {
    const date = dateOf(at);
    const first = new Date(0);
    first.setUTCFullYear(date.getUTCFullYear(), 0, 1);
    return BigInt(Math.floor((date.getTime() - first.getTime()) / 86_400_000));
  },
  getHours: (at) => BigInt(dateOf(at).getUTCHours()),
  getMinutes: (at) => BigInt(dateOf(at).getUTCMinutes()),
  getSeconds: (at) => BigInt(dateOf(at).getUTCSeconds()),
  getMilliseconds: (at) => BigInt(dateOf(at).getUTCMilliseconds()),
};

/** How long a duration is in other units, cut towards 0; of milliseconds those beyond its last whole second. */
export const LENGTHS: Readonly<Record<string, (duration: bigint) => bigint>> = {
  getHours: (length) => length / (3600n * SECOND),
  getMinutes: (length) => length / (60n * SECOND),
  getSeconds: (length) => length / SECOND,
  getMilliseconds: (length) => length % SECOND / 1_000_000n,
};

function dateOf(timestamp: bigint): Date {
  const milliseconds = (timestamp - ((timestamp % 1_000_000n) + 1_000_000n) % 1_000_000n) /
    1_000_000n;
  return new Date(Number(milliseconds));
}
