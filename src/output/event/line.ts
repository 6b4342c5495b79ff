/** A line of the NDJSON output as the text output reads it; every key may be absent. */
export interface EventLine {
  /** RFC 3339 in UTC, with nanoseconds. */
  readonly time?: string;
  /** Name in src/events/kinds.ts, or `loss`. */
  readonly event?: string;
  /** Absent in loss lines. */
  readonly process?: ProcessFields;
  /** What the runtime says of the container. */
  readonly container?: {
    readonly id?: string;
    readonly name?: string;
    readonly sandbox?: boolean;
    readonly image?: ContainerImage;
    readonly runtime?: { readonly name?: string };
  };
  /** What Kubernetes calls it. */
  readonly k8s?: {
    readonly namespace?: { readonly name?: string };
    readonly pod?: { readonly name?: string; readonly uid?: string };
    readonly container?: { readonly name?: string };
  };
  /** Where the process ran; the id has 64 bits. */
  readonly cgroup?: { readonly id?: string; readonly path?: string };
  /** Of host processes. */
  readonly systemd?: { readonly unit?: string };
  /** Of processes in a virtual machine or system container. */
  readonly machine?: { readonly name?: string };
  /** How sure the labels are. */
  readonly label_state?: "resolved" | "host" | "unresolved";
  /** Why the state is `unresolved`. */
  readonly label_reason?: string;
}

/** The `container.image` object of a line. */
export interface ContainerImage {
  /** Without tag and digest. */
  readonly name?: string;
  /** As written. */
  readonly reference?: string;
  readonly id?: string;
}

/** What the columns and the command line show of the `process` object. */
export interface ProcessFields {
  /** Process id (thread group). */
  readonly pid?: number;
  /** The parent's process id. */
  readonly parent_pid?: number;
  /** Who forked it. */
  readonly parent?: {
    readonly executable?: { readonly path?: string; readonly unknown?: boolean };
  };
  /** How it came where it is: `runtime` for a runtime's own helpers. */
  readonly origin?: string;
  /** Effective user id. */
  readonly user?: { readonly id?: number };
  /** The file that runs, and the path as given to execve(2). */
  readonly executable?: { readonly path?: string; readonly requested?: string };
  /** All arguments, the program's own name first. */
  readonly command_args?: readonly string[];
  /** Not all of them fitted. */
  readonly command_args_truncated?: boolean;
  /** None of them could be read. */
  readonly command_args_unreadable?: boolean;
}

/** The value at a path of keys, joined by dots; undefined where the line has none. */
export function valueAt(line: EventLine, path: string): unknown {
  let value: unknown = line;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
