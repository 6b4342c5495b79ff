import { sorted } from "#output/data.ts";
import { formatTimeNs } from "#output/time.ts";
import type { Plain } from "#output/yaml.ts";
import { protoFields, protoJson } from "#runtime/proto/json.ts";
import type { RuntimeIdentity } from "#runtime/types.ts";
import { runtimeJson } from "./containers.ts";

/** A plain object. */
export type PlainObject = { readonly [key: string]: Plain };

/** Times of a status that crictl shows as text. */
const TIMES: ReadonlySet<string> = new Set(["createdAt", "startedAt", "finishedAt"]);
/** What crictl shows for one that never came: Go's zero time. */
const NEVER = "0001-01-01T00:00:00Z";

/**
 * A container's or sandbox's status as crictl shows it: protobuf's JSON mapping, but times are text, and what the
 * runtime did not send at its top is null.
 */
export function statusJson(type: string, message: object): PlainObject {
  const json = protoJson(type, message);
  return Object.fromEntries(
    protoFields(type).map((name) => {
      const value = json[name] ?? null;
      return [
        name,
        TIMES.has(name) && typeof value === "string" ? timeText(name, value, json["state"]) : value,
      ];
    }),
  );
}

/** A container that was started anew may keep the times of the run before. */
function timeText(name: string, value: string, state: Plain): string {
  const isOld = (name === "startedAt" && state === "CONTAINER_CREATED") ||
    (name === "finishedAt" && (state === "CONTAINER_CREATED" || state === "CONTAINER_RUNNING"));
  return isOld || value === "0" ? NEVER : formatTimeNs(BigInt(value));
}

/** A verbose status' details: what is a JSON object is taken as one, everything else as text without its quotes. */
export function infoJson(info: Readonly<Record<string, string>> | null | undefined): PlainObject {
  return Object.fromEntries(
    Object.entries(info ?? {}).map(([key, text]) => [key, detailOf(text)]),
  );
}

function detailOf(text: string): Plain {
  if (text.startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      // Shown as it is: an old or broken runtime's details are still worth a look.
    }
  }
  return text.replace(/^"+|"+$/g, "");
}

/** What `inspect` prints of one object: members in the order of their names, as crictl has them. */
export function inspected(
  status: PlainObject,
  info: Readonly<Record<string, string>> | null | undefined,
  identity: RuntimeIdentity,
): PlainObject {
  const all = sorted({ status, ...infoJson(info), runtime: runtimeJson(identity) });
  return typeof all === "object" && all !== null && !Array.isArray(all) ? all as PlainObject : {};
}
