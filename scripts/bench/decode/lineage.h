// SPDX-License-Identifier: Apache-2.0
// What lines tell of lineage: which run a process is, whose child, how it came where it is, and with which capabilities.
// To be included behind the functions that write texts and numbers.

#include "programs.h"

/* What a boot of the node adds to times in ids: none, as for every peer here. */
static uint64_t boot_salt;

struct word {
	char text[16];
	uint32_t length;
};

/* By the number of an origin, in a container: every label of the benchmark is one's. */
static const struct word origins[4] = {
	{ "runtime", 7 },
	{ "runtime", 7 },
	{ "entrypoint", 10 },
	{ "exec", 4 },
};

static const struct word executable_origins[5] = {
	{ "root", 4 },
	{ "image", 5 },
	{ "upper", 5 },
	{ "volume", 6 },
	{ "memfd", 5 },
};

static const char *const capability_names[41] = {
	"CAP_CHOWN",
	"CAP_DAC_OVERRIDE",
	"CAP_DAC_READ_SEARCH",
	"CAP_FOWNER",
	"CAP_FSETID",
	"CAP_KILL",
	"CAP_SETGID",
	"CAP_SETUID",
	"CAP_SETPCAP",
	"CAP_LINUX_IMMUTABLE",
	"CAP_NET_BIND_SERVICE",
	"CAP_NET_BROADCAST",
	"CAP_NET_ADMIN",
	"CAP_NET_RAW",
	"CAP_IPC_LOCK",
	"CAP_IPC_OWNER",
	"CAP_SYS_MODULE",
	"CAP_SYS_RAWIO",
	"CAP_SYS_CHROOT",
	"CAP_SYS_PTRACE",
	"CAP_SYS_PACCT",
	"CAP_SYS_ADMIN",
	"CAP_SYS_BOOT",
	"CAP_SYS_NICE",
	"CAP_SYS_RESOURCE",
	"CAP_SYS_TIME",
	"CAP_SYS_TTY_CONFIG",
	"CAP_MKNOD",
	"CAP_LEASE",
	"CAP_AUDIT_WRITE",
	"CAP_AUDIT_CONTROL",
	"CAP_SETFCAP",
	"CAP_MAC_OVERRIDE",
	"CAP_MAC_ADMIN",
	"CAP_SYSLOG",
	"CAP_WAKE_ALARM",
	"CAP_BLOCK_SUSPEND",
	"CAP_AUDIT_READ",
	"CAP_PERFMON",
	"CAP_BPF",
	"CAP_CHECKPOINT_RESTORE",
};

static inline char *word(char *at, const struct word *word)
{
	memcpy(at, word->text, 16);
	return at + word->length;
}

