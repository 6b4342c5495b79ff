import { OOM_SCOPES } from "../oom.ts";
import { EXECUTABLE_ORIGINS } from "../exec_payload.ts";
import { EXIT_CAUSES } from "../process_exit.ts";
import { SIGNAL_CODES } from "../signals.ts";

/** How the kernel programs say where a process comes from; whether that is a container its labels say. */
export const ORIGINS: readonly string[] = ["unknown", "outside", "entrypoint", "exec"];

/** What members of records number, by the name of the C enumeration. */
export const ENUMERATIONS: Readonly<
  Record<string, { readonly comment: string; readonly words: readonly string[] }>
> = {
  origin: {
    comment:
      "How a process came into its mount namespace; outside: by none that was entered or made for it.",
    words: ORIGINS,
  },
  executable_origin: {
    comment: "Where the file that runs comes from.",
    words: EXECUTABLE_ORIGINS,
  },
  exit_cause: { comment: "Why a process ended.", words: EXIT_CAUSES },
  signal_code: { comment: "Who or what raised a signal.", words: SIGNAL_CODES },
  oom_scope: { comment: "Whose limit was reached.", words: OOM_SCOPES },
};
