// The wire layout of bpf/wire.h by name, for AssemblyScript and TypeScript alike: plain constants only.
// Made by deno task events from src/events/; not to be edited. A test compares every one of them with the BTF of the built object.

export const WIRE_VERSION = 2;

/** Ring buffer framing (linux/bpf.h): u32 length with two flag bits, u32 page offset, then the record. */
export const RING_HEADER_SIZE = 8;
export const RING_BUSY = 0x80000000;
export const RING_DISCARD = 0x40000000;

export const PROCESS_EXEC = 1;
export const PROCESS_EXIT = 2;
export const CGROUP_MKDIR = 3;
export const CGROUP_RMDIR = 4;
export const PROCESS_FORK = 5;
export const PROCESS_SIGNAL = 6;
export const OOM_KILL = 7;
export const PROCESS_EXISTING = 8;
export const CONTAINER_START = 9;
export const CONTAINER_EXIT = 10;
export const LAST_RECORD_TYPE = 10;

/** A bit for each type of records that only containers have. */
export const CONTAINER_TYPES = 1536;

export const EXEC_ARGS_TRUNCATED = 1;
export const EXEC_ARGS_UNREADABLE = 2;
export const EXEC_REQUESTED_TRUNCATED = 4;
export const EXEC_EXECUTABLE_TRUNCATED = 8;
export const EXEC_EXECUTABLE_UNREACHABLE = 16;
export const EXEC_EXECUTABLE_DELETED = 32;
export const EXEC_CWD_TRUNCATED = 64;
export const EXEC_CWD_UNREACHABLE = 128;
export const EXEC_CWD_DELETED = 256;
export const EXEC_SCRIPT = 512;
export const EXEC_OTHER_IDS = 1024;
export const EXEC_LOGIN = 2048;
export const EXEC_TERMINAL = 4096;
export const EXEC_GAINED_PRIVILEGES = 8192;
export const EXEC_QUIET = 16384;
export const EXEC_UNRECORDED = 32768;

export const EXIT_CORE_DUMPED = 1;
export const EXIT_NEVER_RAN = 2;

export const OOM_GROUP = 1;

export const ORIGIN_UNKNOWN = 0;
export const ORIGIN_OUTSIDE = 1;
export const ORIGIN_ENTRYPOINT = 2;
export const ORIGIN_EXEC = 3;

export const EXECUTABLE_ORIGIN_ROOT = 0;
export const EXECUTABLE_ORIGIN_IMAGE = 1;
export const EXECUTABLE_ORIGIN_UPPER = 2;
export const EXECUTABLE_ORIGIN_VOLUME = 3;
export const EXECUTABLE_ORIGIN_MEMFD = 4;

export const EXIT_CAUSE_EXITED = 0;
export const EXIT_CAUSE_SIGNAL = 1;
export const EXIT_CAUSE_FAULT = 2;
export const EXIT_CAUSE_OUT_OF_MEMORY = 3;
export const EXIT_CAUSE_SECCOMP = 4;
export const EXIT_CAUSE_KERNEL = 5;
export const EXIT_CAUSE_UNKNOWN = 6;
export const EXIT_CAUSE_NOT_STARTED = 7;

export const SIGNAL_CODE_USER = 0;
export const SIGNAL_CODE_KERNEL = 1;
export const SIGNAL_CODE_TIMER = 2;
export const SIGNAL_CODE_FAULT = 3;
export const SIGNAL_CODE_SECCOMP = 4;
export const SIGNAL_CODE_OUT_OF_MEMORY = 5;
export const SIGNAL_CODE_OTHER = 6;

export const OOM_SCOPE_NODE = 0;
export const OOM_SCOPE_CONTAINER = 1;
export const OOM_SCOPE_POD = 2;
export const OOM_SCOPE_CGROUP = 3;
export const OOM_SCOPE_UNKNOWN = 4;

export const ARGS_MAX = 4096;
export const PATH_MAX = 4096;
export const ANCESTORS_MAX = 384;
export const PARTY_MAX = 56;
export const NAME_MAX = 255;

