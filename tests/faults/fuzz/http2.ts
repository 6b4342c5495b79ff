/** Damaged bytes of an HTTP/2 server, and what a client makes of them. */
import { joined } from "#runtime/http2/bytes.ts";
import { Http2Connection } from "#runtime/http2/connection/connection.ts";
import {
  frameOf,
  goawayFrame,
  numberFrame,
  settingsFrame,
} from "#runtime/http2/frames/frame_writer.ts";
import { frameMessage, MessageReader } from "#runtime/http2/grpc/message_reader.ts";
import { encodeFields } from "#runtime/http2/hpack/hpack.ts";
import { FLAG, FRAME, SETTING } from "#runtime/http2/protocol.ts";
import type { Random } from "./random.ts";

const HEAD = encodeFields([[":status", "200"], ["content-type", "application/grpc"]]);
const TRAILERS = encodeFields([["grpc-status", "0"], ["grpc-message", "fine %E2%82%AC"]]);
/** ":status: 200" by index, a name by index, and a value in Huffman's code. */
const SHORT_HEAD = Uint8Array.of(0x88, 0x5f, 0x8b, 29, 117, 208, 98, 13, 38, 61, 76, 77, 101, 100);
const MESSAGE = frameMessage(new Uint8Array(300).fill(7));
const MAX_MESSAGE_BYTES = 1024 * 1024;
const CALLS = 2;
/** Numbers that are the first or last of something. */
const EDGES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 0x1f, 0x20, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xfe, 0xff];

const id = 1;
const GREETING = settingsFrame([[SETTING.maxConcurrentStreams, 100], [SETTING.headerTableSize, 0]]);

/** What servers say, frame by frame. */
const TALKS: readonly (readonly Uint8Array[])[] = [
  [
    GREETING,
    frameOf(FRAME.settings, FLAG.ack, 0),
    frameOf(FRAME.headers, FLAG.endHeaders, id, HEAD),
    frameOf(FRAME.data, 0, id, MESSAGE),
    frameOf(FRAME.headers, FLAG.endHeaders | FLAG.endStream, id, TRAILERS),
    frameOf(FRAME.headers, FLAG.endHeaders | FLAG.endStream, 3, HEAD),
  ],
  [
    GREETING,
    frameOf(FRAME.ping, 0, 0, new Uint8Array(8)),
    numberFrame(FRAME.windowUpdate, 0, 1000),
    numberFrame(FRAME.windowUpdate, 3, 1000),
    frameOf(FRAME.headers, 0, id, SHORT_HEAD.subarray(0, 3)),
    frameOf(FRAME.continuation, FLAG.endHeaders, id, SHORT_HEAD.subarray(3)),
    frameOf(FRAME.data, FLAG.padded, id, Uint8Array.of(2, ...MESSAGE, 0, 0)),
    frameOf(FRAME.data, 0, id, MESSAGE.subarray(0, 100)),
    frameOf(FRAME.data, FLAG.endStream, id, MESSAGE.subarray(100)),
    numberFrame(FRAME.rstStream, 3, 8),
  ],
  [
    GREETING,
    goawayFrame(0),
    frameOf(
      FRAME.headers,
      FLAG.endHeaders | FLAG.priority,
      id,
      Uint8Array.of(0, 0, 0, 0, 9, ...HEAD),
    ),
    settingsFrame([[SETTING.initialWindowSize, 10], [SETTING.maxFrameSize, 20_000]]),
    frameOf(FRAME.headers, FLAG.endHeaders | FLAG.endStream, id, TRAILERS),
  ],
];

/** A server's bytes with some faults in them. */
export function damagedTalk(random: Random): Uint8Array {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
  const frames = [...pick(TALKS)];
  if (random.below(3) === 0) {
    frames.splice(random.below(frames.length), random.below(2), pick(pick(TALKS)));
  }
  let bytes = joined(frames).slice();
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(bytes.length);
    switch (random.below(6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ 1 << random.below(8);
        break;
      case 1:
        bytes[at] = pick(EDGES);
        break;
      case 2:
        bytes = bytes.slice(0, at + 1);
        break;
      case 3:
        bytes = joined([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(20))]).slice();
        break;
      case 4:
        bytes = joined([
          bytes.subarray(0, at),
          bytes.subarray(0, random.below(60)),
          bytes.subarray(at),
        ]).slice();
        break;
      default:
        for (let i = at; i < Math.min(at + 8, bytes.length); i++) bytes[i] = random.below(256);
    }
    if (bytes.length === 0) break;
  }
  return bytes;
}

/**
 * Has a client of two calls read a server's bytes, in a few pieces.
 *
 * @returns What is wrong with what became of the calls; undefined where each ended once, and said why in words about the
 * server.
 */
export async function wrongEnd(bytes: Uint8Array, random: Random): Promise<string | undefined> {
  let at = 0;
  const piece = 1 + random.below(bytes.length + 1);
  const closed = Promise.withResolvers<void>();
  const socket = {
    read(buffer: Uint8Array): Promise<number | null> {
      const part = bytes.subarray(at, at + Math.min(piece, buffer.length));
      buffer.set(part);
      at += part.length;
      return Promise.resolve(part.length === 0 ? null : part.length);
    },
    write: (buffer: Uint8Array) => Promise.resolve(buffer.length),
    close: () => closed.resolve(),
  };
  const connection = new Http2Connection(socket, () => {});
  let ends = 0;
  let wrong: string | undefined;
  for (let call = 0; call < CALLS; call++) {
    let isOver = false;
    const end = (reason?: string) => {
      ends++;
      if (isOver) wrong = "a call ended twice";
      isOver = true;
      if (reason !== undefined && !/^it [a-z]/.test(reason)) wrong = `unclear: ${reason}`;
    };
    const reader = new MessageReader(MAX_MESSAGE_BYTES, { isWanted: () => true, onMessage() {} });
    const request = connection.request([[":path", "/"]], MESSAGE, {
      onHead() {},
      onData(part) {
        try {
          request.read(reader.add(part));
        } catch (error) {
          if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
          request.cancel();
          end();
        }
      },
      onEnd: () => end(),
      onBroken: ({ reason }) => end(reason),
    });
  }
  await closed.promise;
  // Calls are told right after.
  await Promise.resolve();
  return wrong ?? (ends === CALLS ? undefined : `${ends} of ${CALLS} calls ended`);
}
