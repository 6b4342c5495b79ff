/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/*
 * Reading the kernel's structures and texts without bpf_probe_read_kernel(), which a kernel that is locked down for
 * confidentiality refuses: its bpf_rdonly_cast() (Linux 6.2) says of any address what lies there, so that it can be
 * loaded from. What cannot be read there is 0.
 */
#ifndef CRITTER_TYPED_READS_H
#define CRITTER_TYPED_READS_H

#include <linux/types.h>
#include <bpf/bpf_core_read.h>

/* How a program reads what no hook hands it. */
enum reads {
	READS_NOT, /* such things are not told */
	READS_BY_HELPER, /* bpf_probe_read_kernel() */
	READS_BY_CAST,
};

/*
 * A function of the kernel that is no helper (kfunc). To the compiler it is the helper of a number that no helper has;
 * scripts/bpf/link.ts knows its name by that number.
 */
static void *(*const bpf_rdonly_cast)(const void *object, __u32 type) = (void *)0x10000;

#define typed(type, address) ((struct type *)bpf_rdonly_cast(address, bpf_core_type_id_kernel(struct type)))

/* A member of a structure of which only the address is known. */
#define READ(reads, type, address, member)                    \
	((reads) == READS_BY_CAST ? typed(type, address)->member : \
				    BPF_CORE_READ((struct type *)(address), member))

/* Any structure of the kernel that begins with 64 bits will do. */
struct timespec64 {
	__s64 tv_sec;
} __attribute__((preserve_access_index));

/* The 8 bytes at an address of the kernel. */
static __always_inline __u64 typed_word(const void *address)
{
	return typed(timespec64, address)->tv_sec;
}

#endif
