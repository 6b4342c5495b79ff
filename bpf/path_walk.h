/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/*
 * A path as the process itself would see it: from a file or directory up to the process's root, across mounts.
 * bpf_d_path() is not allowed in these tracepoints, so the dentries are walked, leaf first.
 */
#ifndef CRITTER_PATH_WALK_H
#define CRITTER_PATH_WALK_H

#include "kernel.h"
#include "typed_reads.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define WALK_STEPS 4096 /* more than the parts of a longest path and its mounts */

/* In a map and not on the stack, so that the verifier need not follow its values from step to step. */
struct path_walk {
	struct dentry *dentry;
	struct mount *mount;
	struct dentry *mount_root;
	struct dentry *root_dentry;
	struct mount *root_mount;
	__u32 offset; /* where the path found so far starts in the buffer */
	__u32 whole; /* the walk reached the top */
	__u32 unreachable; /* that top was not the process's root */
	__u32 deleted; /* the file or directory has no name any more */
	char buffer[CRITTER_PATH_MAX + NAME_MAX + 1];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2); /* by who walks: an exec, or the iterator at the start, which an exec may interrupt */
	__type(key, __u32);
	__type(value, struct path_walk);
} path_walks SEC(".maps");

/* Read so as the verifier lets nobody leave the front of a structure it knows. */
static __always_inline struct mount *mount_of(struct path *path, enum reads reads)
{
	return (void *)READ(reads, path, path, mnt) - bpf_core_field_offset(struct mount, mnt);
}

/* A name on its way into a walk's buffer: by typed reads of 8 bytes, as names begin at a multiple of that. */
struct name_copy {
	const unsigned char *name;
	__u32 length;
	__u32 start; /* in the buffer */
	__u32 walker;
	__u32 unused;
};

static long copy_name_word(__u64 step, struct name_copy *copy)
{
	__u32 walker = copy->walker, at = 8 * step;
	struct path_walk *walk = bpf_map_lookup_elem(&path_walks, &walker);
	__u64 word = typed_word(copy->name + at), *to;

	if (!walk || at >= copy->length)
		return 1;
	to = (void *)&walk->buffer[(copy->start + at) & (CRITTER_PATH_MAX - 1)];
	/* Behind the name is what was found before. */
	if (copy->length - at < 8) {
		__u64 beyond = ~0ULL << (8 * (copy->length - at));

		word = (word & ~beyond) | (*to & beyond);
	}
	*to = word;
	return 0;
}

static __always_inline long walk_once(__u32 walker, enum reads reads)
{
	struct path_walk *walk = bpf_map_lookup_elem(&path_walks, &walker);
	struct dentry *dentry, *parent;
	struct mount *mount, *above;
	const unsigned char *name;
	__u32 length, start;

	if (!walk)
		return 1;
	dentry = walk->dentry;
	mount = walk->mount;
	if (dentry == walk->root_dentry && mount == walk->root_mount) {
		walk->whole = 1;
		return 1;
	}
	parent = READ(reads, dentry, dentry, d_parent);
	if (dentry == parent && dentry != walk->mount_root) {
		/* In no tree: a memfd, which has its name alone, or a place that was moved out of what is mounted here. */
		walk->whole = 1;
		walk->unreachable = 1;
		if (walk->offset != CRITTER_PATH_MAX)
			return 1;
		walk->deleted = 1;
	} else if (dentry == walk->mount_root) {
		above = READ(reads, mount, mount, mnt_parent);
		/* The top of the mount tree: outside of the process's root, or detached. */
		if (!above || above == mount) {
			walk->whole = 1;
			walk->unreachable = 1;
			return 1;
		}
		walk->dentry = READ(reads, mount, mount, mnt_mountpoint);
		walk->mount = above;
		walk->mount_root = READ(reads, mount, above, mnt.mnt_root);
		return 0;
	}
	length = READ(reads, dentry, dentry, d_name.len);
	name = READ(reads, dentry, dentry, d_name.name);
	if (!parent || length > NAME_MAX || length + 1 > walk->offset)
		return 1;
	start = (walk->offset - length - 1) & (CRITTER_PATH_MAX - 1);
	walk->buffer[start] = '/';
	if (reads == READS_BY_CAST) {
		struct name_copy copy = { .name = name, .length = length, .start = start + 1, .walker = walker };

		bpf_loop((length + 7) / 8, copy_name_word, &copy, 0);
	} else if (bpf_probe_read_kernel(&walk->buffer[start + 1], length, name)) {
		return 1;
	}
	walk->offset = start;
	walk->dentry = parent;
	return dentry == parent;
}

static long walk_step(__u64 step, void *context)
{
	return walk_once(0, READS_BY_HELPER);
}

static long walk_step_by_cast(__u64 step, void *context)
{
	return walk_once(0, READS_BY_CAST);
}

static long walk_step_of_iterator(__u64 step, void *context)
{
	return walk_once(1, READS_BY_HELPER);
}

static long walk_step_of_iterator_by_cast(__u64 step, void *context)
{
	return walk_once(1, READS_BY_CAST);
}

/*
 * Fills the CPU's walk and returns it; the path is buffer[offset .. CRITTER_PATH_MAX). Where the walk was
 * cut (whole is 0) that is the path's end.
 */
static __always_inline struct path_walk *walk_path(struct fs_struct *fs, struct path *path, __u32 walker,
						  enum reads reads)
{
	struct path_walk *walk = bpf_map_lookup_elem(&path_walks, &walker);
	struct dentry *dentry;
	struct mount *mount;

	if (!walk)
		return 0;
	mount = mount_of(path, reads);
	dentry = READ(reads, path, path, dentry);
	walk->dentry = dentry;
	walk->mount = mount;
	walk->mount_root = READ(reads, mount, mount, mnt.mnt_root);
	walk->root_dentry = fs->root.dentry;
	walk->root_mount = mount_of(&fs->root, reads);
	walk->offset = CRITTER_PATH_MAX;
	walk->whole = 0;
	walk->unreachable = 0;
	/* As the kernel's d_unlinked() has it. */
	walk->deleted = !READ(reads, dentry, dentry, d_hash.pprev) && READ(reads, dentry, dentry, d_parent) != dentry;
	if (walker && reads == READS_BY_CAST)
		bpf_loop(WALK_STEPS, walk_step_of_iterator_by_cast, 0, 0);
	else if (walker)
		bpf_loop(WALK_STEPS, walk_step_of_iterator, 0, 0);
	else if (reads == READS_BY_CAST)
		bpf_loop(WALK_STEPS, walk_step_by_cast, 0, 0);
	else
		bpf_loop(WALK_STEPS, walk_step, 0, 0);
	if (walk->offset >= CRITTER_PATH_MAX && walk->whole) {
		walk->offset = CRITTER_PATH_MAX - 1;
		walk->buffer[CRITTER_PATH_MAX - 1] = '/';
	}
	return walk;
}

#endif
