import * as grpc from "@grpc/grpc-js";
import { Buffer } from "node:buffer";

/** What of a call ended it on this side of the wire. */
export type Cause =
  /** The server broke a rule of HTTP/2's or gRPC's. */
  | "protocol"
  /** There is no connection, or it ended. */
  | "connection";

/** Under this key the metadata of a status says the {@linkcode Cause}; no server can say it. */
const CAUSE_KEY = "critter-cause";
const LEGAL_KEY = /^[0-9a-z_.-]+$/;
const LEGAL_VALUE = /^[ -~]*$/;

/** A status that no server has sent. */
export function ownStatus(code: grpc.status, details: string, cause?: Cause): grpc.StatusObject {
  const metadata = new grpc.Metadata();
  if (cause !== undefined) metadata.set(CAUSE_KEY, cause);
  return { code, details, metadata };
}

/** What on this side ended a call; undefined for a status that the server has sent. */
export function causeOf({ metadata }: Pick<grpc.StatusObject, "metadata">): Cause | undefined {
  const [cause] = metadata.get(CAUSE_KEY);
  return cause === "protocol" || cause === "connection" ? cause : undefined;
}

/** The status within the fields of trailers, or of an answer without a body; undefined where they have none. */
export function statusOf(fields: ReadonlyMap<string, string>): grpc.StatusObject | undefined {
  const text = fields.get("grpc-status");
  if (text === undefined) return undefined;
  const isKnown = /^\d{1,2}$/.test(text) && Number(text) <= grpc.status.UNAUTHENTICATED;
  const details = decoded(fields.get("grpc-message") ?? "");
  return {
    code: isKnown ? Number(text) : grpc.status.UNKNOWN,
    details: isKnown ? details : `status ${JSON.stringify(text)}: ${details}`,
    metadata: metadataOf(fields),
  };
}

/** What fields say beyond gRPC's own; what no metadata may be is left out. */
export function metadataOf(fields: ReadonlyMap<string, string>): grpc.Metadata {
  const metadata = new grpc.Metadata();
  for (const [key, value] of fields) {
    if (key.startsWith("grpc-") || key === CAUSE_KEY || !LEGAL_KEY.test(key)) continue;
    if (key.endsWith("-bin")) {
      for (const part of value.split(",")) metadata.add(key, Buffer.from(part.trim(), "base64"));
    } else if (LEGAL_VALUE.test(value)) metadata.add(key, value);
  }
  return metadata;
}

/** gRPC escapes bytes with percent signs; whatever is not well escaped is taken as it is. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
