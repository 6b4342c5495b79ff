/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* Cgroups whose events nobody wants, so that they cost neither a record nor its decoding. */
#ifndef CRITTER_UNWANTED_H
#define CRITTER_UNWANTED_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/*
 * User space adds a cgroup once its labels say that the filters turn it away, and removes it when it is gone:
 * what is not known yet is never here. Where it is full, user space filters alone.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, __u8);
} unwanted SEC(".maps");

static __always_inline int is_unwanted(__u64 cgroup_id)
{
	return bpf_map_lookup_elem(&unwanted, &cgroup_id) != 0;
}

#endif
