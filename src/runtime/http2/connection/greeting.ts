import { numberFrame, PREFACE, settingsFrame } from "../frames/frame_writer.ts";
import { MAX_HEADER_LIST_BYTES } from "../hpack/hpack.ts";
import { FIRST_WINDOW, FRAME, SETTING } from "../protocol.ts";
import { STREAM_WINDOW } from "./stream.ts";

/** What all streams together may have on their way; each gives back at once, so that none holds up another. */
export const CONNECTION_WINDOW: number = 16 * 1024 * 1024;

/** What the client says first: what it allows the server. */
export const GREETING: readonly Uint8Array[] = [
  PREFACE,
  settingsFrame([
    [SETTING.headerTableSize, 0],
    [SETTING.enablePush, 0],
    [SETTING.initialWindowSize, STREAM_WINDOW],
    [SETTING.maxHeaderListSize, MAX_HEADER_LIST_BYTES],
  ]),
  numberFrame(FRAME.windowUpdate, 0, CONNECTION_WINDOW - FIRST_WINDOW),
];
