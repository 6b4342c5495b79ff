/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Processes that the kernel kills for want of memory, and whose limit that is. */
#ifndef CRITTER_OOM_H
#define CRITTER_OOM_H

#include "kernel.h"
#include "lineage.h"
#include "record.h"
#include "ring.h"
#include "unwanted.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define LEVELS 16
/* A counter without a limit has about this many pages; real ones are far below. */
#define NO_LIMIT (1ull << 50)
#define MM_FILEPAGES 0
#define MM_ANONPAGES 1
#define MM_SHMEMPAGES 3
#define ID_LENGTH 64 /* of a container: no cgroup above one has a name with as much */
#define GROUP_NS 1000000000ull

struct oom_record {
	struct critter_record record;
	struct critter_oom oom;
	char data[sizeof(struct critter_party) + CRITTER_NAME_MAX + 1];
};

/* The last kill, so that those of one group are told once. */
struct last_kill {
	__u64 time_ns;
	__u64 cgroup;
};

/* The search for the limit that was reached, level by level; in a map, as that of paths is. */
struct limit_search {
	struct cgroup_subsys_state *css;
	struct cgroup_subsys_state *found;
	__u64 least; /* pages that are left */
	__u32 found_level;
	__u32 unused;
};

struct oom_scratch {
	struct oom_record out;
	struct last_kill last;
	struct limit_search search;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct oom_scratch);
} oom_scratches SEC(".maps");

static __always_inline __u64 bytes_of(__s64 pages)
{
	return pages < 0 ? 0 : (__u64)pages << options.page_shift;
}

/*
 * The two ways read different amounts: what is alike in both the compiler would do once, with the one place or the other,
 * and the place that this kernel does not have may not even be thought of.
 */
static __always_inline void set_pages(struct critter_oom *oom, struct mm_struct *mm)
{
	__s64 pages[4] = {};

	if (bpf_core_type_exists(struct mm_rss_stat)) {
		bpf_probe_read_kernel(pages, sizeof(pages),
				      (void *)mm + bpf_core_field_offset(struct mm_struct___stat, rss_stat));
	} else {
		void *counters = (void *)mm + bpf_core_field_offset(struct mm_struct, rss_stat) +
				 bpf_core_field_offset(struct percpu_counter, count);
		__u64 size = bpf_core_type_size(struct percpu_counter);

		bpf_probe_read_kernel(&pages[MM_FILEPAGES], 8, counters + MM_FILEPAGES * size);
		bpf_probe_read_kernel(&pages[MM_ANONPAGES], 8, counters + MM_ANONPAGES * size);
		bpf_probe_read_kernel(&pages[MM_SHMEMPAGES], 8, counters + MM_SHMEMPAGES * size);
	}
	oom->file_bytes = bytes_of(pages[MM_FILEPAGES]);
	oom->anonymous_bytes = bytes_of(pages[MM_ANONPAGES]);
	oom->shared_bytes = bytes_of(pages[MM_SHMEMPAGES]);
	oom->page_table_bytes = BPF_CORE_READ(mm, pgtables_bytes.counter);
}

/* "pod" there: pod<uid>, kubepods-pod<uid>.slice, …-burstable-pod…, …-besteffort-pod…, libpod_pod_…, machine-libpod_pod_… */
#define POD_AT(name, at) ((name)[at] == 'p' && (name)[(at) + 1] == 'o' && (name)[(at) + 2] == 'd')

static __always_inline int is_pod(const char *name)
{
	return POD_AT(name, 0) || POD_AT(name, 9) || POD_AT(name, 19) || POD_AT(name, 20) || POD_AT(name, 7) ||
	       POD_AT(name, 15);
}

static long look_at_level(__u64 level, void *context)
{
	__u32 zero = 0;
	struct oom_scratch *scratch = bpf_map_lookup_elem(&oom_scratches, &zero);
	struct cgroup_subsys_state *css;
	struct limit_search *search;
	struct mem_cgroup *memcg;
	__u64 usage, limit, left;

	if (!scratch)
		return 1;
	search = &scratch->search;
	css = search->css;
	if (!css)
		return 1;
	/* The first member of it. */
	memcg = (void *)css;
	usage = BPF_CORE_READ(memcg, memory.usage.counter);
	limit = BPF_CORE_READ(memcg, memory.max);
	if (BPF_CORE_READ(memcg, oom_group))
		scratch->out.record.flags |= CRITTER_OOM_GROUP;
	left = usage > limit ? 0 : limit - usage;
	if (limit < NO_LIMIT && left < search->least) {
		search->least = left;
		search->found = css;
		search->found_level = level;
		scratch->out.oom.usage_bytes = usage << options.page_shift;
		scratch->out.oom.limit_bytes = limit << options.page_shift;
	}
	search->css = BPF_CORE_READ(css, parent);
	return 0;
}

