/** Protobuf's wire format by hand: for messages that no encoder would write. */

const encoder = new TextEncoder();

/** Some bytes after others. */
export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A field that holds a small number. */
export function varint(field: number, value: number): Uint8Array {
  return Uint8Array.from([...digits(field * 8), ...digits(value)]);
}

/** A field that holds text. */
export function bytes(field: number, text: string): Uint8Array {
  return nested(field, encoder.encode(text));
}

/** A field that holds a message of these parts. */
export function nested(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = join(...parts);
  return Uint8Array.from([...digits(field * 8 + 2), ...digits(body.length), ...body]);
}

/** Seven bits a byte, the least first, the eighth bit where more follow. */
function digits(value: number): number[] {
  return value < 0x80 ? [value] : [value % 0x80 + 0x80, ...digits(Math.floor(value / 0x80))];
}
