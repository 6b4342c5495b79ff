import type { RecordingBytes } from "./recording_reader.ts";

/** The path that stands for standard input. */
const STANDARD_INPUT = "-";

/**
 * Opens a recording's file; `-` is standard input.
 *
 * @throws TypeError for a folder; Deno.errors.NotFound and its like
 */
export async function openRecording(path: string): Promise<RecordingBytes & Disposable> {
  if (path === STANDARD_INPUT) {
    return { read: (into) => Deno.stdin.readSync(into) ?? 0, [Symbol.dispose]() {} };
  }
  const file = await Deno.open(path, { read: true });
  if (file.statSync().isDirectory) {
    file.close();
    throw new TypeError(
      `Cannot replay ${
        JSON.stringify(path)
      } as it is a folder; name a file that critter record wrote`,
    );
  }
  return {
    read: (into) => file.readSync(into) ?? 0,
    [Symbol.dispose]: () => file.close(),
  };
}
