/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* The record of an exec while it is made, and how the paths that were walked get into it. */
#ifndef CRITTER_EXEC_RECORD_H
#define CRITTER_EXEC_RECORD_H

#include "path_walk.h"
#include "typed_reads.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct exec_record {
	struct critter_record record;
	struct critter_exec exec;
	/*
	 * Ancestors, the requested path, the executable's, working directory, arguments; a byte more shows that the first
	 * path was cut.
	 */
	char data[CRITTER_ANCESTORS_MAX + 3 * CRITTER_PATH_MAX + CRITTER_ARGS_MAX + 8];
	/* Not of the record. What lies in a map, flags too, the verifier need not follow: kept in registers it multiplies. */
	__u64 length;
	__u32 is_start;
	__u32 unused;
};

/* Too large for the stack. One program each, so that no other can write over it. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2); /* exec, iterator */
	__type(key, __u32);
	__type(value, struct exec_record);
} exec_records SEC(".maps");

/* A part of the walk's buffer on its way into the record. */
struct path_copy {
	__u64 from;
	__u64 to;
	__u32 walker;
	__u32 unused;
};

static long copy_word(__u64 step, struct path_copy *copy)
{
	__u32 walker = copy->walker;
	struct exec_record *out = bpf_map_lookup_elem(&exec_records, &walker);
	struct path_walk *walk = bpf_map_lookup_elem(&path_walks, &walker);
	__u64 from = copy->from + 8 * step, to = copy->to + 8 * step;

	if (!out || !walk || from > sizeof(walk->buffer) - 8 || to > sizeof(out->data) - 8)
		return 1;
	*(__u64 *)&out->data[to] = *(__u64 *)&walk->buffer[from];
	return 0;
}

/* Puts a path that was walked behind `length` bytes of text; returns its length, 0 where there is none. */
static __always_inline __u64 append_path(struct exec_record *out, __u64 length, struct path_walk *walk, __u32 walker,
					 enum reads reads)
{
	__u64 size;

	if (!walk || length > CRITTER_ANCESTORS_MAX + 2 * CRITTER_PATH_MAX)
		return 0;
	size = CRITTER_PATH_MAX - walk->offset;
	if (size == 0 || size > CRITTER_PATH_MAX)
		return 0;
	if (reads == READS_BY_CAST) {
		struct path_copy copy = { .from = walk->offset, .to = length, .walker = walker };

		bpf_loop((size + 7) / 8, copy_word, &copy, 0);
		return size;
	}
	if (bpf_probe_read_kernel(&out->data[length], size, &walk->buffer[walk->offset & (CRITTER_PATH_MAX - 1)]))
		return 0;
	return size;
}

#endif
