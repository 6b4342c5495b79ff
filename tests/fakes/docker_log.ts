/** A message of a container's output as Docker's log stream has it: stream 1, its length, its text. */
export function framed(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const message = new Uint8Array(8 + bytes.length);
  message[0] = 1;
  new DataView(message.buffer).setUint32(4, bytes.length);
  message.set(bytes, 8);
  return message;
}
