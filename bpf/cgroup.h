/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Cgroups that are made and removed. */
#ifndef CRITTER_CGROUP_H
#define CRITTER_CGROUP_H

#include "hierarchy.h"
#include "kernel.h"
#include "lineage.h"
#include "record.h"
#include "ring.h"
#include "typed_reads.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* The kernel's buffer for a cgroup's path in its tracepoints (TRACE_CGROUP_PATH_LEN); a path that fills it was cut. */
#define CGROUP_PATH_BUFFER 1024

struct cgroup_record {
	struct critter_record record;
	struct critter_cgroup cgroup;
	char path[CGROUP_PATH_BUFFER];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2); /* mkdir, rmdir */
	__type(key, __u32);
	__type(value, struct cgroup_record);
} cgroup_records SEC(".maps");

/* When cgroups were made, by their ids: how long a container took to begin. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
} cgroup_births SEC(".maps");

/* A cgroup's path on its way into the record, by typed reads of 8 bytes. */
struct cgroup_path_copy {
	const char *path;
	__u32 slot;
	__u32 length; /* with the NUL, once that was found */
};

static long copy_cgroup_path_word(__u64 step, struct cgroup_path_copy *copy)
{
	__u32 slot = copy->slot;
	struct cgroup_record *out = bpf_map_lookup_elem(&cgroup_records, &slot);
	__u64 at = 8 * step, word = typed_word(copy->path + at), ends;
	__u32 byte;

	if (!out || at > CGROUP_PATH_BUFFER - 8)
		return 1;
	*(__u64 *)&out->path[at] = word;
	/* A bit for every byte that is 0, and perhaps some above the first of them. */
	ends = (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
	if (!ends)
		return 0;
	for (byte = 1; byte < 8 && !(ends & 0x80); byte++)
		ends >>= 8;
	copy->length = at + byte;
	return 1;
}

/* As bpf_probe_read_kernel_str(): the length with the NUL. */
static __always_inline long copy_cgroup_path(const char *path, __u32 slot)
{
	struct cgroup_path_copy copy = { .path = path, .slot = slot, .length = CGROUP_PATH_BUFFER };

	bpf_loop(CGROUP_PATH_BUFFER / 8, copy_cgroup_path_word, &copy, 0);
	return copy.length;
}

/* The record has no path where none is read, as where the kernel had no room for it. */
static __always_inline int cgroup_event(struct cgroup *cgroup, const char *path, enum reads reads, __u16 type,
					__u32 slot)
{
	struct cgroup_record *out;
	struct task_struct *task;
	__u64 length = 0;
	long result;

	if (!is_in_hierarchy(cgroup))
		return 0;
	out = bpf_map_lookup_elem(&cgroup_records, &slot);
	if (!out)
		return 0;
	task = bpf_get_current_task_btf();
	set_header(&out->record, type, task);
	set_lineage(&out->record, bpf_task_storage_get(&processes, task->group_leader, 0, 0));
	out->record.cgroup_id = cgroup->kn->id;
	copy_comm(out->record.comm, task);
	if (type == CRITTER_CGROUP_MKDIR)
		bpf_map_update_elem(&cgroup_births, &out->record.cgroup_id, &out->record.time_ns, BPF_ANY);
	out->cgroup.hierarchy_id = cgroup->root->hierarchy_id;

	if (path) {
		result = reads == READS_BY_CAST ? copy_cgroup_path(path, slot) :
						  bpf_probe_read_kernel_str(out->path, sizeof(out->path), path);
		if (result > 0 && result < CGROUP_PATH_BUFFER)
			length = result - 1;
	}
	out->cgroup.path_length = length;
	length += sizeof(out->cgroup);
	out->record.payload_length = length;
	length += sizeof(out->record);
	if (length <= sizeof(*out))
		emit(out, length);
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, READS_BY_HELPER, CRITTER_CGROUP_MKDIR, 0);
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir_cast, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, READS_BY_CAST, CRITTER_CGROUP_MKDIR, 0);
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir_typed, struct cgroup *cgroup)
{
	return cgroup_event(cgroup, 0, READS_NOT, CRITTER_CGROUP_MKDIR, 0);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, READS_BY_HELPER, CRITTER_CGROUP_RMDIR, 1);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir_cast, struct cgroup *cgroup, const char *path)
{
	return cgroup_event(cgroup, path, READS_BY_CAST, CRITTER_CGROUP_RMDIR, 1);
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir_typed, struct cgroup *cgroup)
{
	return cgroup_event(cgroup, 0, READS_NOT, CRITTER_CGROUP_RMDIR, 1);
}

#endif