/* 32 digits. */
static inline char *exec_id(char *at, uint64_t start, uint32_t pid, uint32_t run)
{
	__m128i numbers = _mm_set_epi64x((uint64_t)pid << 32 | run, start + boot_salt);
	__m128i bytes = _mm_shuffle_epi8(numbers, _mm_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
	__m128i low = _mm_set1_epi8(15);
	__m128i upper = _mm_and_si128(_mm_srli_epi16(bytes, 4), low), lower = _mm_and_si128(bytes, low);
	__m128i digits = _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f');

	_mm_storeu_si128((__m128i *)at, _mm_shuffle_epi8(digits, _mm_unpacklo_epi8(upper, lower)));
	_mm_storeu_si128((__m128i *)(at + 16), _mm_shuffle_epi8(digits, _mm_unpackhi_epi8(upper, lower)));
	return at + 32;
}

/* Which program a process ran; closes the process's object. */
static inline char *program_object(char *at, uint64_t key)
{
	struct file_name *name = program_name(key);

	if (!name)
		return LITERAL(at, ",\"executable\":{\"unknown\":true}}");
	at = LITERAL(at, ",\"executable\":{\"path\":\"");
	for (size_t offset = 0; offset < name->length; offset += 32)
		STORE(at + offset, LOAD(name->text + offset));
	return LITERAL(at + name->length, "\"}}");
}

static inline char *ancestor(char *at, const struct critter_ancestor *from)
{
	at = LITERAL(at, "{\"exec_id\":\"");
	at = exec_id(at, from->start_time_ns, from->pid, from->run);
	at = LITERAL(at, "\",\"pid\":");
	at = decimal(at, from->pid);
	return program_object(at, from->program);
}

/* The nearest as the parent, and all of them as a list, of which the parent's object is the first. */
static inline char *parent_and_ancestors(char *at, const struct critter_ancestor *from, size_t length)
{
	char *begin = LITERAL(at, ",\"parent\":");
	size_t size;

	at = ancestor(begin, from);
	size = at - begin;
	at = LITERAL(at, ",\"ancestors\":[");
	for (size_t offset = 0; offset < size; offset += 64) {
		bytes32 a = LOAD(begin + offset), b = LOAD(begin + offset + 32);
		STORE(at + offset, a);
		STORE(at + offset + 32, b);
	}
	at += size;
	for (size_t n = 1; n < length / sizeof *from; n++) {
		*at++ = ',';
		at = ancestor(at, from + n);
	}
	*at++ = ']';
	return at;
}

/* Lists of capabilities as they were written before. */
static struct {
	uint64_t bits;
	uint32_t length;
	char text[2048];
} capability_lists[64];

static char *put_text(char *at, const char *text)
{
	size_t length = strlen(text);

	memcpy(at, text, length);
	return at + length;
}

static void list_capabilities(uint32_t place, uint64_t bits)
{
	char *at = capability_lists[place].text, number[16];

	*at++ = '[';
	for (int bit = 0; bit < 64; bit++) {
		if (!(bits >> bit & 1))
			continue;
		snprintf(number, sizeof number, bit == 63 ? "ALL" : "CAP_%d", bit);
		*at++ = '"';
		at = put_text(at, bit < 41 ? capability_names[bit] : number);
		at = LITERAL(at, "\",");
	}
	if (at[-1] == ',')
		at--;
	*at++ = ']';
	capability_lists[place].bits = bits;
	capability_lists[place].length = at - capability_lists[place].text;
}

static inline char *capabilities(char *at, uint64_t bits)
{
	uint32_t place = (bits * 0x9E3779B97F4A7C15ull) >> 58, length;

	if (__builtin_expect(capability_lists[place].bits != bits || !capability_lists[place].length, 0))
		list_capabilities(place, bits);
	length = capability_lists[place].length;
	for (uint32_t offset = 0; offset < length; offset += 64) {
		STORE(at + offset, LOAD(capability_lists[place].text + offset));
		STORE(at + offset + 32, LOAD(capability_lists[place].text + offset + 32));
	}
	return at + length;
}

/* Who sent a signal, of the same cgroup as the record: the stream has no others. */
static char *sender(char *at, const struct critter_party *party)
{
	at = LITERAL(at, ",\"sender\":{\"process\":{\"pid\":");
	at = decimal(at, party->pid);
	if (party->run) {
		at = LITERAL(at, ",\"exec_id\":\"");
		at = exec_id(at, party->start_time_ns, party->pid, party->run);
		*at++ = '"';
	}
	at = LITERAL(at, ",\"user\":{\"id\":");
	at = decimal(at, party->uid);
	*at++ = '}';
	at = program_object(at, party->program);
	at = LITERAL(at, ",\"thread\":{\"name\":\"");
	at = command(at, (const uint8_t *)party->comm);
	return LITERAL(at, "\"}}");
}

/* Why a process ended, where another of its container killed it: the stream knows no other cause but an exit. */
static char *verdict(char *at, const struct critter_exit *exit)
{
	at = LITERAL(at, ",\"verdict\":\"SIGKILL");
	if (!exit->sender_length)
		return LITERAL(at, "; critter did not see from whom\"");
	at = LITERAL(at, " from ");
	at = command(at, (const uint8_t *)((const struct critter_party *)(exit + 1))->comm);
	return LITERAL(at, " (same container)\"");
}
