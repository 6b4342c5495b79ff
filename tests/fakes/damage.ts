import type { GrpcReply } from "./grpc_wire.ts";

/** How answers are spoilt on their way. */
export type Damage =
  /** The message ends early. */
  | "truncate"
  /** Some bits of it are others. */
  | "flip"
  /** Bytes that nobody meant. */
  | "random"
  /** 64 MiB of a field that nobody knows. */
  | "oversize"
  /** Hundreds of groups within groups, for decoders that recurse. */
  | "nest";

const OVERSIZE_BYTES = 64 << 20;
const DEPTH = 100_000;
const START_GROUP = 0x7b;

/** Spoils the messages of an answer; the same seed spoils them the same way. */
export function damaged(reply: GrpcReply, damage: Damage, seed: number): GrpcReply {
  const random = generator(seed);
  return { ...reply, messages: reply.messages.map((message) => spoil(message, damage, random)) };
}

function spoil(message: Uint8Array, damage: Damage, random: () => number): Uint8Array {
  switch (damage) {
    case "truncate":
      return message.slice(0, random() % Math.max(1, message.length));
    case "flip": {
      const bytes = message.slice();
      for (let i = 0; i < 8 && bytes.length > 0; i++) {
        const at = random() % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random() % 8);
      }
      return bytes;
    }
    case "random":
      return Uint8Array.from({ length: 1 + random() % 4000 }, () => random() & 0xff);
    case "oversize":
      return oversized();
    case "nest":
      return new Uint8Array(DEPTH).fill(START_GROUP);
  }
}

function oversized(): Uint8Array {
  const bytes = new Uint8Array(OVERSIZE_BYTES + 5);
  // Field 15, length-delimited, 2^26 as a varint.
  bytes.set([0x7a, 0x80, 0x80, 0x80, 0x20]);
  return bytes;
}

/** xorshift32: fast, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>>= 0;
  };
}
