import assert from "assert";
import { moveLeadingFlags } from "./leading_flags.ts";

const moved = (line: string) => moveLeadingFlags(line.split(" ")).join(" ");

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

Deno.test("moveLeadingFlags() leaves everything else alone", () => {
  for (const line of ["ps -r x", "--help", "-r x --help", "-x ps", "-r x", ""]) {
    assert.equal(moved(line), line);
  }
});
