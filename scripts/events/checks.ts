import { type EventKind, LIMITS } from "#events/definition.ts";
import { constantName, layOut, payloadsOf } from "./layout.ts";
import { PayloadCode, variable } from "./members.ts";

/** wasm/kinds/well_formed.ts: whatever it lets through can be written without looking at bounds again. */
export function checks(kinds: readonly EventKind[]): string {
  const imports = new Set<string>(["RECORD_SIZE"]);
  const largest = Math.max(
    ...payloadsOf(kinds).map(({ struct, members, texts }) =>
      texts.reduce((sum, { limit }) => sum + (LIMITS[limit] ?? 0), layOut(struct, members).size)
    ),
  );
  const bodies = payloadsOf(kinds).map((payload) => {
    const code = new PayloadCode({ payload, flags: [] });
    const loads = code.load(payload.texts.map(({ length }) => length));
    for (const name of code.imports) imports.add(name);
    imports.add(`${payload.struct.toUpperCase()}_SIZE`);
    const size = `<usize> ${payload.struct.toUpperCase()}_SIZE`;
    const types = kinds.filter((kind) => kind.payload.struct === payload.struct)
      .map(({ name }) => constantName(name));
    for (const type of types) imports.add(type);
    const condition = types.map((type) => `type === ${type}`).join(" || ");
    if (payload.texts.length === 0) return `if (${condition}) return payloadLength >= ${size};\n`;
    // In 64 bits their sum cannot overflow.
    const bounds = payload.texts
      .filter(({ length, multiple }) =>
        multiple !== undefined ||
        payload.members.find(({ name }) => name === length)?.type !== "u16"
      )
      .map(({ length, limit, multiple }) => {
        imports.add(limit);
        const whole = multiple === undefined ? "" : `${variable(length)} % ${multiple} === 0 && `;
        return `${variable(length)} <= <u32> ${limit} && ${whole}`;
      });
    const sum = payload.texts.map(({ length }) => `<u64> ${variable(length)}`).join(" + ");
    return `if (${condition}) {
  if (payloadLength < ${size}) return false;
  ${loads}return ${bounds.join("")}${sum} <= <u64> (payloadLength - ${size});
}
`;
  });
  return `// Made by deno task events from src/events/; not to be edited.
// Checks of a record: whatever the checks let through can be written without looking at bounds again.

import { ${[...imports].sort().join(", ")} } from "../wire";

/** Bytes of the longest payload of all kinds. */
const PAYLOAD_MAX: usize = ${largest};

/** Whether the record, \`size\` bytes of at least a header, is whole and of a sane length. */
// @inline
export function wellFormed(record: usize, size: usize, type: u32, payloadLength: usize): bool {
  if (payloadLength > size - RECORD_SIZE || payloadLength > PAYLOAD_MAX) return false;
  const payload = record + RECORD_SIZE;
${bodies.join("")}return false;
}
`;
}