export const ANCESTOR_START_TIME_NS = 0;
export const ANCESTOR_PID = 8;
export const ANCESTOR_RUN = 12;
export const ANCESTOR_PROGRAM = 16;
export const ANCESTOR_SIZE = 24;

export const PARTY_START_TIME_NS = 0;
export const PARTY_CGROUP_ID = 8;
export const PARTY_PROGRAM = 16;
export const PARTY_PID = 24;
export const PARTY_RUN = 28;
export const PARTY_UID = 32;
export const PARTY_PARENT_PID = 36;
export const PARTY_COMM = 40;
export const PARTY_COMM_LENGTH = 16;
export const PARTY_SIZE = 56;

export const RECORD_TYPE = 0;
export const RECORD_FLAGS = 2;
export const RECORD_PAYLOAD_LENGTH = 4;
export const RECORD_TIME_NS = 8;
export const RECORD_CGROUP_ID = 16;
export const RECORD_START_TIME_NS = 24;
export const RECORD_PID = 32;
export const RECORD_TID = 36;
export const RECORD_PARENT_PID = 40;
export const RECORD_UID = 44;
export const RECORD_COMM = 48;
export const RECORD_COMM_LENGTH = 16;
export const RECORD_RUN = 64;
export const RECORD_ORIGIN = 68;
export const RECORD_ENTRY_START_TIME_NS = 72;
export const RECORD_ENTRY_PID = 80;
export const RECORD_ENTRY_RUN = 84;
export const RECORD_SIZE = 88;

export const EXEC_REQUESTED_LENGTH = 0;
export const EXEC_EXECUTABLE_LENGTH = 2;
export const EXEC_CWD_LENGTH = 4;
export const EXEC_ARGS_LENGTH = 6;
export const EXEC_ANCESTORS_LENGTH = 8;
export const EXEC_EXECUTABLE_ORIGIN = 10;
export const EXEC_VPID = 12;
export const EXEC_GID = 16;
export const EXEC_REAL_UID = 20;
export const EXEC_SAVED_UID = 24;
export const EXEC_REAL_GID = 28;
export const EXEC_SAVED_GID = 32;
export const EXEC_LOGIN_UID = 36;
export const EXEC_CAPABILITIES = 40;
export const EXEC_TTY = 48;
export const EXEC_TTY_LENGTH = 16;
export const EXEC_SINCE_CGROUP_NS = 64;
export const EXEC_SIZE = 72;

export const EXIT_DURATION_NS = 0;
export const EXIT_CODE = 8;
export const EXIT_SIGNAL = 12;
export const EXIT_CAUSE = 16;
export const EXIT_SENDER_LENGTH = 18;
export const EXIT_SYSCALL = 20;
export const EXIT_STOP_AGO_NS = 24;
export const EXIT_STOP_SIGNAL = 32;
export const EXIT_OOM_SCOPE = 36;
export const EXIT_OOM_LIMIT_BYTES = 40;
export const EXIT_ARCH = 48;
export const EXIT_UNUSED = 52;
export const EXIT_SIZE = 56;

export const CGROUP_HIERARCHY_ID = 0;
export const CGROUP_PATH_LENGTH = 4;
export const CGROUP_SIZE = 8;

export const FORK_ANCESTORS_LENGTH = 0;
export const FORK_UNUSED = 4;
export const FORK_SIZE = 8;

export const SIGNAL_NUMBER = 0;
export const SIGNAL_CODE = 4;
export const SIGNAL_RESULT = 6;
export const SIGNAL_UNUSED = 8;
export const SIGNAL_SENDER_LENGTH = 12;
export const SIGNAL_SIZE = 16;

export const OOM_USAGE_BYTES = 0;
export const OOM_LIMIT_BYTES = 8;
export const OOM_ANONYMOUS_BYTES = 16;
export const OOM_FILE_BYTES = 24;
export const OOM_SHARED_BYTES = 32;
export const OOM_PAGE_TABLE_BYTES = 40;
export const OOM_SCOPE = 48;
export const OOM_TRIGGER_LENGTH = 50;
export const OOM_CGROUP_LENGTH = 52;
export const OOM_UNUSED = 54;
export const OOM_SIZE = 56;
