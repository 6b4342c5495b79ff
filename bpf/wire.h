/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/*
 * The wire layout: what the programs write into the ring buffer, little endian; a record starts 8-byte aligned.
 * Made by deno task events from src/events/; not to be edited.
 */
#ifndef CRITTER_WIRE_H
#define CRITTER_WIRE_H

#define CRITTER_WIRE_VERSION 2

#define CRITTER_COMM_LENGTH 16
#define CRITTER_ARGS_MAX 4096
#define CRITTER_PATH_MAX 4096
#define CRITTER_ANCESTORS_MAX 384
#define CRITTER_PARTY_MAX 56
#define CRITTER_NAME_MAX 255

enum critter_record_type {
	CRITTER_PROCESS_EXEC = 1,
	CRITTER_PROCESS_EXIT = 2,
	CRITTER_CGROUP_MKDIR = 3,
	CRITTER_CGROUP_RMDIR = 4,
	CRITTER_PROCESS_FORK = 5,
	CRITTER_PROCESS_SIGNAL = 6,
	CRITTER_OOM_KILL = 7,
	CRITTER_PROCESS_EXISTING = 8,
	CRITTER_CONTAINER_START = 9,
	CRITTER_CONTAINER_EXIT = 10,
};

/* How a process came into its mount namespace; outside: by none that was entered or made for it. */
enum critter_origin {
	CRITTER_ORIGIN_UNKNOWN = 0,
	CRITTER_ORIGIN_OUTSIDE = 1,
	CRITTER_ORIGIN_ENTRYPOINT = 2,
	CRITTER_ORIGIN_EXEC = 3,
};

/* Where the file that runs comes from. */
enum critter_executable_origin {
	CRITTER_EXECUTABLE_ORIGIN_ROOT = 0,
	CRITTER_EXECUTABLE_ORIGIN_IMAGE = 1,
	CRITTER_EXECUTABLE_ORIGIN_UPPER = 2,
	CRITTER_EXECUTABLE_ORIGIN_VOLUME = 3,
	CRITTER_EXECUTABLE_ORIGIN_MEMFD = 4,
};

/* Why a process ended. */
enum critter_exit_cause {
	CRITTER_EXIT_CAUSE_EXITED = 0,
	CRITTER_EXIT_CAUSE_SIGNAL = 1,
	CRITTER_EXIT_CAUSE_FAULT = 2,
	CRITTER_EXIT_CAUSE_OUT_OF_MEMORY = 3,
	CRITTER_EXIT_CAUSE_SECCOMP = 4,
	CRITTER_EXIT_CAUSE_KERNEL = 5,
	CRITTER_EXIT_CAUSE_UNKNOWN = 6,
	CRITTER_EXIT_CAUSE_NOT_STARTED = 7,
};

/* Who or what raised a signal. */
enum critter_signal_code {
	CRITTER_SIGNAL_CODE_USER = 0,
	CRITTER_SIGNAL_CODE_KERNEL = 1,
	CRITTER_SIGNAL_CODE_TIMER = 2,
	CRITTER_SIGNAL_CODE_FAULT = 3,
	CRITTER_SIGNAL_CODE_SECCOMP = 4,
	CRITTER_SIGNAL_CODE_OUT_OF_MEMORY = 5,
	CRITTER_SIGNAL_CODE_OTHER = 6,
};

/* Whose limit was reached. */
enum critter_oom_scope {
	CRITTER_OOM_SCOPE_NODE = 0,
	CRITTER_OOM_SCOPE_CONTAINER = 1,
	CRITTER_OOM_SCOPE_POD = 2,
	CRITTER_OOM_SCOPE_CGROUP = 3,
	CRITTER_OOM_SCOPE_UNKNOWN = 4,
};

/* Flags of a record of type exec. */
enum critter_exec_flags {
	CRITTER_EXEC_ARGS_TRUNCATED = 1 << 0,
	CRITTER_EXEC_ARGS_UNREADABLE = 1 << 1,
	CRITTER_EXEC_REQUESTED_TRUNCATED = 1 << 2,
	CRITTER_EXEC_EXECUTABLE_TRUNCATED = 1 << 3,
	CRITTER_EXEC_EXECUTABLE_UNREACHABLE = 1 << 4,
	CRITTER_EXEC_EXECUTABLE_DELETED = 1 << 5,
	CRITTER_EXEC_CWD_TRUNCATED = 1 << 6,
	CRITTER_EXEC_CWD_UNREACHABLE = 1 << 7,
	CRITTER_EXEC_CWD_DELETED = 1 << 8,
	CRITTER_EXEC_SCRIPT = 1 << 9,
	CRITTER_EXEC_OTHER_IDS = 1 << 10,
	CRITTER_EXEC_LOGIN = 1 << 11,
	CRITTER_EXEC_TERMINAL = 1 << 12,
	CRITTER_EXEC_GAINED_PRIVILEGES = 1 << 13,
	CRITTER_EXEC_QUIET = 1 << 14,
	CRITTER_EXEC_UNRECORDED = 1 << 15,
};

/* Flags of a record of type exit. */
enum critter_exit_flags {
	CRITTER_EXIT_CORE_DUMPED = 1 << 0,
	CRITTER_EXIT_NEVER_RAN = 1 << 1,
};

