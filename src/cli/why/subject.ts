import { UsageError } from "../errors.ts";

/** Whose end is asked for. */
export type Subject =
  /** A process; the id of one of its runs, where that was given, tells it from others that had its pid. */
  | { readonly kind: "process"; readonly pid: number; readonly execId?: string }
  /** A container by its id, its beginning or its name, or a pod by its name or uid. */
  | { readonly kind: "container" | "pod"; readonly name: string }
  /** Any of them: a process where there is such a one. */
  | {
    readonly kind: "any";
    readonly name: string;
    readonly process?: Extract<Subject, { readonly kind: "process" }>;
  };

/** What only containers and pods are called by. */
export type Named = Exclude<Subject, { readonly kind: "process" }>;

/** Linux's largest process id is below 2^22. */
const PID_LIMIT = 1 << 22;
/** `process.exec_id`: when the process was created, its pid, and which of its programs, as hexadecimal digits. */
const EXEC_ID = /^[0-9a-f]{16}([0-9a-f]{8})[0-9a-f]{8}$/;

/**
 * Reads whose end somebody asks for. `pid:`, `container:` and `pod:` say what it is.
 *
 * @param namespace That of --namespace: only pods have one.
 * @throws UsageError for what can be neither.
 */
export function parseSubject(text: string, namespace: string | undefined): Subject {
  const [, prefix, rest = ""] = /^(pid|container|pod):([^]*)$/.exec(text) ?? [];
  if (prefix === "pid") {
    const process = processOf(rest);
    if (process === undefined) {
      throw refusal(`a number from 1 to ${PID_LIMIT - 1} or a process.exec_id must follow`, text);
    }
    if (namespace !== undefined) throw refusal("a process is in no namespace", text);
    return process;
  }
  if (text === "" || (prefix !== undefined && rest === "")) {
    throw refusal("a name or an id must be given", text);
  }
  if (prefix === "container" || prefix === "pod") return { kind: prefix, name: rest };
  const process = namespace === undefined ? processOf(text) : undefined;
  return { kind: "any", name: text, ...(process === undefined ? {} : { process }) };
}

/** The process that a number or the id of a run names. */
function processOf(text: string): Extract<Subject, { readonly kind: "process" }> | undefined {
  const [, pidDigits] = EXEC_ID.exec(text) ?? [];
  const pid = pidDigits === undefined
    ? /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 0
    : Number.parseInt(pidDigits, 16);
  if (pid <= 0 || pid >= PID_LIMIT) return undefined;
  return { kind: "process", pid, ...(pidDigits === undefined ? {} : { execId: text }) };
}

/** Whether an id of a run is one of the process that another one is of. */
export function isSameProcess(execId: string, other: string): boolean {
  const digits = 24;
  return execId.slice(0, digits) === other.slice(0, digits);
}

function refusal(rule: string, text: string): UsageError {
  return new UsageError(
    `Cannot tell why it ended as ${rule}: ${JSON.stringify(text)}; see 'critter why --help'`,
  );
}
