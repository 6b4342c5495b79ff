import { MASKED } from "../../wasm/redact/marks.ts";

/** Arguments with "***" for each run of masked bytes. */
export function maskedArguments(args: Uint8Array): string[] {
  return splitArguments(args).map((argument) => {
    const parts: string[] = [];
    for (let at = 0; at < argument.length;) {
      const masked = argument[at] === MASKED;
      let end = at;
      while (end < argument.length && (argument[end] === MASKED) === masked) end++;
      parts.push(masked ? "***" : text(argument.subarray(at, end)));
      at = end;
    }
    return parts.join("");
  });
}

/** Which arguments have masked bytes. */
export function maskedPlaces(args: Uint8Array): number[] {
  return splitArguments(args).flatMap((argument, index) =>
    argument.includes(MASKED) ? [index] : []
  );
}

function splitArguments(args: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let begin = 0; begin < args.length;) {
    const nul = args.indexOf(0, begin);
    const end = nul === -1 ? args.length : nul;
    parts.push(args.subarray(begin, end));
    begin = end + 1;
  }
  return parts;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
