/** gRPC's messages within the body of a request or an answer. */

/** A compressed flag and a 32-bit length stand before every message. */
const HEADER_BYTES = 5;
/** The room that a message begins with. */
const FIRST_BYTES = 64 << 10;

/** A message as it is sent. */
export function frameMessage(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, HEADER_BYTES);
  return frame;
}

/** What a {@linkcode MessageReader} asks and tells. */
export interface MessageListener {
  /** Whether one more message is wanted; what is not is kept as it came. */
  isWanted(): boolean;
  onMessage(message: Uint8Array<ArrayBuffer>): void;
}

/** Puts together the messages of an answer, whatever they are cut into. */
export class MessageReader {
  readonly #maxMessageBytes: number;
  readonly #listener: MessageListener;
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #length = 0;
  #message = new Uint8Array(0);
  #messageBytes = 0;
  #backlog: Uint8Array[] = [];
  #isReading = false;

  constructor(maxMessageBytes: number, listener: MessageListener) {
    this.#maxMessageBytes = maxMessageBytes;
    this.#listener = listener;
  }

  /** Whether bytes wait for somebody who wants them. */
  get hasBacklog(): boolean {
    return this.#backlog.length > 0;
  }

  /** Whether a message has begun and not ended. */
  get isWithinMessage(): boolean {
    return this.#headerBytes > 0;
  }

  /**
   * Bytes have come, which hold only until the call returns.
   *
   * @returns How many were read by it, of these and those that waited.
   * @throws RangeError for a message that is larger than allowed; TypeError for a compressed one.
   */
  add(bytes: Uint8Array): number {
    if (this.#isReading || this.#backlog.length > 0) {
      this.#backlog.push(bytes.slice());
      return 0;
    }
    const read = this.#read(bytes);
    if (read < bytes.length) this.#backlog.push(bytes.slice(read));
    return read;
  }

  /** Something may be wanted again; returns and throws as {@linkcode add} does. */
  resume(): number {
    let sum = 0;
    while (!this.#isReading) {
      const [first] = this.#backlog;
      if (first === undefined) break;
      const read = this.#read(first);
      sum += read;
      if (read < first.length) {
        this.#backlog[0] = first.subarray(read);
        break;
      }
      this.#backlog.shift();
    }
    return sum;
  }

  #read(bytes: Uint8Array): number {
    // Who is given a message may want the next at once.
    this.#isReading = true;
    try {
      let at = 0;
      while (at < bytes.length) {
        if (this.#headerBytes === 0 && !this.#listener.isWanted()) break;
        if (this.#headerBytes < HEADER_BYTES) {
          const part = bytes.subarray(at, at + HEADER_BYTES - this.#headerBytes);
          this.#header.set(part, this.#headerBytes);
          this.#headerBytes += part.length;
          at += part.length;
          if (this.#headerBytes < HEADER_BYTES) break;
          this.#length = this.#readLength();
          this.#message = new Uint8Array(Math.min(this.#length, FIRST_BYTES));
          this.#messageBytes = 0;
        }
        const part = bytes.subarray(at, at + this.#length - this.#messageBytes);
        this.#makeRoom(this.#messageBytes + part.length);
        this.#message.set(part, this.#messageBytes);
        this.#messageBytes += part.length;
        at += part.length;
        if (this.#messageBytes < this.#length) break;
        const message = this.#message;
        this.#headerBytes = 0;
        this.#message = new Uint8Array(0);
        this.#listener.onMessage(message);
      }
      return at;
    } finally {
      this.#isReading = false;
    }
  }

  /** A message takes room as it comes: what only says that it is large takes none. */
  #makeRoom(bytes: number): void {
    if (bytes <= this.#message.length) return;
    const grown = new Uint8Array(Math.min(this.#length, Math.max(bytes, 2 * this.#message.length)));
    grown.set(this.#message.subarray(0, this.#messageBytes));
    this.#message = grown;
  }

  #readLength(): number {
    if (this.#header[0] !== 0) {
      const flag = this.#header[0];
      throw new TypeError(
        flag === 1
          ? "it compressed a message, which was not asked for"
          : `it began a message with ${flag} instead of 0`,
      );
    }
    const length = new DataView(this.#header.buffer).getUint32(1);
    if (length <= this.#maxMessageBytes) return length;
    throw new RangeError(`a message of ${length} bytes, beyond ${this.#maxMessageBytes}`);
  }
}
