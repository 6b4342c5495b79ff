import assert from "assert";
import { ValueError } from "../../parsers.ts";
import { parseSince } from "./since.ts";

const SECOND = 1_000_000_000n;
const seconds = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;

for (
  const [text, same] of [
    ["2024-05-01T10:11:12Z", "2024-05-01T10:11:12Z"],
    ["2024-05-01t10:11:12z", "2024-05-01T10:11:12Z"],
    ["2024-05-01T10Z", "2024-05-01T10:00:00Z"],
    ["2024-05-01T9:30Z", "2024-05-01T09:30:00Z"],
    ["2024-05-01T10+02:00", "2024-05-01T08:00:00Z"],
    ["2024-05-01T10:30-05:30", "2024-05-01T16:00:00Z"],
    ["2024-05-01T10:11:12.5+00:00", "2024-05-01T10:11:12.500Z"],
    ["2024-05-01T10:11:12,25Z", "2024-05-01T10:11:12.250Z"],
    ["2024-05-01Z", "2024-05-01T00:00:00Z"],
    ["2024-05-01-02:00", "2024-05-01T02:00:00Z"],
    ["2024-02-29Z", "2024-02-29T00:00:00Z"],
    ["0099-01-01Z", "0099-01-01T00:00:00Z"],
  ] as const
) {
  Deno.test(`parseSince() reads ${text} in its own zone`, () => {
    assert.equal(parseSince(text), seconds(same));
  });
}

Deno.test("parseSince() reads a time without a zone as a local one, also in summer and at a day's end", async () => {
  const texts = ["2024-05-01T10", "2024-01-31T23:30", "2024-05-01", "2024-01-01T00:00:00.5"];
  const code = `
    import { parseSince } from ${JSON.stringify(new URL("./since.ts", import.meta.url).href)};
    for (const text of ${JSON.stringify(texts)}) console.log(String(parseSince(text) / ${SECOND}n));
  `;
  for (
    const [zone, utc] of [
      ["UTC", texts.map((text) => text.replace(/T10$/, "T10:00").replace(/-01$/, "-01T00:00"))],
      ["Europe/Berlin", [
        "2024-05-01T08:00",
        "2024-01-31T22:30",
        "2024-04-30T22:00",
        "2023-12-31T23:00:00",
      ]],
      ["America/New_York", [
        "2024-05-01T14:00",
        "2024-02-01T04:30",
        "2024-05-01T04:00",
        "2024-01-01T05:00:00",
      ]],
    ] as const
  ) {
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "-q", "--no-check", code],
      env: { TZ: zone },
    }).output();
    assert.ok(success);
    assert.deepEqual(
      new TextDecoder().decode(stdout).trim().split("\n"),
      utc.map((text) => String(Math.floor(Date.parse(`${text}Z`) / 1000))),
      zone,
    );
  }
});

Deno.test("parseSince() reads seconds, and all of Go's durations", () => {
  assert.equal(parseSince("0"), 0n);
  assert.equal(parseSince("1700000000.5"), 1_700_000_000_500_000_000n);
  assert.equal(parseSince("1700000000000"), 1_700_000_000_000n * SECOND);
  const now = 1_700_000_000n * SECOND;
  for (
    const [text, ago] of [
      ["42m", 2520n * SECOND],
      ["-5m", -300n * SECOND],
      ["+1h5m", 3900n * SECOND],
      ["0s", 0n],
      ["1.5h", 5400n * SECOND],
      [".5s", SECOND / 2n],
      ["1.s", SECOND],
      ["3ns2µs", 2003n],
      ["100000h", 360_000_000n * SECOND],
      ["2562047h47m16.854775807s", 2n ** 63n - 1n],
    ] as const
  ) assert.equal(parseSince(text, () => 1_700_000_000_000), now - ago, text);
});

Deno.test("parseSince() refuses everything else, with what it may be", () => {
  for (
    const text of [
      "",
      "yesterday",
      "1h-5m",
      "-5",
      "5 m",
      "5d",
      ".s",
      "1e3s",
      "2024-05",
      "2024-05-01T",
      "2024-05-01T10:",
      "2024-05-01T10:1Z",
      "2024-05-01T10:11.5Z",
      "2024-05-01T10+0200",
      "2024-05-01T10+02",
      "2024-05-01T24:00:00Z",
      "2024-05-01T10:60Z",
      "2024-05-01T10:11:60Z",
      "2024-05-01T10+24:00",
      "2024-13-01",
      "2024-02-30",
      "2023-02-29",
      "2024-00-01",
      "24-05-01",
      " 42m",
      "99999999999999999999",
      "1.0123456789",
    ]
  ) assert.throws(() => parseSince(text), ValueError, text);
  assert.throws(() => parseSince("2562048h"), /at most 2562047h/);
  assert.throws(() => parseSince("soon"), /it must be a time such as .* or how long ago/);
});