/*
 * Whose limit was reached: of the cgroups from the victim's own upwards the one with the least room left. Where even that
 * has much, the node itself has none.
 */
static __always_inline void find_limit(struct oom_scratch *scratch, struct task_struct *task)
{
	struct oom_record *out = &scratch->out;
	struct limit_search *search = &scratch->search;
	struct cgroup_subsys_state *found;
	const char *name;
	long length;

	search->css = 0;
	search->found = 0;
	search->least = ~0ull;
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id)) {
		void *states = (void *)BPF_CORE_READ(task, cgroups) + bpf_core_field_offset(struct css_set, subsys);

		bpf_probe_read_kernel(&search->css, sizeof(search->css),
				      states + 8 * bpf_core_enum_value(enum cgroup_subsys_id, memory_cgrp_id));
	}
	bpf_loop(LEVELS, look_at_level, 0, 0);
	found = search->found;
	if (!found || search->least > (out->oom.limit_bytes >> options.page_shift) / 8 + 512) {
		out->oom.scope = CRITTER_OOM_SCOPE_NODE;
		out->oom.usage_bytes = 0;
		out->oom.limit_bytes = 0;
		return;
	}
	name = BPF_CORE_READ(found, cgroup, kn, name);
	length = bpf_probe_read_kernel_str(out->data, CRITTER_NAME_MAX + 1, name);
	out->oom.cgroup_length = length > 1 && length <= CRITTER_NAME_MAX ? length - 1 : 0;
	if (search->found_level == 0)
		out->oom.scope = CRITTER_OOM_SCOPE_CONTAINER;
	else if (is_pod(out->data))
		out->oom.scope = CRITTER_OOM_SCOPE_POD;
	/* crun, and an init of the container's own, have their processes in cgroups below the container's. */
	else if (out->oom.cgroup_length >= ID_LENGTH)
		out->oom.scope = CRITTER_OOM_SCOPE_CONTAINER;
	else
		out->oom.scope = CRITTER_OOM_SCOPE_CGROUP;
}

static __always_inline int oom_event(struct task_struct *task, int reads)
{
	struct task_struct *leader = task->group_leader;
	struct mm_struct *mm = task->mm;
	struct oom_scratch *scratch;
	struct critter_party trigger = {};
	struct oom_record *out;
	struct process *process;
	__u32 zero = 0, length;
	int is_repeated;

	scratch = bpf_map_lookup_elem(&oom_scratches, &zero);
	process = process_of(leader);
	if (!scratch)
		return 0;
	/* One that ends anyway is only given the last memory that there is: no SIGKILL went before. */
	if (process && process->signals.number && process->signals.code != CRITTER_SIGNAL_CODE_OUT_OF_MEMORY &&
	    leader->signal->flags & SIGNAL_GROUP_EXIT)
		return 0;
	out = &scratch->out;
	set_header(&out->record, CRITTER_OOM_KILL, task);
	out->record.cgroup_id = cgroup_id_of(task);
	set_lineage(&out->record, process);
	copy_comm(out->record.comm, leader);
	__builtin_memset(&out->oom, 0, sizeof(out->oom));
	out->oom.scope = CRITTER_OOM_SCOPE_UNKNOWN;
	if (reads) {
		find_limit(scratch, task);
		if (mm)
			set_pages(&out->oom, mm);
	}
	if (process) {
		process->oom.killed = 1;
		process->oom.scope = out->oom.scope;
		process->oom.limit_bytes = out->oom.limit_bytes;
	}
	is_repeated = out->record.flags & CRITTER_OOM_GROUP && scratch->last.cgroup == out->record.cgroup_id &&
		      out->record.time_ns - scratch->last.time_ns < GROUP_NS;
	scratch->last.time_ns = out->record.time_ns;
	scratch->last.cgroup = out->record.cgroup_id;
	if (is_repeated || !is_wanted(CRITTER_OOM_KILL) || is_unwanted(out->record.cgroup_id))
		return 0;
	set_party(&trigger);
	length = out->oom.cgroup_length;
	if (length > CRITTER_NAME_MAX)
		return 0;
	out->oom.trigger_length = sizeof(trigger);
	out->record.payload_length = sizeof(out->oom) + sizeof(trigger) + length;
	if (!reads)
		__builtin_memcpy(out->data, &trigger, sizeof(trigger));
	else if (bpf_probe_read_kernel(&out->data[length], sizeof(trigger), &trigger))
		return 0;
	emit(out, sizeof(out->record) + sizeof(out->oom) + sizeof(trigger) + length);
	return 0;
}

SEC("tp_btf/mark_victim")
int BPF_PROG(oom_kill, struct task_struct *task)
{
	return oom_event(task, 1);
}

/* Knows neither the limit nor the pages. */
SEC("tp_btf/mark_victim")
int BPF_PROG(oom_kill_typed, struct task_struct *task)
{
	return oom_event(task, 0);
}

#endif
