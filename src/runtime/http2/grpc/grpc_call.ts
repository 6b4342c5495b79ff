import * as grpc from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import type { Http2Connection } from "../connection/connection.ts";
import type { Field } from "../hpack/hpack.ts";
import { frameMessage, MessageReader } from "./message_reader.ts";
import type { Http2Request } from "../connection/request.ts";
import type { ResponseFields } from "../connection/response_fields.ts";
import { type Cause, metadataOf, ownStatus, statusOf } from "./response_status.ts";
import type { Broken, StreamListener } from "../connection/stream.ts";

/** What grpc-js's client does with a call. */
type Call = ReturnType<grpc.ChannelInterface["createCall"]>;

/** What a call needs of its channel. */
export interface CallContext {
  /** The server's address. */
  readonly target: string;
  readonly maxMessageBytes: number;
  connect(): Promise<Http2Connection>;
}

const NOTHING = new Uint8Array(0);
/** How often a call is made, by whether the server has seen it: one that it has not harms nobody. */
const ATTEMPTS = { no: 5, perhaps: 2, yes: 1 } as const;
/** Longest that a timer waits, and longest time that gRPC can say. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const LONGEST_TIMEOUT_MS = 99_999_999;

/** One call. It ends once: by the server's status, its deadline, a failure, or when it is cancelled. */
export class GrpcCall implements Call, StreamListener {
  readonly #context: CallContext;
  readonly #method: string;
  readonly #timeoutMs: number;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #reader: MessageReader;
  #metadata: grpc.Metadata | undefined;
  #listener: grpc.InterceptingListener | undefined;
  #body: Uint8Array = NOTHING;
  #request: Http2Request | undefined;
  #attempts = 0;
  /** One more than was asked for, so that a second answer where there must be one is seen. */
  #wanted = 1;
  #trailersOnly: ResponseFields | undefined;
  /** The status, once it is there; messages before it may still wait. */
  #status: grpc.StatusObject | undefined;
  #isEnded = false;

  constructor(context: CallContext, method: string, deadline: grpc.Deadline) {
    this.#context = context;
    this.#method = method;
    this.#timeoutMs = Number(deadline) - Date.now();
    this.#timer = this.#timeoutMs === Infinity ? undefined : setTimeout(
      () => this.cancelWithStatus(grpc.status.DEADLINE_EXCEEDED, "Deadline exceeded"),
      Math.min(this.#timeoutMs, LONGEST_TIMER_MS),
    );
    this.#reader = new MessageReader(context.maxMessageBytes, {
      isWanted: () => this.#wanted > 0 && !this.#isEnded,
      onMessage: ({ buffer }) => {
        this.#wanted--;
        this.#listener?.onReceiveMessage(Buffer.from(buffer));
      },
    });
  }

  start(metadata: grpc.Metadata, listener: grpc.InterceptingListener): void {
    this.#metadata = metadata;
    this.#listener = listener;
    // Cancelled, or too late, before anybody could be told.
    if (this.#isEnded && this.#status !== undefined) this.#tell(this.#status);
  }

  sendMessageWithContext(context: { callback?: () => void }, message: Buffer): void {
    this.#body = frameMessage(message);
    context.callback?.();
  }

  halfClose(): void {
    void this.#begin();
  }

  startRead(): void {
    this.#wanted++;
    this.#read(() => this.#reader.resume());
  }

  cancelWithStatus(code: grpc.status, details: string): void {
    this.#end(ownStatus(code, details));
  }

  getPeer(): string {
    return this.#context.target;
  }

  getCallNumber(): number {
    return 0;
  }

  /** Calls within the node have no credentials of their own. */
  setCredentials(): void {}

  getAuthContext(): null {
    return null;
  }

  onHead(head: ResponseFields, isEnd: boolean): void {
    const { status, fields } = head;
    if (isEnd && fields.has("grpc-status")) {
      this.#trailersOnly = head;
      return;
    }
    const type = fields.get("content-type") ?? "";
    if (status !== 200) this.#fail("protocol", `it answered with the HTTP status ${status}`);
    else if (!/^application\/grpc(?![\w-])/.test(type)) {
      this.#fail("protocol", `it answered with the content type ${JSON.stringify(type)}`);
    } else if (!this.#isEnded) this.#listener?.onReceiveMetadata(metadataOf(fields));
  }

  onData(bytes: Uint8Array): void {
    if (!this.#isEnded) this.#read(() => this.#reader.add(bytes));
  }

  onEnd(trailers: ResponseFields | undefined): void {
    this.#request = undefined;
    const status = statusOf((trailers ?? this.#trailersOnly)?.fields ?? new Map());
    if (status === undefined) return this.#fail("protocol", "it ended its answer without a status");
    this.#status = status;
    this.#settle();
  }

  onBroken({ kind, reason, seen }: Broken): void {
    this.#request = undefined;
    if (++this.#attempts < ATTEMPTS[seen]) void this.#begin();
    else this.#fail(kind, reason);
  }

  async #begin(): Promise<void> {
    if (this.#isEnded) return;
    try {
      const connection = await this.#context.connect();
      if (this.#isEnded) return;
      this.#request = connection.request(this.#fields(), this.#body, this);
    } catch (error) {
      this.#fail("connection", error instanceof Error ? error.message : String(error));
    }
  }

  #fields(): Field[] {
    const fields: Field[] = [
      [":method", "POST"],
      [":scheme", "http"],
      [":path", this.#method],
      [":authority", "localhost"],
      ["content-type", "application/grpc"],
      ["te", "trailers"],
    ];
    if (this.#timeoutMs !== Infinity) {
      const ms = Math.min(Math.max(0, Math.ceil(this.#timeoutMs)), LONGEST_TIMEOUT_MS);
      fields.push(["grpc-timeout", `${ms}m`]);
    }
    for (const [name, values] of Object.entries(this.#metadata?.toHttp2Headers() ?? {})) {
      for (const value of [values].flat()) fields.push([name, String(value)]);
    }
    return fields;
  }

  /** Has messages read, and gives the server room for as many bytes as were. */
  #read(work: () => number): void {
    try {
      const bytes = work();
      if (bytes > 0) this.#request?.read(bytes);
    } catch (error) {
      if (error instanceof TypeError) return this.#fail("protocol", error.message);
      const details = error instanceof Error ? error.message : String(error);
      return this.cancelWithStatus(grpc.status.RESOURCE_EXHAUSTED, details);
    }
    this.#settle();
  }

  /** Ends the call once its status and all messages before that were told. */
  #settle(): void {
    const status = this.#status;
    if (status === undefined || this.#isEnded || this.#reader.hasBacklog) return;
    if (this.#reader.isWithinMessage && status.code === grpc.status.OK) {
      this.#fail("protocol", "it ended its answer within a message");
    } else this.#end(status);
  }

  #fail(cause: Cause, reason: string): void {
    const code = cause === "protocol" ? grpc.status.INTERNAL : grpc.status.UNAVAILABLE;
    this.#end(ownStatus(code, reason, cause));
  }

  #end(status: grpc.StatusObject): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#status = status;
    clearTimeout(this.#timer);
    this.#request?.cancel();
    this.#request = undefined;
    this.#tell(status);
  }

  #tell(status: grpc.StatusObject): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.onReceiveStatus(status);
  }
}
