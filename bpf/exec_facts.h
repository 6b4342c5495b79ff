/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* As whom a process runs a program, and where that comes from. */
#ifndef CRITTER_EXEC_FACTS_H
#define CRITTER_EXEC_FACTS_H

#include "exec_record.h"
#include "hierarchy.h"
#include "kernel.h"
#include "typed_reads.h"
#include "wire.h"
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* The 8 bytes at an address of the kernel. */
static __always_inline void read_word(__u64 *word, const void *address, enum reads reads)
{
	if (reads == READS_BY_CAST)
		*word = typed_word(address);
	else
		bpf_probe_read_kernel(word, sizeof(*word), address);
}

/* Ids, rights and terminal. */
static __always_inline void set_credentials(struct exec_record *out, struct task_struct *task)
{
	struct critter_exec *exec = &out->exec;
	const struct cred *cred = task->cred;
	struct tty_struct *tty = task->signal->tty;

	exec->gid = cred->egid.val;
	exec->real_uid = cred->uid.val;
	exec->saved_uid = cred->suid.val;
	exec->real_gid = cred->gid.val;
	exec->saved_gid = cred->sgid.val;
	if (exec->real_uid != cred->euid.val || exec->saved_uid != cred->euid.val || exec->real_gid != exec->gid ||
	    exec->saved_gid != exec->gid)
		out->record.flags |= CRITTER_EXEC_OTHER_IDS;
	exec->login_uid = bpf_core_field_exists(task->loginuid) ? task->loginuid.val : ~0u;
	if (exec->login_uid != ~0u)
		out->record.flags |= CRITTER_EXEC_LOGIN;
	if (bpf_core_field_exists(cred->cap_effective.val)) {
		exec->capabilities = cred->cap_effective.val;
	} else {
		const struct cred___cap *old = (void *)cred;

		exec->capabilities = old->cap_effective.cap[0] | (__u64)old->cap_effective.cap[1] << 32;
	}
	if (options.all_capabilities && exec->capabilities == options.all_capabilities)
		exec->capabilities = ALL_CAPABILITIES;
	((__u64 *)exec->tty)[0] = 0;
	((__u64 *)exec->tty)[1] = 0;
	if (tty) {
		((__u64 *)exec->tty)[0] = *(__u64 *)&tty->name[0];
		((__u64 *)exec->tty)[1] = *(__u64 *)&tty->name[8];
		out->record.flags |= CRITTER_EXEC_TERMINAL;
	}
}

#define OVERLAYFS_SUPER_MAGIC 0x794c7630
#define TMPFS_MAGIC 0x01021994
#define HUGETLBFS_MAGIC 0x958458f6

/* An inode of overlayfs is followed by where it lies in the upper layer; what is in the lower ones alone has no such. */
static __always_inline __u16 executable_origin(struct fs_struct *fs, struct file *file, enum reads reads)
{
	struct inode *inode = READ(reads, file, file, f_inode);
	struct super_block *super = READ(reads, inode, inode, i_sb);
	struct super_block *root = READ(reads, dentry, fs->root.dentry, d_sb);
	unsigned long magic = READ(reads, super_block, super, s_magic);
	struct dentry *dentry;
	const unsigned char *name;
	__u64 upper = 0, begin = 0;

	if (magic == OVERLAYFS_SUPER_MAGIC) {
		read_word(&upper, (void *)inode + bpf_core_type_size(struct inode), reads);
		if (super != root)
			return CRITTER_EXECUTABLE_ORIGIN_VOLUME;
		return upper ? CRITTER_EXECUTABLE_ORIGIN_UPPER : CRITTER_EXECUTABLE_ORIGIN_IMAGE;
	}
	if (magic == TMPFS_MAGIC || magic == HUGETLBFS_MAGIC) {
		dentry = READ(reads, file, file, f_path.dentry);
		name = READ(reads, dentry, dentry, d_name.name);
		read_word(&begin, name, reads);
		if ((begin & 0xffffffffffffull) == 0x3a64666d656dull) /* memfd: */
			return CRITTER_EXECUTABLE_ORIGIN_MEMFD;
	}
	return super == root ? CRITTER_EXECUTABLE_ORIGIN_ROOT : CRITTER_EXECUTABLE_ORIGIN_VOLUME;
}

static __always_inline __u32 pid_in_namespace(struct task_struct *task, enum reads reads)
{
	/* Read and not followed, so that it is a number to the verifier, which lets no variable be added to a structure. */
	struct pid *pid = READ(reads, task_struct, task, thread_pid);
	void *numbers = (void *)pid + bpf_core_field_offset(struct pid, numbers);
	__u32 level = READ(reads, pid, pid, level);
	__u64 number = 0;

	if (level > 32) /* MAX_PID_NS_LEVEL */
		return 0;

	read_word(&number,
		  numbers + (__u64)level * bpf_core_type_size(struct upid) + bpf_core_field_offset(struct upid, nr),
		  reads);
	return number; /* its lower half */
}

#endif
