/* SPDX-License-Identifier: (GPL-2.0-only OR Apache-2.0) */
/* The ring buffer, what did not fit into it, and when its consumer is woken. */
#ifndef CRITTER_RING_H
#define CRITTER_RING_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20); /* bytes; the loader may set another size */
} ring SEC(".maps");

/* Records that found the ring full, by CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

/*
 * The consumer sets it before it sleeps; who clears it owes the wake-up. One wake-up a sleep, as a forced
 * one costs microseconds. The only variable of .bss, which user space maps.
 */
volatile __u32 consumer_waiting = 0;

static __always_inline __u64 claim_wakeup(void)
{
	if (consumer_waiting && __sync_lock_test_and_set(&consumer_waiting, 0))
		return BPF_RB_FORCE_WAKEUP;
	return BPF_RB_NO_WAKEUP;
}

static __always_inline void count_lost(void)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&lost, &zero);

	if (count)
		*count += 1;
}

static __always_inline void emit(void *record, __u64 size)
{
	__u64 wakeup = claim_wakeup();

	if (bpf_ringbuf_output(&ring, record, size, wakeup)) {
		count_lost();
		if (wakeup == BPF_RB_FORCE_WAKEUP)
			consumer_waiting = 1;
		return;
	}
	/* The commit is a full barrier: either the consumer, having set the flag, saw this record, or we see the flag. */
	if (wakeup == BPF_RB_NO_WAKEUP && consumer_waiting) {
		/* Nothing but a commit can wake: commit a discarded record. */
		void *nothing = bpf_ringbuf_reserve(&ring, 8, 0);

		if (nothing)
			bpf_ringbuf_discard(nothing, claim_wakeup());
	}
}

#endif
