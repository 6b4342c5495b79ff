import assert from "assert";
import { answerTo } from "./answer.ts";
import { Health } from "./health.ts";

const health = new Health({ now: () => 0, beats: () => 0 });

function status(requestLine: string, fields = ["Host: 127.0.0.1:9911"], checkHost = true): number {
  const head = [requestLine, ...fields].join("\r\n");
  return Number(/^HTTP\/1\.1 (\d+) [A-Z]/.exec(answerTo(head, health, checkHost))?.[1]);
}

Deno.test("answerTo() answers whole, with its length, and closes", () => {
  assert.strictEqual(
    answerTo("GET /healthz HTTP/1.1\r\nHost: localhost", health, true),
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n" +
      "Cache-Control: no-store\r\nConnection: close\r\n\r\nok\n",
  );
  const head = answerTo("HEAD /readyz HTTP/1.1\r\nHost: localhost", health, true);
  assert.match(head, /^HTTP\/1\.1 503 .*\r\nContent-Length: 28\r\n.*\r\n\r\n$/s);
  assert.match(answerTo("PUT /healthz HTTP/1.1\r\nHost: [::1]", health, true), /\r\nAllow: GET, /);
});

Deno.test.each([
  ["GET /healthz HTTP/1.1", 200],
  ["GET /healthz HTTP/1.0", 200],
  ["GET /healthz?verbose=1 HTTP/1.1", 200],
  ["GET /readyz HTTP/1.1", 503],
  ["POST /healthz HTTP/1.1", 405],
  ["GET / HTTP/1.1", 404],
  ["GET /healthz/ HTTP/1.1", 404],
  ["GET /../healthz HTTP/1.1", 404],
  ["GET /constructor HTTP/1.1", 404],
  ["POST /x HTTP/1.1", 404],
  ["GET http://127.0.0.1/healthz HTTP/1.1", 200],
  ["GET http://critter.example/healthz HTTP/1.1", 421],
  ["GET /healthz HTTP/2.0", 400],
  ["GET /healthz", 400],
  ["", 400],
  ["\x16\x03\x01", 400],
])("answerTo() answers %j with %d", (requestLine, expected) => {
  assert.strictEqual(status(requestLine), expected);
});

Deno.test.each([
  ["host: LOCALHOST:9911", 200],
  ["Host:10.1.2.3", 200],
  ["Host: [fd00::1]:9911 ", 200],
  ["Host: critter.example:9911", 421],
  ["Host: 127.0.0.1.example", 421],
  ["Host: localhost.example", 421],
  ["Host:", 421],
  ["X-Host: 127.0.0.1", 421],
  ["Host: 127.0.0.1\r\nHost: a.example", 421],
])(
  "answerTo() answers the field %j with %d over TCP, and any over a unix socket",
  (field, code) => {
    assert.strictEqual(status("GET /healthz HTTP/1.1", [field]), code);
    assert.strictEqual(status("GET /healthz HTTP/1.1", [field], false), 200);
  },
);

Deno.test("answerTo() tells who asks for readiness what the kernel does not let be caught", () => {
  const run = new Health({ now: () => 0, beats: () => 0 });
  run.catching(["process.exec is not caught", "cgroup.mkdir is not caught"]);
  const bodyOf = (path: string) =>
    answerTo(`GET ${path} HTTP/1.1\r\nHost: localhost`, run, true).split("\r\n\r\n")[1];
  assert.strictEqual(
    bodyOf("/readyz"),
    "ok\nprocess.exec is not caught\ncgroup.mkdir is not caught\n",
  );
  assert.strictEqual(bodyOf("/healthz"), "ok\n");
});
