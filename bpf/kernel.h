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

#define PF_EXITING 0x00000004
#define PF_KTHREAD 0x00200000
#define SIGNAL_GROUP_EXIT 0x00000004
#define SIGNAL_UNKILLABLE 0x00000040 /* the first process of a pid namespace */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	unsigned int val;
} kuid_t;

typedef struct {
	unsigned int val;
} kgid_t;

typedef struct {
	long counter;
} atomic_long_t;

typedef struct {
	__u64 val;
} kernel_cap_t;

struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t suid;
	kgid_t sgid;
	kuid_t euid;
	kgid_t egid;
	kernel_cap_t cap_effective; /* since 6.3 */
};

struct cred___cap {
	struct {
		__u32 cap[2];
	} cap_effective;
};

struct qstr {
	unsigned int len;
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
};

struct dentry {
	struct super_block *d_sb;
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
	struct inode *f_inode;
};

struct percpu_counter {
	__s64 count;
};

struct mm_struct {
	struct percpu_counter rss_stat[4]; /* since 6.2 */
	atomic_long_t pgtables_bytes;
	struct file *exe_file;
	unsigned long arg_start;
	unsigned long arg_end;
};

struct mm_rss_stat {
	atomic_long_t count[4];
};

struct mm_struct___stat {
	struct mm_rss_stat rss_stat;
};

struct tty_struct {
	char name[64];
};

struct core_state;

struct rlimit {
	__u64 rlim_cur;
	__u64 rlim_max;
};

struct signal_struct {
	struct core_state *core_state; /* threads that wait for a core to be dumped */
	struct rlimit rlim[16];
	struct tty_struct *tty;
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
	struct cgroup_subsys_state *parent;
};

struct page_counter {
	atomic_long_t usage;
	unsigned long max;
};

struct mem_cgroup {
	struct cgroup_subsys_state css;
	struct page_counter memory;
	_Bool oom_group;
};

struct css_set {
	struct cgroup *dfl_cgrp; /* in the default hierarchy */
	struct cgroup_subsys_state *subsys[1]; /* one for each controller that the kernel has */
};

struct ns_common {
	unsigned int inum;
	__u64 ns_id; /* since 6.18 */
};

struct mnt_namespace {
	struct ns_common ns;
	__u64 seq; /* until 6.17 */
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

struct upid {
	int nr;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct k_sigaction {
	struct {
		void *sa_handler;
	} sa;
};

struct sighand_struct {
	struct k_sigaction action[64];
};

struct kernel_siginfo {
	int si_code;
	union {
		struct {
			int _syscall;
			unsigned int _arch;
		} _sigsys;
	} _sifields;
};

struct task_struct {
	unsigned int flags;
	__u64 self_exec_id; /* programs run, by it and those it descends from */
	kuid_t loginuid;
	struct nsproxy *nsproxy;
	struct pid *thread_pid;
	struct sighand_struct *sighand;
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
	unsigned int secureexec : 1;
	const char *filename;
	const char *interp;
	unsigned long exec; /* where the new stack has the path that was asked for */
};

struct kernfs_node {
	const char *name;
	__u64 id;
};

struct cgroup_root {
	int hierarchy_id;
};

struct cgroup {
	struct kernfs_node *kn;
	struct cgroup_root *root;
};

struct bpf_iter__task {
	struct task_struct *task;
};

#pragma clang attribute pop

#endif
