import assert from "assert";
import { parseHealthAddress } from "./health_address.ts";

Deno.test.each([
  [":9911", "127.0.0.1", 9911],
  ["localhost:1", "127.0.0.1", 1],
  ["127.0.0.1:9911", "127.0.0.1", 9911],
  ["0.0.0.0:65535", "0.0.0.0", 65535],
  ["[::1]:9911", "::1", 9911],
  ["[::]:9911", "::", 9911],
  ["[10.1.2.3]:9911", "10.1.2.3", 9911],
  ["[::ffff:10.1.2.3]:9911", "::ffff:10.1.2.3", 9911],
])("parseHealthAddress() reads %s", (text, hostname, port) => {
  assert.deepEqual(parseHealthAddress(text), { kind: "tcp", hostname, port });
});

Deno.test("parseHealthAddress() reads a socket's path and its URL", () => {
  const expected = { kind: "unix", path: "/run/critter/health.sock" };
  assert.deepEqual(parseHealthAddress("unix:/run/critter/health.sock"), expected);
  assert.deepEqual(parseHealthAddress("unix:///run/critter/health.sock"), expected);
});

Deno.test.each([
  "",
  "9911",
  ":",
  ":0",
  ":65536",
  ":123456",
  "node-1:9911",
  "256.0.0.1:9911",
  "1.2.3:9911",
  "::1:9911",
  "[::1]",
  "[::g]:1",
  "[1:2:3]:1",
  "[]:1",
  "unix:",
  "unix:run/x",
  "unix:/run/",
  "unix:/run/\0",
  "127.0.0.1:9911/",
  " :9911",
])("parseHealthAddress() refuses %j", (text) => {
  assert.throws(() => parseHealthAddress(text), { name: "ValueError", message: /^it|^its port/ });
});
