/** Names of the signals 1 to 31, the same on x86-64 and arm64 (signal(7)). */
const NAMES =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
    .split(" ");
const FIRST_REALTIME = 34;
const LAST_REALTIME = 64;

/** A signal's name (`SIGKILL`, `SIGRTMIN+1`); its number when it has none. */
export function signalName(signal: number): string {
  const name = NAMES[signal - 1];
  if (name !== undefined) return `SIG${name}`;
  if (signal < FIRST_REALTIME || signal > LAST_REALTIME) return `signal ${signal}`;
  return signal === FIRST_REALTIME ? "SIGRTMIN" : `SIGRTMIN+${signal - FIRST_REALTIME}`;
}
