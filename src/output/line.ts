/** A line of the NDJSON output as the text output reads it; every key may be absent. */
export interface EventLine {
  readonly time?: string;
  readonly event?: string;
  readonly process?: ProcessFields;
  readonly container?: {
    readonly id?: string;
    readonly name?: string;
    readonly sandbox?: boolean;
    readonly image?: { readonly name?: string; readonly id?: string };
    readonly runtime?: { readonly name?: string };
  };
  readonly k8s?: {
    readonly namespace?: { readonly name?: string };
    readonly pod?: { readonly name?: string; readonly uid?: string };
    readonly container?: { readonly name?: string };
  };
  readonly cgroup?: { readonly id?: string; readonly path?: string };
  readonly systemd?: { readonly unit?: string };
  readonly machine?: { readonly name?: string };
  readonly label_state?: "resolved" | "host" | "unresolved";
  readonly label_reason?: string;
  readonly loss?: { readonly kind?: string; readonly count?: string };
}

/** The `process` object of a line. */
export interface ProcessFields {
  readonly pid?: number;
  readonly parent_pid?: number;
  readonly user?: { readonly id?: number };
  readonly command?: string;
  readonly executable?: { readonly path?: string; readonly truncated?: boolean };
  readonly command_args?: readonly string[];
  readonly command_args_truncated?: boolean;
  readonly command_args_unreadable?: boolean;
  readonly working_directory?: string;
  readonly exit?: {
    readonly code?: number;
    readonly signal?: number;
    readonly core_dumped?: boolean;
  };
  readonly duration_ns?: string;
}
