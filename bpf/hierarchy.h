/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/*
 * Which hierarchy's cgroups events are told by: the default one (version 2), or where only version 1 is mounted, the
 * one a controller is bound to.
 */
#ifndef CRITTER_HIERARCHY_H
#define CRITTER_HIERARCHY_H

#include "kernel.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

enum hierarchy {
	HIERARCHY_NONE = 0, /* none is mounted yet: events have cgroup id 0, and cgroups are not told of */
	HIERARCHY_DEFAULT = 1,
	HIERARCHY_PIDS = 2,
	HIERARCHY_MEMORY = 3,
	HIERARCHY_DEVICES = 4,
	HIERARCHY_CPU = 5,
};

/* The only variable of .rodata. The loader sets it, so the verifier knows it and removes what is not asked for. */
const volatile struct options {
	enum hierarchy hierarchy;
	__u32 wanted; /* a bit for each type of records that are asked for */
	__u32 ancestors; /* how many of them records tell */
	__u32 page_shift; /* pages have 1 << so many bytes */
	__u64 all_capabilities; /* of the node's first process; 0: not known */
} options = { HIERARCHY_DEFAULT, ~0u, 1, 12, 0 };

#define ALL_CAPABILITIES (1ull << 63)

static __always_inline int is_wanted(__u32 type)
{
	return options.wanted >> type & 1;
}

/* The only variable of .data: what counts where the above is none. */
volatile enum hierarchy late_hierarchy SEC(".data") = HIERARCHY_NONE;

static __always_inline struct cgroup *cgroup_by(struct task_struct *task, __u64 subsystem)
{
	struct css_set *set = task->cgroups;
	struct cgroup_subsys_state **states = (void *)set + bpf_core_field_offset(struct css_set, subsys);

	return states[subsystem]->cgroup;
}

/* A subsystem's index differs between kernels, and those built without it have none. */
#define CGROUP_BY(task, controller) \
	(bpf_core_enum_value_exists(enum cgroup_subsys_id, controller) ? \
		 cgroup_by(task, bpf_core_enum_value(enum cgroup_subsys_id, controller)) : \
		 0)

/* The task's cgroup in the version 1 hierarchy that was chosen; 0 where there is none. */
static __always_inline struct cgroup *controlled_cgroup(struct task_struct *task)
{
	switch (options.hierarchy == HIERARCHY_NONE ? late_hierarchy : options.hierarchy) {
	case HIERARCHY_PIDS:
		return CGROUP_BY(task, pids_cgrp_id);
	case HIERARCHY_MEMORY:
		return CGROUP_BY(task, memory_cgrp_id);
	case HIERARCHY_DEVICES:
		return CGROUP_BY(task, devices_cgrp_id);
	case HIERARCHY_CPU:
		return CGROUP_BY(task, cpu_cgrp_id);
	default:
		return 0;
	}
}

/* The constant alone comes first, so that nothing but its load is left where it is the usual one. */
static __always_inline int is_default_chosen(void)
{
	return options.hierarchy == HIERARCHY_DEFAULT ||
	       (options.hierarchy == HIERARCHY_NONE && late_hierarchy == HIERARCHY_DEFAULT);
}

/* The id of the cgroup that the current task is in. */
static __always_inline __u64 current_cgroup_id(struct task_struct *current)
{
	struct cgroup *cgroup;

	if (is_default_chosen())
		return bpf_get_current_cgroup_id();
	cgroup = controlled_cgroup(current);
	return cgroup ? cgroup->kn->id : 0;
}

/* The id of the cgroup that any task is in. */
static __always_inline __u64 cgroup_id_of(struct task_struct *task)
{
	struct cgroup *cgroup = is_default_chosen() ? task->cgroups->dfl_cgrp : controlled_cgroup(task);

	return cgroup ? cgroup->kn->id : 0;
}

/* A cgroup is told of once a hierarchy, and ids of different hierarchies overlap. */
static __always_inline int is_in_hierarchy(struct cgroup *cgroup)
{
	struct cgroup *own;

	if (is_default_chosen())
		return cgroup->root->hierarchy_id == 0;
	/* Every task is in every hierarchy. */
	own = controlled_cgroup(bpf_get_current_task_btf());
	return own && own->root == cgroup->root;
}

#endif
