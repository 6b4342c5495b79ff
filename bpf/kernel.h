/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/*
 * The few kernel structures the programs read. Only the members used are named: the kernel moves every
 * access to where its own BTF has the member (CO-RE), so order and gaps here mean nothing.
 */
#ifndef CRITTER_KERNEL_H
#define CRITTER_KERNEL_H

#include <linux/types.h>

#define TASK_COMM_LEN 16
#define NAME_MAX 255

#define PF_KTHREAD 0x00200000
#define SIGNAL_GROUP_EXIT 0x00000004

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	unsigned int val;
} kuid_t;

struct cred {
	kuid_t euid;
};

struct qstr {
	unsigned int len;
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct fs_struct {
	struct path root;
	struct path pwd;
};

struct file {
	struct path f_path;
};

struct mm_struct {
	struct file *exe_file;
	unsigned long arg_start;
	unsigned long arg_end;
};

struct signal_struct {
	atomic_t live; /* threads that have not begun to exit */
	int nr_threads; /* threads not released yet, zombies too */
	int group_exit_code;
	unsigned int flags;
};

enum cgroup_subsys_id {
	cpu_cgrp_id = 1,
	memory_cgrp_id = 2,
	devices_cgrp_id = 3,
	pids_cgrp_id = 4,
};

struct cgroup_subsys_state {
	struct cgroup *cgroup;
};

struct css_set {
	struct cgroup_subsys_state *subsys[1]; /* one for each controller that the kernel has */
};

struct task_struct {
	unsigned int flags;
	struct mm_struct *mm;
	int exit_code;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	__u64 start_boottime;
	const struct cred *cred;
	char comm[TASK_COMM_LEN];
	struct fs_struct *fs;
	struct signal_struct *signal;
	struct css_set *cgroups;
};

struct linux_binprm {
	unsigned long exec; /* where the new stack has the path that was asked for */
};

struct kernfs_node {
	__u64 id;
};

struct cgroup_root {
	int hierarchy_id;
};

struct cgroup {
	struct kernfs_node *kn;
	struct cgroup_root *root;
};

#pragma clang attribute pop

#endif
