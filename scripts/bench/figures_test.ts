import assert from "assert";
import type { DecodeResult, DecodeWay } from "./decode/decode.ts";
import { BARS, figuresOf, verdict } from "./figures.ts";
import { spreadOf } from "./statistics.ts";

function result(way: DecodeWay, rounds: readonly number[]): DecodeResult {
  return { way, rounds, event: spreadOf(rounds), ratio: spreadOf([1]), rate: 1_000 };
}

Deno.test("figuresOf() has every figure with a bar, null where nothing was measured", () => {
  const figures = figuresOf({});
  assert.deepEqual([...new Set(Object.values(figures))], [null]);
  for (const name of Object.keys(BARS)) assert.ok(name in figures, name);
});

Deno.test("figuresOf() compares with C that copies too, and says how much faster than Go critter is", () => {
  const decode = [
    result("c", [50]),
    result("c_copying", [60]),
    result("wasm", [75]),
    result("go_optimised", [300]),
  ];
  const figures = figuresOf({ decode });
  assert.equal(figures.decode_ratio_to_c, 1.25);
  assert.equal(figures.decode_ratio_to_c_in_place, 1.5);
  assert.equal(figures.decode_ratio_to_go_optimised, 4);
  assert.equal(figures.decode_ratio_to_go_idiomatic, null);
});

Deno.test("verdict() holds a figure against its bar", () => {
  assert.equal(verdict("rss_mib", { rss_mib: 79.9 }), "<= 80, met");
  assert.equal(verdict("rss_mib", { rss_mib: 80.1 }), "<= 80, MISSED");
  assert.equal(
    verdict("decode_ratio_to_go_idiomatic", { decode_ratio_to_go_idiomatic: 39 }),
    ">= 40, MISSED",
  );
  assert.equal(verdict("rss_mib", { rss_mib: null }), "");
  assert.equal(verdict("decode_ns", { decode_ns: 1 }), "");
});
