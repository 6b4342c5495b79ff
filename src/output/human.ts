const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY_HOURS = 24;

/** How long ago something was, as crictl and docker say it: "2 minutes ago", "About an hour ago". */
export function formatAge(milliseconds: number): string {
  return `${ageOf(milliseconds)} ago`;
}

function ageOf(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECOND);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(milliseconds / HOUR + 0.5);
  if (hours === 1) return "About an hour";
  if (hours < 2 * DAY_HOURS) return `${hours} hours`;
  const days = Math.floor(hours / DAY_HOURS);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 2 * 365) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/** Bytes as crictl and docker say them, in powers of 1000: "4.67MB". */
export function formatBytes(bytes: number, digits = 4): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${Number(value.toPrecision(digits))}${UNITS[unit]}`;
}
