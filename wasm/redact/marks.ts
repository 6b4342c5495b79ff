// Redaction, for AssemblyScript and TypeScript alike: plain constants only.

/** Set in an exec's flags by critter itself: the bit of EXEC_QUIET, which the kernel sets in no exec. */
export const ARGS_REDACTED = 0x4000;

/** A byte that is in no UTF-8: it stands in arguments for each byte of a secret. Lines have MASK for a run of it. */
export const MASKED = 0xF9;
/** What stands for a byte of that value that a process wrote: it is as little UTF-8, and is told as that one would be. */
export const OTHER = 0xFF;
