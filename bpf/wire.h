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

enum critter_record_type {
	CRITTER_PROCESS_EXEC = 1,
	CRITTER_PROCESS_EXIT = 2,
	CRITTER_CGROUP_MKDIR = 3,
	CRITTER_CGROUP_RMDIR = 4,
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
};

/* Flags of a record of type exit. */
enum critter_exit_flags {
	CRITTER_EXIT_CORE_DUMPED = 1 << 0,
};

/* 64 bytes; a payload by type follows. */
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
};

/* 8 bytes, then the texts back to back. */
struct critter_exec {
	unsigned short requested_length; /* bytes, no NUL */
	unsigned short executable_length; /* bytes, no NUL; 0: unknown; where it was cut these are its last parts */
	unsigned short cwd_length; /* bytes, no NUL; 0: unknown; where it was cut these are its last parts */
	unsigned short args_length; /* bytes, each argument ended by its NUL, the last perhaps cut */
};

/* 16 bytes. */
struct critter_exit {
	unsigned long long duration_ns; /* since its last exec that was seen, else since its creation */
	unsigned int code; /* exit status, 0..255; meaningless where signal is not 0 */
	unsigned int signal; /* the signal that ended it, or 0 */
};

/* 8 bytes, then the path within the hierarchy. */
struct critter_cgroup {
	unsigned int hierarchy_id; /* 0: the default (v2) hierarchy */
	unsigned int path_length; /* bytes, no NUL; 0: the kernel had no room for the path */
};

#endif
