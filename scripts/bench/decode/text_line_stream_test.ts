import assert from "assert";
import { TextLineStream } from "./text_line_stream.ts";

Deno.test("TextLineStream joins chunks and splits lines, the last with or without an end", async () => {
  const lines = async (...chunks: string[]) =>
    await Array.fromAsync(ReadableStream.from(chunks).pipeThrough(new TextLineStream()));
  assert.deepEqual(await lines("a\nb", "c\n", "\nd"), ["a", "bc", "", "d"]);
  assert.deepEqual(await lines("a\n"), ["a"]);
});
