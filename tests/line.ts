/** An output line as tests read it: every key of the event reference, each of them optional. */
export interface EventLine {
  readonly time: string;
  readonly event: string;
  readonly thread: { readonly id: number; readonly name: string };
  readonly process: {
    readonly pid: number;
    readonly parent_pid: number;
    readonly user: { readonly id: number };
    readonly command?: string;
    readonly executable?: {
      readonly requested: string;
      readonly path?: string;
      readonly name?: string;
      readonly unreachable?: boolean;
      readonly deleted?: boolean;
    };
    readonly command_args?: readonly string[];
    readonly command_args_truncated?: boolean;
    readonly command_args_unreadable?: boolean;
    readonly working_directory?: string;
    readonly working_directory_truncated?: boolean;
    readonly working_directory_unreachable?: boolean;
    readonly working_directory_deleted?: boolean;
    readonly creation: { readonly time: string };
    readonly exit?: {
      readonly code?: number;
      readonly signal?: number;
      readonly core_dumped?: boolean;
      readonly cause?: string;
      readonly verdict?: string;
    };
    readonly exec_id?: string;
    readonly origin?: "entrypoint" | "exec" | "runtime" | "host";
    readonly entry?: { readonly exec_id: string };
    readonly interactive?: boolean;
    readonly parent?: AncestorLine;
    readonly ancestors?: readonly AncestorLine[];
    readonly duration_ns?: string;
  };
  readonly container?: {
    readonly id?: string;
    readonly name?: string;
    readonly sandbox?: boolean;
    readonly image?: {
      readonly name?: string;
      readonly tags?: readonly string[];
      readonly repo_digests?: readonly string[];
      readonly reference?: string;
      readonly id?: string;
    };
    readonly runtime?: { readonly name?: string };
    readonly label?: Readonly<Record<string, string>>;
    readonly ancestors?: readonly string[];
  };
  readonly k8s?: {
    readonly cluster?: { readonly name: string };
    readonly node?: { readonly name: string };
    readonly namespace?: { readonly name: string };
    readonly pod?: {
      readonly name?: string;
      readonly uid?: string;
      readonly label?: Readonly<Record<string, string>>;
    };
    readonly container?: { readonly name: string };
  };
  readonly cgroup?: { readonly id: string; readonly path?: string };
  readonly systemd?: { readonly unit: string };
  readonly machine?: { readonly engine: string; readonly name: string };
  readonly oom?: {
    readonly scope: string;
    readonly limit_bytes?: string;
    readonly usage_bytes?: string;
    readonly cgroup?: { readonly name: string };
    readonly memory?: { readonly anonymous_bytes: string };
    readonly trigger?: { readonly process: { readonly pid: number } };
  };
  readonly loss?: { readonly kind: string; readonly count: string };
  readonly label_missing?: readonly string[];
  readonly label_state?: "resolved" | "host" | "unresolved";
  readonly label_reason?: string;
}

/** Who forked a process, or one of those before. */
export interface AncestorLine {
  readonly exec_id: string;
  readonly pid: number;
  readonly executable: { readonly path?: string; readonly unknown?: boolean };
}
