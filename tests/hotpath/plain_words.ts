const SIGNALS =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
    .split(" ");

/** A signal's name (signal(7)). */
export function signalName(number: number): string {
  if (number === 0) return "none";
  if (number <= 31) return `SIG${SIGNALS[number - 1]}`;
  if (number > 64) return "unknown";
  const behind = number - 34;
  return `SIGRTMIN${behind === 0 ? "" : behind < 0 ? behind : `+${behind}`}`;
}

const CAPABILITIES =
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
    .split(" ");

/** The names of the bits that are set (capabilities(7)); the highest says that all are. */
export function capabilityNames(bits: bigint): string[] {
  return Array.from({ length: 64 }, (_, bit) => bit)
    .filter((bit) => (bits >> BigInt(bit) & 1n) === 1n)
    .map((bit) => bit === 63 ? "ALL" : `CAP_${CAPABILITIES[bit] ?? bit}`);
}

/** One of a list of words, the last for numbers beyond. */
export function word(words: string, number: number): string {
  const list = words.split(" ");
  return list[Math.min(number, list.length - 1)] ?? "";
}