/* Flags of a record of type oom. */
enum critter_oom_flags {
	CRITTER_OOM_GROUP = 1 << 0,
};

/* 24 bytes: which run of a program forked the process, or one of its ancestors. */
struct critter_ancestor {
	unsigned long long start_time_ns; /* CLOCK_BOOTTIME at which its process was created */
	unsigned int pid;
	unsigned int run; /* which of its programs it was then */
	unsigned long long program; /* run_key() of the exec that began what it ran */
};

/* 56 bytes: another process that has a part in an event. */
struct critter_party {
	unsigned long long start_time_ns; /* CLOCK_BOOTTIME at which it was created */
	unsigned long long cgroup_id;
	unsigned long long program; /* run_key() of the exec that began what it runs */
	unsigned int pid; /* 0: the kernel itself */
	unsigned int run;
	unsigned int uid; /* effective, in the initial user namespace */
	unsigned int parent_pid;
	char comm[CRITTER_COMM_LENGTH];
};

/* 88 bytes; a payload by type follows. */
struct critter_record {
	unsigned short type;
	unsigned short flags;
	unsigned int payload_length; /* without the padding to 8 bytes */
	unsigned long long time_ns; /* CLOCK_BOOTTIME */
	unsigned long long cgroup_id; /* of the process; of the new or removed cgroup in cgroup records */
	unsigned long long start_time_ns; /* CLOCK_BOOTTIME at which the process was created */
	unsigned int pid; /* thread group id, in the initial pid namespace */
	unsigned int tid; /* of the thread that acted; in an exit the last to end */
	unsigned int parent_pid;
	unsigned int uid; /* effective, in the initial user namespace */
	char comm[CRITTER_COMM_LENGTH]; /* of the thread; in an exit that of the process's first thread */
	unsigned int run; /* how many programs the process and its ancestors have run: with pid and start it names the run; 0: not known */
	unsigned int origin; /* enum critter_origin */
	unsigned long long entry_start_time_ns; /* these three: the run with which somebody entered from outside; 0: nobody did */
	unsigned int entry_pid;
	unsigned int entry_run;
};

/* 72 bytes, then the texts back to back. */
struct critter_exec {
	unsigned short requested_length; /* bytes, no NUL */
	unsigned short executable_length; /* bytes, no NUL; 0: unknown; where it was cut these are its last parts */
	unsigned short cwd_length; /* bytes, no NUL; 0: unknown; where it was cut these are its last parts */
	unsigned short args_length; /* bytes, each argument ended by its NUL, the last perhaps cut */
	unsigned short ancestors_length; /* bytes of struct critter_ancestor, nearest first */
	unsigned short executable_origin; /* enum critter_executable_origin */
	unsigned int vpid; /* in its own pid namespace; 0: not known */
	unsigned int gid; /* effective; this and what follows in the initial user namespace */
	unsigned int real_uid;
	unsigned int saved_uid;
	unsigned int real_gid;
	unsigned int saved_gid;
	unsigned int login_uid;
	unsigned long long capabilities; /* effective, a bit each */
	char tty[CRITTER_COMM_LENGTH]; /* of the controlling terminal */
	unsigned long long since_cgroup_ns; /* since the cgroup was made; 0: not known */
};

/* 56 bytes, then who sent the signal. */
struct critter_exit {
	unsigned long long duration_ns; /* since its last exec that was seen, else since its creation */
	unsigned int code; /* exit status, 0..255; meaningless where signal is not 0 */
	unsigned int signal; /* the signal that ended it, or 0 */
	unsigned short cause; /* enum critter_exit_cause */
	unsigned short sender_length; /* bytes of struct critter_party; 0: none is known */
	unsigned int syscall; /* that seccomp refused */
	unsigned long long stop_ago_ns; /* since it was asked to end; 0: it was not */
	unsigned int stop_signal; /* by which signal */
	unsigned int oom_scope; /* enum critter_oom_scope */
	unsigned long long oom_limit_bytes;
	unsigned int arch; /* AUDIT_ARCH_ of that system call */
	unsigned int unused;
};

/* 8 bytes, then the path within the hierarchy. */
struct critter_cgroup {
	unsigned int hierarchy_id; /* 0: the default (v2) hierarchy */
	unsigned int path_length; /* bytes, no NUL; 0: the kernel had no room for the path */
};

/* 8 bytes, then the ancestors. */
struct critter_fork {
	unsigned int ancestors_length; /* bytes of struct critter_ancestor, nearest first */
	unsigned int unused;
};

/* 16 bytes, then who sent it. */
struct critter_signal {
	unsigned int number;
	unsigned short code; /* enum critter_signal_code */
	unsigned short result; /* as the kernel's tracepoint has it */
	unsigned int unused;
	unsigned int sender_length; /* bytes of struct critter_party; 0: none */
};

/* 56 bytes, then the name of the cgroup with the limit, and who asked for memory. */
struct critter_oom {
	unsigned long long usage_bytes;
	unsigned long long limit_bytes; /* 0: that of the node */
	unsigned long long anonymous_bytes;
	unsigned long long file_bytes;
	unsigned long long shared_bytes;
	unsigned long long page_table_bytes;
	unsigned short scope; /* enum critter_oom_scope */
	unsigned short trigger_length; /* bytes of struct critter_party */
	unsigned short cgroup_length; /* bytes, no NUL */
	unsigned short unused;
};

#endif
