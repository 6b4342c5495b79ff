import assert from "assert";
import { formatBinarySize } from "./binary_size.ts";

Deno.test("formatBinarySize() tells sizes in the unit that fits", () => {
  const table: [bigint, string][] = [
    [0n, "0 B"],
    [1023n, "1023 B"],
    [1024n, "1 KiB"],
    [1536n, "1.5 KiB"],
    [64n << 20n, "64 MiB"],
    [(64n << 20n) + 1n, "64 MiB"],
    [(1n << 20n) - 1n, "1 MiB"],
    [(1n << 20n) - (1n << 10n), "1023 KiB"],
    [3n << 30n, "3 GiB"],
    [(1n << 64n) - 1n, "16 EiB"],
  ];
  for (const [bytes, text] of table) assert.equal(formatBinarySize(bytes), text);
});
