import type { Field } from "../hpack/hpack.ts";
import type { StreamListener } from "./stream.ts";

/** What is done with a request by who made it. */
interface RequestActions {
  cancel(): void;
  read(bytes: number): void;
}

/** A request under way, or waiting until the server takes one more. */
export class Http2Request {
  /** The stream's id; 0 while there is none. */
  id = 0;
  readonly fields: readonly Field[];
  readonly body: Uint8Array;
  readonly listener: StreamListener;
  readonly #actions: RequestActions;

  constructor(
    fields: readonly Field[],
    body: Uint8Array,
    listener: StreamListener,
    actions: RequestActions,
  ) {
    this.fields = fields;
    this.body = body;
    this.listener = listener;
    this.#actions = actions;
  }

  /** Breaks it off; its listener hears nothing of that. */
  cancel(): void {
    this.#actions.cancel();
  }

  /** So many bytes of the answer's body were read, and the server may send as many more. */
  read(bytes: number): void {
    this.#actions.read(bytes);
  }
}
