import { FLAG, FRAME, FRAME_HEADER_BYTES, MAX_FRAME_BYTES } from "../protocol.ts";

const NOTHING = new Uint8Array(0);

/** What a client says first of all. */
export const PREFACE: Uint8Array = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** One frame; the payload must not be longer than the peer allows. */
export function frameOf(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = NOTHING,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, payload.length << 8 | type);
  view.setUint8(4, flags);
  view.setUint32(5, streamId);
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

/** RST_STREAM and WINDOW_UPDATE: a frame of one number. */
export function numberFrame(type: number, streamId: number, value: number): Uint8Array {
  const payload = new Uint8Array(4);
  new DataView(payload.buffer).setUint32(0, value);
  return frameOf(type, 0, streamId, payload);
}

/** SETTINGS with these pairs of identifier and value. */
export function settingsFrame(
  settings: readonly (readonly [id: number, value: number])[],
): Uint8Array {
  const view = new DataView(new ArrayBuffer(6 * settings.length));
  settings.forEach(([id, value], index) => {
    view.setUint16(6 * index, id);
    view.setUint32(6 * index + 2, value);
  });
  return frameOf(FRAME.settings, 0, 0, new Uint8Array(view.buffer));
}

/** GOAWAY of a client, which no streams of the server's have reached. */
export function goawayFrame(code: number): Uint8Array {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setUint32(4, code);
  return frameOf(FRAME.goaway, 0, 0, payload);
}

/** A header block as HEADERS and as many CONTINUATION as it takes. */
export function headerFrames(streamId: number, block: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  let at = 0;
  do {
    const part = block.subarray(at, at + MAX_FRAME_BYTES);
    const type = at === 0 ? FRAME.headers : FRAME.continuation;
    at += part.length;
    frames.push(frameOf(type, at === block.length ? FLAG.endHeaders : 0, streamId, part));
  } while (at < block.length);
  return frames;
}
