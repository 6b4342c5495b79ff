/** Loaded into the program under test: collects garbage twenty times a second. */
const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error("Cannot collect garbage as --expose-gc is missing");
Deno.unrefTimer(setInterval(collect, 50));
