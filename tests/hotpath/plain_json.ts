/** JSON that is written already. */
export class Raw {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** Bytes as people read them: what is no UTF-8 becomes U+FFFD. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The part of a name of fixed size before its first NUL. */
export function nameText(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  return text(nul === -1 ? bytes : bytes.subarray(0, nul));
}

/** JSON with DEL and the C1 controls escaped as well; keys in their order, those that are undefined left out. */
export function json(value: unknown): string {
  if (value instanceof Raw) return value.json;
  if (Array.isArray(value)) return `[${value.map(json).join(",")}]`;
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value).replaceAll(
      /[\u007f-\u009f]/g,
      (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
    );
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${json(key)}:${json(member)}`).join(",")}}`;
}

/** Nanoseconds since 1970, clamped to the whole seconds that 64 bits hold, as RFC 3339. */
export function rfc3339(timeNs: bigint): string {
  const largest = 18_446_744_072_999_999_999n;
  const clamped = timeNs < 0n ? 0n : timeNs > largest ? largest : timeNs;
  const second = new Date(Number(clamped / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${second}.${(clamped % 1_000_000_000n).toString().padStart(9, "0")}Z`;
}

/** A view of just these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
