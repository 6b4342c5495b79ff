import type { Field } from "../hpack/hpack.ts";
import { ERROR, StreamError } from "../protocol.ts";

/** The fields of an answer's head or trailers. */
export interface ResponseFields {
  /** The HTTP status; absent in trailers. */
  readonly status?: number;
  /** In lower case; the values of one that comes several times are joined by ", ". */
  readonly fields: ReadonlyMap<string, string>;
}

/** Fields that speak of one connection, which HTTP/2 has not, section 8.2.2. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const FORBIDDEN_IN_VALUES = /[\0\r\n]/;

/**
 * Reads fields as an answer may have them, section 8.
 *
 * @param isTrailers Whether they stand behind the body.
 * @throws StreamError
 */
export function responseFields(list: readonly Field[], isTrailers: boolean): ResponseFields {
  const fields = new Map<string, string>();
  let status: number | undefined;
  for (const [name, value] of list) {
    if (name.startsWith(":")) {
      if (isTrailers || name !== ":status" || status !== undefined || fields.size > 0) {
        throw malformed(`${JSON.stringify(name)} where it must not be`);
      }
      if (!/^[1-9]\d\d$/.test(value)) throw malformed(`the status ${JSON.stringify(value)}`);
      status = Number(value);
      continue;
    }
    if (!NAME.test(name) || FORBIDDEN.has(name)) throw malformed(`a field ${JSON.stringify(name)}`);
    if (FORBIDDEN_IN_VALUES.test(value)) {
      throw malformed(`a line's end within ${JSON.stringify(name)}`);
    }
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  if (isTrailers) return { fields };
  if (status === undefined) throw malformed("no status");
  return { status, fields };
}

function malformed(what: string): StreamError {
  return new StreamError(ERROR.protocol, `it sent headers with ${what}`);
}
