/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/*
 * The wire layout: what the programs write into the ring buffer. The one source of it.
 * Little endian; a record starts 8-byte aligned. wasm/wire.ts names the same offsets; a test compares
 * them with this header's BTF in the built object.
 */
#ifndef CRITTER_WIRE_H
#define CRITTER_WIRE_H

#define CRITTER_WIRE_VERSION 1

#define CRITTER_COMM_LENGTH 16
#define CRITTER_ARGS_MAX 4096
#define CRITTER_PATH_MAX 4096

enum critter_record_type {
	CRITTER_PROCESS_EXEC = 1,
	CRITTER_PROCESS_EXIT = 2,
	CRITTER_CGROUP_MKDIR = 3,
	CRITTER_CGROUP_RMDIR = 4,
};

/* Flags of an exec record. */
enum critter_exec_flags {
	CRITTER_ARGS_TRUNCATED = 1 << 0,
	CRITTER_ARGS_UNREADABLE = 1 << 1,
	CRITTER_PATH_TRUNCATED = 1 << 2,
	CRITTER_CWD_TRUNCATED = 1 << 3,
};

/* Flags of an exit record. */
enum critter_exit_flags {
	CRITTER_CORE_DUMPED = 1 << 0,
};

/* 56 bytes; a payload by type follows. */
struct critter_record {
	unsigned short type;
	unsigned short flags;
	unsigned int payload_length; /* without the padding to 8 bytes */
	unsigned long long time_ns; /* CLOCK_BOOTTIME */
	unsigned long long cgroup_id; /* of the process; of the new or removed cgroup in cgroup records */
	unsigned int pid; /* thread group id, in the initial pid namespace */
	unsigned int tid; /* of the thread that acted; in an exit the last one to end */
	unsigned int parent_pid;
	unsigned int uid; /* effective, in the initial user namespace */
	char comm[CRITTER_COMM_LENGTH]; /* of the thread; in an exit that of the process's first thread */
};

/* 16 bytes, then path, working directory and arguments back to back. */
struct critter_exec {
	unsigned long long start_time_ns; /* CLOCK_BOOTTIME at which the process was created */
	unsigned short path_length; /* bytes, no NUL */
	unsigned short cwd_length; /* bytes, no NUL; 0: unknown; where it was cut these are its last parts */
	unsigned int args_length; /* bytes, each argument ended by its NUL, the last perhaps cut */
};

/* 24 bytes. */
struct critter_exit {
	unsigned long long start_time_ns; /* CLOCK_BOOTTIME at which the process was created */
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
