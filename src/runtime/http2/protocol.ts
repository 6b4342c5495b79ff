/** The numbers of RFC 9113 that this client needs. */

/** Frame types, section 6. */
export const FRAME = {
  data: 0x0,
  headers: 0x1,
  priority: 0x2,
  rstStream: 0x3,
  settings: 0x4,
  pushPromise: 0x5,
  ping: 0x6,
  goaway: 0x7,
  windowUpdate: 0x8,
  continuation: 0x9,
} as const;

/** Flags, whose meaning depends on the frame's type. */
export const FLAG = {
  endStream: 0x1,
  ack: 0x1,
  endHeaders: 0x4,
  padded: 0x8,
  priority: 0x20,
} as const;

/** Settings, section 6.5.2. */
export const SETTING = {
  headerTableSize: 0x1,
  enablePush: 0x2,
  maxConcurrentStreams: 0x3,
  initialWindowSize: 0x4,
  maxFrameSize: 0x5,
  maxHeaderListSize: 0x6,
} as const;

/** Error codes, section 7. */
export const ERROR = {
  noError: 0x0,
  protocol: 0x1,
  flowControl: 0x3,
  frameSize: 0x6,
  refusedStream: 0x7,
  cancel: 0x8,
  compression: 0x9,
  enhanceYourCalm: 0xb,
} as const;

const ERROR_NAMES = (
  "NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR " +
  "REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED"
).split(" ");

/** An error code as the RFC calls it. */
export function errorName(code: number): string {
  return ERROR_NAMES[code] ?? `error ${code}`;
}

/** Bytes of a frame's header. */
export const FRAME_HEADER_BYTES = 9;
/** Largest payload of a frame while nobody allowed more; this client never does. */
export const MAX_FRAME_BYTES = 16_384;
/** Every window's size at first. */
export const FIRST_WINDOW = 65_535;
/** Largest window, and largest stream id. */
export const MAX_31_BITS = 0x7fff_ffff;

/** The peer broke a rule that the whole connection depends on, section 5.4.1; the message says what it did. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  /** One of {@linkcode ERROR}. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The peer broke a rule on one stream, section 5.4.2; the others go on. */
export class StreamError extends Error {
  override readonly name = "StreamError";
  /** One of {@linkcode ERROR}. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
