import type { Health } from "./health.ts";

/** Bytes of a request's head that are read at most: a probe's has hardly more than a hundred. */
export const HEAD_LIMIT = 8192;

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  421: "Misdirected Request",
  503: "Service Unavailable",
};

/** Method, host in the form that proxies are asked in (RFC 9112, section 3.2.2), path and query. */
const REQUEST_LINE = /^([A-Z]+) (?:http:\/\/([^/?#]*))?(\/[!-~]*) HTTP\/1\.[01]$/;

/**
 * The whole answer to a request, given the request's head up to and with its empty line.
 *
 * With `checkHost`, a request must name its host by an IP address or as localhost: a web page that leads a browser here
 * by a name of its own (DNS rebinding) is turned away.
 */
export function answerTo(head: string, health: Health, checkHost: boolean): string {
  const [requestLine = "", ...fields] = head.split("\r\n");
  const [, method, authority, target] = REQUEST_LINE.exec(requestLine) ?? [];
  if (method === undefined || target === undefined) return response("GET", 400, "not HTTP/1.1");
  if (checkHost && !isAddress(authority ?? hostOf(fields))) {
    return response(method, 421, "the host must be an IP address or localhost");
  }
  const check = CHECKS[target.replace(/\?.*/s, "")];
  if (check === undefined) return response(method, 404, "only /healthz and /readyz are here");
  if (method !== "GET" && method !== "HEAD") {
    return response(method, 405, "only GET and HEAD are answered", "Allow: GET, HEAD\r\n");
  }
  const { wrong, notes } = check(health);
  return wrong === undefined
    ? response(method, 200, ["ok", ...notes].join("\n"))
    : response(method, 503, wrong);
}

/** What a probe asks for. */
interface Answer {
  readonly wrong: string | undefined;
  /** What is worth knowing though nothing is wrong. */
  readonly notes: readonly string[];
}

const CHECKS: Readonly<Record<string, (health: Health) => Answer>> = {
  "/healthz": (health) => ({ wrong: health.sickness(), notes: [] }),
  "/readyz": (health) => ({ wrong: health.unreadiness(), notes: health.gaps }),
};

/** The value of the Host field; `undefined` unless there is exactly one (RFC 9112, section 3.2). */
function hostOf(fields: readonly string[]): string | undefined {
  const hosts = fields.flatMap((field) => /^host:[ \t]*(.*?)[ \t]*$/i.exec(field)?.[1] ?? []);
  return hosts.length === 1 ? hosts[0] : undefined;
}

/** Whether a Host field names an IP address or localhost, with or without a port. */
function isAddress(host: string | undefined): boolean {
  return host !== undefined &&
    /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host);
}

function response(method: string, status: number, text: string, fields = ""): string {
  const body = `${text}\n`;
  const head = `HTTP/1.1 ${status} ${REASONS[status] ?? ""}\r\n` +
    `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${body.length}\r\n` +
    `Cache-Control: no-store\r\n${fields}Connection: close\r\n\r\n`;
  return method === "HEAD" ? head : head + body;
}
