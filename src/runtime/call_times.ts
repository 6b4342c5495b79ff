/** Milliseconds until a call to a runtime is given up, where nobody says otherwise. */
export const CALL_MS = 2000;

/** The same for a list, which a busy runtime takes longer to make. */
export const LIST_MS = 10_000;
