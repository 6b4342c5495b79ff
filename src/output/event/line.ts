/** A line of the NDJSON output as the text output reads it; every key may be absent. */
export interface EventLine {
  /** RFC 3339 in UTC, with nanoseconds. */
  readonly time?: string;
  /** Name in src/events/events.ts, or `loss`. */
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
  /** Only in loss lines. */
  readonly loss?: { readonly kind?: string; readonly count?: string };
}

/** The `container.image` object of a line. */
export interface ContainerImage {
  /** Without tag and digest. */
  readonly name?: string;
  /** As written. */
  readonly reference?: string;
  readonly id?: string;
}

/** The `process` object of a line. */
export interface ProcessFields {
  /** Process id (thread group). */
  readonly pid?: number;
  /** The parent's process id. */
  readonly parent_pid?: number;
  /** Real user id. */
  readonly user?: { readonly id?: number };
  /** The kernel's short name of the task, at most 15 bytes. */
  readonly command?: string;
  /** As given to execve(2). */
  readonly executable?: { readonly path?: string; readonly truncated?: boolean };
  /** All arguments, the program's own name first. */
  readonly command_args?: readonly string[];
  /** Not all of them fitted. */
  readonly command_args_truncated?: boolean;
  /** None of them could be read. */
  readonly command_args_unreadable?: boolean;
  /** Of exec events. */
  readonly working_directory?: string;
  /** Of exit events: a code or a signal. */
  readonly exit?: {
    readonly code?: number;
    readonly signal?: number;
    readonly core_dumped?: boolean;
  };
  /** From exec to exit; 64 bits. */
  readonly duration_ns?: string;
}
