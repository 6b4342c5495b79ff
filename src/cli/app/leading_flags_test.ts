import assert from "assert";
import { moveLeadingFlags } from "./leading_flags.ts";

const moved = (line: string) => moveLeadingFlags(line.split(" ")).words.join(" ");

Deno.test("moveLeadingFlags() puts crictl's global flags behind the command", () => {
  assert.equal(moved("-r /run/x.sock ps -a"), "ps --runtime-endpoint=/run/x.sock -a");
  assert.equal(
    moved("--runtime-endpoint=unix:///x --timeout 5s -D pods -q"),
    "pods --runtime-endpoint=unix:///x --timeout=5s -q",
  );
  assert.equal(
    moved("-c /etc/x.yaml -i /run/i.sock images"),
    "images --config=/etc/x.yaml --image-endpoint=/run/i.sock",
  );
});

Deno.test("moveLeadingFlags() drops crictl's flags that mean nothing here, and says which", () => {
  const line =
    "--enable-tracing=false --tracing-endpoint 127.0.0.1:4317 --tracing-sampling-rate-per-million=-1 -D " +
    "--profile-cpu /tmp/cpu --profile-mem /tmp/mem --max-retries 3 --enable-streaming -t 5s ps -a";
  assert.deepEqual(moveLeadingFlags(line.split(" ")), {
    words: ["ps", "--timeout=5s", "-a"],
    ignored: [
      "--enable-tracing",
      "--tracing-endpoint",
      "--tracing-sampling-rate-per-million",
      "-D",
      "--profile-cpu",
      "--profile-mem",
      "--max-retries",
      "--enable-streaming",
    ],
  });
  assert.deepEqual(
    moveLeadingFlags(["-D", "--tracing-sampling-rate-per-million", "-1", "ps"]).words,
    [
      "ps",
    ],
  );
});

Deno.test("moveLeadingFlags() leaves everything else alone", () => {
  for (
    const line of [
      "ps -r x",
      "--help",
      "-r x --help",
      "-x ps",
      "-r x",
      "",
      "-D --max-retries 3",
      "--max-retry 3 ps",
    ]
  ) {
    assert.equal(moved(line), line);
  }
});
