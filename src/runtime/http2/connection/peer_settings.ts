import {
  ConnectionError,
  ERROR,
  FIRST_WINDOW,
  MAX_31_BITS,
  MAX_FRAME_BYTES,
  SETTING,
} from "../protocol.ts";

/** Streams at once while the server has not said how many it takes. */
const FIRST_MAX_STREAMS = 100;
const LARGEST_FRAME = (1 << 24) - 1;

/** What the server has set, section 6.5.2 of RFC 9113, as far as a client without a table of headers heeds it. */
export class PeerSettings {
  #maxStreams = FIRST_MAX_STREAMS;
  #streamWindow = FIRST_WINDOW;

  /** Streams that it takes at once. */
  get maxStreams(): number {
    return this.#maxStreams;
  }

  /** Bytes that may be sent on a new stream. */
  get streamWindow(): number {
    return this.#streamWindow;
  }

  /**
   * The server changes a setting.
   *
   * @returns By how much the windows of the streams that there are grow.
   * @throws ConnectionError
   */
  set(id: number, value: number): number {
    switch (id) {
      case SETTING.maxConcurrentStreams:
        this.#maxStreams = value;
        return 0;
      case SETTING.enablePush:
        if (value !== 0) throw refused(ERROR.protocol, "ENABLE_PUSH", value);
        return 0;
      case SETTING.maxFrameSize:
        if (value < MAX_FRAME_BYTES || value > LARGEST_FRAME) {
          throw refused(ERROR.protocol, "MAX_FRAME_SIZE", value);
        }
        return 0;
      case SETTING.initialWindowSize: {
        if (value > MAX_31_BITS) throw refused(ERROR.flowControl, "INITIAL_WINDOW_SIZE", value);
        const change = value - this.#streamWindow;
        this.#streamWindow = value;
        return change;
      }
      default:
        return 0;
    }
  }
}

function refused(code: number, name: string, value: number): ConnectionError {
  return new ConnectionError(code, `it set ${name} to ${value}`);
}
