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
export const LAST_RECORD_TYPE = 4;

export const EXEC_ARGS_TRUNCATED = 1;
export const EXEC_ARGS_UNREADABLE = 2;
export const EXEC_REQUESTED_TRUNCATED = 4;
export const EXEC_EXECUTABLE_TRUNCATED = 8;
export const EXEC_EXECUTABLE_UNREACHABLE = 16;
export const EXEC_EXECUTABLE_DELETED = 32;
export const EXEC_CWD_TRUNCATED = 64;
export const EXEC_CWD_UNREACHABLE = 128;
export const EXEC_CWD_DELETED = 256;

export const EXIT_CORE_DUMPED = 1;

export const ARGS_MAX = 4096;
export const PATH_MAX = 4096;

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
export const RECORD_SIZE = 64;

export const EXEC_REQUESTED_LENGTH = 0;
export const EXEC_EXECUTABLE_LENGTH = 2;
export const EXEC_CWD_LENGTH = 4;
export const EXEC_ARGS_LENGTH = 6;
export const EXEC_SIZE = 8;

export const EXIT_DURATION_NS = 0;
export const EXIT_CODE = 8;
export const EXIT_SIGNAL = 12;
export const EXIT_SIZE = 16;

export const CGROUP_HIERARCHY_ID = 0;
export const CGROUP_PATH_LENGTH = 4;
export const CGROUP_SIZE = 8;
