// SPDX-License-Identifier: Apache-2.0
// The reference of the decode benchmark: ring bytes -> labelled NDJSON in C with AVX2, as fast as we know how.
// It does all that wasm/ does for an event whose labels are known: the same checks, the same line bytes.
//
//   decode STREAM LABELS CLOCK_OFFSET_NS
//
// STREAM: ring bytes. LABELS: records of u64 cgroup id, u32 length, bytes. Then one command a line on stdin:
//   pass  decodes in place          -> "NANOSECONDS BYTES"
//   copy  decodes from 256 KiB copies, as the WebAssembly module has to -> the same
//   dump PATH  writes the lines to a file -> the same
// NANOSECONDS: of CPU, so that whatever else runs on the machine counts less.

#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../bpf/wire.h"

#define OUTPUT_SIZE (256 << 10)
#define LINE_MAX_SIZE (296 << 10)
#define STAGING_SIZE (256 << 10)
#define SLOT_BITS 16
#define RECORD_SIZE sizeof(struct critter_record)

#define LATEST 18446744072999999999ull

enum { BUSY = 1u << 31, DISCARD = 1u << 30 };

struct slot {
	uint64_t key;
	char *fragment;
	uint32_t length;
	uint32_t used;
};

static struct slot slots[1 << SLOT_BITS];
static uint64_t in_text[128], in_args[128];
static int64_t clock_offset;
static uint64_t counts[8];
static FILE *dump;
static uint64_t written;
static char output[OUTPUT_SIZE + LINE_MAX_SIZE + 4096] __attribute__((aligned(64)));
static uint8_t staging[STAGING_SIZE + 4096] __attribute__((aligned(64)));

// --- tables ---

static uint64_t replacement(const char *text)
{
	uint64_t value = 0;
	memcpy(&value, text, strlen(text));
	return value | (uint64_t)strlen(text) << 56;
}

static void init_tables(void)
{
	for (int byte = 0; byte < 128; byte++) {
		char text[8];
		snprintf(text, sizeof text, "\\u%04x", byte);
		in_text[byte] = replacement(text);
	}
	in_text['"'] = replacement("\\\"");
	in_text['\\'] = replacement("\\\\");
	in_text['\b'] = replacement("\\b");
	in_text['\t'] = replacement("\\t");
	in_text['\n'] = replacement("\\n");
	in_text['\f'] = replacement("\\f");
	in_text['\r'] = replacement("\\r");
	memcpy(in_args, in_text, sizeof in_args);
	in_args[0] = replacement("\",\"");
}

static inline uint32_t home(uint64_t key)
{
	return (key * 0x9E3779B97F4A7C15ull) >> (64 - SLOT_BITS);
}

static inline struct slot *find(uint64_t key)
{
	uint32_t index = home(key);
	for (;; index = (index + 1) & ((1 << SLOT_BITS) - 1)) {
		struct slot *slot = &slots[index];
		if (slot->key == key && slot->used)
			return slot;
		if (!slot->used)
			return NULL;
	}
}

// --- numbers and times ---

#define LITERAL(at, text) (memcpy(at, text, sizeof(text) - 1), (at) + sizeof(text) - 1)

/* Two numbers below 10^8 as 8 digits each, values 0 to 9. */
static inline __m128i digits8x2(uint32_t a, uint32_t b)
{
	uint32_t ah = a / 10000, bh = b / 10000;
	__m128i x = _mm_setr_epi32(ah, a - ah * 10000, bh, b - bh * 10000);
	__m128i q = _mm_srli_epi32(_mm_madd_epi16(x, _mm_set1_epi32(5243)), 19);
	__m128i hundreds = _mm_sub_epi32(_mm_slli_epi32(x, 16), _mm_mullo_epi32(q, _mm_set1_epi32(100 * 65536 - 1)));
	__m128i tens = _mm_srli_epi16(_mm_mullo_epi16(hundreds, _mm_set1_epi16(103)), 10);
	return _mm_sub_epi16(_mm_slli_epi16(hundreds, 8), _mm_mullo_epi16(tens, _mm_set1_epi16(2559)));
}

static char *decimal_slow(char *at, uint64_t value)
{
	char text[20];
	int n = 0;
	do text[n++] = '0' + value % 10; while (value /= 10);
	while (n) *at++ = text[--n];
	return at;
}

static inline char *put_digits(char *at, uint64_t ascii, uint32_t zeros)
{
	ascii >>= zeros * 8;
	memcpy(at, &ascii, 8);
	return at + 8 - zeros;
}

static inline char *decimal(char *at, uint32_t value)
{
	if (value < 10) {
		*at = '0' + value;
		return at + 1;
	}
	if (value >= 100000000)
		return decimal_slow(at, value);
	__m128i digits = digits8x2(value, 0);
	uint32_t nonzero = _mm_movemask_epi8(_mm_cmpgt_epi8(digits, _mm_setzero_si128()));
	__m128i ascii = _mm_add_epi8(digits, _mm_set1_epi8('0'));
	return put_digits(at, _mm_cvtsi128_si64(ascii), __builtin_ctz(nonzero | 0x80));
}

static inline uint64_t wall_clock(uint64_t boot)
{
	uint64_t time = boot + (uint64_t)clock_offset;
	if (clock_offset < 0 && time > boot)
		return 0;
	return (clock_offset >= 0 && time < boot) || time > LATEST ? LATEST : time;
}

struct second {
	uint64_t key;
	char text[24];
};
static struct second seconds[64];

static void fill_second(struct second *entry, uint64_t second)
{
	time_t time = second;
	struct tm tm;
	char text[64];
	gmtime_r(&time, &tm);
	snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
		 tm.tm_hour, tm.tm_min, tm.tm_sec);
	memcpy(entry->text, text, 20);
	entry->key = second + 1;
}

static inline void put_second(char *at, uint64_t second)
{
	struct second *entry = &seconds[second & 63];
	if (__builtin_expect(entry->key != second + 1, 0))
		fill_second(entry, second);
	memcpy(at, entry->text, 20);
}

// --- text ---

static int sequence(const uint8_t *at, const uint8_t *end)
{
	uint8_t lead = *at, low = 0x80, high = 0xBF;
	int needed;
	if (lead < 0xC2) return -1;
	if (lead < 0xE0) needed = 1;
	else if (lead < 0xF0) {
		needed = 2;
		if (lead == 0xE0) low = 0xA0;
		if (lead == 0xED) high = 0x9F;
	} else if (lead < 0xF5) {
		needed = 3;
		if (lead == 0xF0) low = 0x90;
		if (lead == 0xF4) high = 0x8F;
	} else return -1;
	for (int seen = 1; seen <= needed; seen++) {
		if (at + seen >= end || at[seen] < low || at[seen] > high) return -seen;
		low = 0x80;
		high = 0xBF;
	}
	return needed + 1;
}

/* A bit for each of 16 bytes that is not written as it is. */
static inline uint32_t special16(__m128i v)
{
	/* One more makes DEL negative: then all that is not printable ASCII is less than 0x21, signed. */
	__m128i unprintable = _mm_cmpgt_epi8(_mm_set1_epi8(0x21), _mm_add_epi8(v, _mm_set1_epi8(1)));
	__m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
	__m128i backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
	return _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), unprintable));
}

#ifdef NARROW /* vectors of 128 bits, which is all that WebAssembly has */

typedef struct {
	__m128i low, high;
} bytes32;

static inline bytes32 LOAD(const void *at)
{
	const __m128i *from = at;
	return (bytes32){ _mm_loadu_si128(from), _mm_loadu_si128(from + 1) };
}

static inline void STORE(void *at, bytes32 v)
{
	__m128i *to = at;
	_mm_storeu_si128(to, v.low);
	_mm_storeu_si128(to + 1, v.high);
}

static inline uint32_t special(bytes32 v)
{
	return special16(v.low) | special16(v.high) << 16;
}

static inline uint32_t matches(bytes32 v, char byte)
{
	return _mm_movemask_epi8(_mm_cmpeq_epi8(v.low, _mm_set1_epi8(byte))) |
	       _mm_movemask_epi8(_mm_cmpeq_epi8(v.high, _mm_set1_epi8(byte))) << 16;
}

static inline uint32_t equal32(bytes32 a, bytes32 b)
{
	return _mm_movemask_epi8(_mm_cmpeq_epi8(a.low, b.low)) |
	       _mm_movemask_epi8(_mm_cmpeq_epi8(a.high, b.high)) << 16;
}

/* A bit for each of eight numbers that is the same as the other one. */
static inline uint32_t equal8(const uint64_t *numbers, uint64_t other)
{
	const __m128i *from = (const void *)numbers;
	__m128i others = _mm_set1_epi64x(other);
	uint32_t found = 0;

	for (int n = 0; n < 4; n++)
		found |= _mm_movemask_pd(_mm_castsi128_pd(_mm_cmpeq_epi64(_mm_loadu_si128(from + n), others))) << 2 * n;
	return found;
}

#else

typedef __m256i bytes32;

#define LOAD(at) _mm256_loadu_si256((const __m256i *)(at))
#define STORE(at, v) _mm256_storeu_si256((__m256i *)(at), v)

static inline uint32_t special(__m256i v)
{
	__m256i unprintable = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x21), _mm256_add_epi8(v, _mm256_set1_epi8(1)));
	__m256i quote = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('"'));
	__m256i backslash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('\\'));
	return _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quote, backslash), unprintable));
}

static inline uint32_t matches(__m256i v, char byte)
{
	return _mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(byte)));
}

static inline uint32_t equal32(__m256i a, __m256i b)
{
	return _mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b));
}

/* A bit for each of eight numbers that is the same as the other one. */
static inline uint32_t equal8(const uint64_t *numbers, uint64_t other)
{
	__m256i others = _mm256_set1_epi64x(other);
	__m256i low = _mm256_cmpeq_epi64(LOAD(numbers), others), high = _mm256_cmpeq_epi64(LOAD(numbers + 4), others);

	return _mm256_movemask_pd(_mm256_castsi256_pd(low)) | _mm256_movemask_pd(_mm256_castsi256_pd(high)) << 4;
}

#endif

/* Writes the inside of a JSON string; NUL as the table says. */
static char *text(char *at, const uint8_t *from, size_t length, const uint64_t *table)
{
	const uint8_t *end = from + length;
	while (from < end) {
		bytes32 a = LOAD(from), b = LOAD(from + 32);
		uint64_t mask = special(a) | (uint64_t)special(b) << 32;
		size_t n = end - from < 64 ? end - from : 64;
		mask = _bzhi_u64(mask, n);
		if (!mask) {
			STORE(at, a);
			STORE(at + 32, b);
			at += n;
			from += n;
			continue;
		}
		size_t position = 0;
		do {
			size_t index = __builtin_ctzll(mask);
			size_t gap = index - position;
			STORE(at, LOAD(from + position));
			if (gap > 32)
				STORE(at + 32, LOAD(from + position + 32));
			at += gap;
			uint8_t byte = from[index];
			if (byte < 0x80) {
				uint64_t value = table[byte];
				memcpy(at, &value, 8);
				at += value >> 56;
				position = index + 1;
				mask &= mask - 1;
				continue;
			}
			int bytes = sequence(from + index, end);
			if (bytes < 0) {
				memcpy(at, "\xEF\xBF\xBD", 4);
				at += 3;
				bytes = -bytes;
			} else if (byte == 0xC2 && from[index + 1] < 0xA0) {
				static const char hex[] = "0123456789abcdef";
				memcpy(at, "\\u00", 4);
				at[4] = hex[from[index + 1] >> 4];
				at[5] = hex[from[index + 1] & 15];
				at += 6;
			} else {
				memcpy(at, from + index, 4);
				at += bytes;
			}
			position = index + bytes;
			mask = position < 64 ? mask & (~0ull << position) : 0;
		} while (mask);
		if (position < n) {
			STORE(at, LOAD(from + position));
			STORE(at + 32, LOAD(from + position + 32));
			at += n - position;
			position = n;
		}
		from += position;
	}
	return at;
}

/* Most names are short and clean. */
static inline char *name(char *at, const uint8_t *from, size_t length)
{
	bytes32 v = LOAD(from);
	if (__builtin_expect(length > 32 || _bzhi_u32(special(v), length), 0))
		return text(at, from, length, in_text);
	STORE(at, v);
	return at + length;
}

/* What follows the last slash. */
static inline char *base_name(char *at, const uint8_t *from, size_t length)
{
	size_t start = 0;
	if (__builtin_expect(length - 1 < 32, 1)) {
		bytes32 v = LOAD(from);
		uint32_t slashes = _bzhi_u32(matches(v, '/'), length);
		start = 32 - _lzcnt_u32(slashes);
	} else {
		for (start = length; start && from[start - 1] != '/'; start--)
			;
	}
	return name(at, from + start, length - start);
}

/* Up to the first NUL. */
static inline char *first_argument(char *at, const uint8_t *from, size_t length)
{
	bytes32 v = LOAD(from);
	uint32_t mask = special(v);
	size_t index = __builtin_ctzll(mask | 1ull << 32);
	if (__builtin_expect(index < 32 && index < length && !from[index], 1)) {
		STORE(at, v);
		return at + index;
	}
	for (index = 0; index < length && from[index]; index++)
		;
	return text(at, from, index, in_text);
}

static inline char *command(char *at, const uint8_t *from)
{
	__m128i v = _mm_loadu_si128((const __m128i *)from);
	uint32_t mask = special16(v);
	uint32_t length = __builtin_ctz(mask | 0x10000);
	if (__builtin_expect(length < 16 && from[length], 0)) {
		length = __builtin_ctz(_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())) | 0x10000);
		return text(at, from, length, in_text);
	}
	_mm_storeu_si128((__m128i *)at, v);
	return at + length;
}

#include "decode/lineage.h"

// --- the line ---

static const char head[5][96] = {
	[CRITTER_PROCESS_EXEC] = "{\"time\":\"0000-00-00T00:00:00.000000000Z\",\"event\":\"process.exec\",\"thread\":{\"id\":",
	[CRITTER_PROCESS_EXIT] = "{\"time\":\"0000-00-00T00:00:00.000000000Z\",\"event\":\"process.exit\",\"thread\":{\"id\":",
	[CRITTER_CGROUP_MKDIR] = "{\"time\":\"0000-00-00T00:00:00.000000000Z\",\"event\":\"cgroup.mkdir\",\"thread\":{\"id\":",
	[CRITTER_CGROUP_RMDIR] = "{\"time\":\"0000-00-00T00:00:00.000000000Z\",\"event\":\"cgroup.rmdir\",\"thread\":{\"id\":",
};
#define HEAD_LENGTH 79

static inline char *thread_name(char *at, const struct critter_record *record)
{
	at = LITERAL(at, ",\"name\":\"");
	at = command(at, (const uint8_t *)record->comm);
	return LITERAL(at, "\"},\"process\":{\"pid\":");
}

static inline char *line(char *at, const uint8_t *bytes)
{
	const struct critter_record *record = (const void *)bytes;
	const uint8_t *payload = bytes + RECORD_SIZE;
	uint32_t type = record->type;
	uint64_t time = wall_clock(record->time_ns);
	uint64_t start = wall_clock(record->start_time_ns);
	uint64_t second = time / 1000000000, start_second = start / 1000000000;
	uint32_t nano = time - second * 1000000000, start_nano = start - start_second * 1000000000;
	uint32_t top = nano / 100000000, start_top = start_nano / 100000000;
	__m128i nanos = _mm_add_epi8(digits8x2(nano - top * 100000000, start_nano - start_top * 100000000),
				     _mm_set1_epi8('0'));
	STORE(at, LOAD(head[type]));
	STORE(at + 32, LOAD(head[type] + 32));
	STORE(at + 64, LOAD(head[type] + 64));
	put_second(at + 9, second);
	at[29] = '0' + top;
	_mm_storel_epi64((__m128i *)(at + 30), nanos);
	at += HEAD_LENGTH;

	uint32_t pid = record->pid, parent = record->parent_pid;
	if (__builtin_expect(pid < 100000000 && parent < 100000000, 1)) {
		__m128i digits = digits8x2(pid, parent);
		uint32_t nonzero = _mm_movemask_epi8(_mm_cmpgt_epi8(digits, _mm_setzero_si128())) | 0x8080;
		__m128i ascii = _mm_add_epi8(digits, _mm_set1_epi8('0'));
		uint64_t pid_ascii = _mm_cvtsi128_si64(ascii);
		uint32_t pid_zeros = __builtin_ctz(nonzero);
		if (record->tid == pid)
			at = put_digits(at, pid_ascii, pid_zeros);
		else
			at = decimal(at, record->tid);
		at = thread_name(at, record);
		at = put_digits(at, pid_ascii, pid_zeros);
		at = LITERAL(at, ",\"parent_pid\":");
		at = put_digits(at, _mm_extract_epi64(ascii, 1), __builtin_ctz(nonzero >> 8));
	} else {
		at = decimal(at, record->tid);
		at = thread_name(at, record);
		at = decimal(at, pid);
		at = LITERAL(at, ",\"parent_pid\":");
		at = decimal(at, parent);
	}
	at = LITERAL(at, ",\"user\":{\"id\":");
	at = decimal(at, record->uid);
	at = LITERAL(at, "},\"creation\":{\"time\":\"");
	put_second(at, start_second);
	at[20] = '0' + start_top;
	uint64_t start_low = _mm_extract_epi64(nanos, 1);
	memcpy(at + 21, &start_low, 8);
	at = LITERAL(at + 29, "Z\"}");
	if (__builtin_expect(record->run, 1)) {
		at = LITERAL(at, ",\"exec_id\":\"");
		at = exec_id(at, record->start_time_ns, pid, record->run);
		*at++ = '"';
	}
	if (__builtin_expect(record->origin, 1)) {
		at = LITERAL(at, ",\"origin\":\"");
		at = word(at, &origins[record->origin & 3]);
		*at++ = '"';
	}
	if (__builtin_expect(record->entry_pid, 0)) {
		at = LITERAL(at, ",\"entry\":{\"exec_id\":\"");
		at = exec_id(at, record->entry_start_time_ns, record->entry_pid, record->entry_run);
		at = LITERAL(at, "\"}");
	}

	if (type == CRITTER_PROCESS_EXEC) {
		const struct critter_exec *exec = (const void *)payload;
		const struct critter_ancestor *ancestors = (const void *)(exec + 1);
		const uint8_t *requested = (const uint8_t *)ancestors + exec->ancestors_length;
		const uint8_t *executable = requested + exec->requested_length;
		const uint8_t *cwd = executable + exec->executable_length;
		const uint8_t *args = cwd + exec->cwd_length;
		uint32_t flags = record->flags;
		at = LITERAL(at, ",\"executable\":{\"requested\":\"");
		at = name(at, requested, exec->requested_length);
		*at++ = '"';
		if (flags & CRITTER_EXEC_REQUESTED_TRUNCATED)
			at = LITERAL(at, ",\"requested_truncated\":true");
		if (exec->executable_length) {
			at = LITERAL(at, ",\"path\":\"");
			at = name(at, executable, exec->executable_length);
			at = LITERAL(at, "\",\"name\":\"");
			at = base_name(at, executable, exec->executable_length);
			*at++ = '"';
		}
		if (flags & CRITTER_EXEC_EXECUTABLE_TRUNCATED)
			at = LITERAL(at, ",\"truncated\":true");
		if (flags & CRITTER_EXEC_EXECUTABLE_UNREACHABLE)
			at = LITERAL(at, ",\"unreachable\":true");
		if (flags & CRITTER_EXEC_EXECUTABLE_DELETED)
			at = LITERAL(at, ",\"deleted\":true");
		at = LITERAL(at, ",\"origin\":\"");
		at = word(at, &executable_origins[exec->executable_origin < 4 ? exec->executable_origin : 4]);
		at = LITERAL(at, "\"}");
		if (__builtin_expect(flags & CRITTER_EXEC_SCRIPT, 0)) {
			at = LITERAL(at, ",\"script\":{\"path\":\"");
			at = name(at, requested, exec->requested_length);
			at = LITERAL(at, "\"}");
		}
		if (flags & CRITTER_EXEC_ARGS_UNREADABLE) {
			at = LITERAL(at, ",\"command_args_unreadable\":true");
		} else {
			size_t length = exec->args_length;
			if (length) {
				at = LITERAL(at, ",\"command\":\"");
				at = first_argument(at, args, length);
				at = LITERAL(at, "\",\"command_args\":[\"");
				at = text(at, args, length - !args[length - 1], in_args);
				at = LITERAL(at, "\"]");
			} else {
				at = LITERAL(at, ",\"command_args\":[]");
			}
			if (flags & CRITTER_EXEC_ARGS_TRUNCATED)
				at = LITERAL(at, ",\"command_args_truncated\":true");
		}
		if (exec->cwd_length) {
			at = LITERAL(at, ",\"working_directory\":\"");
			at = name(at, cwd, exec->cwd_length);
			*at++ = '"';
			if (flags & CRITTER_EXEC_CWD_TRUNCATED)
				at = LITERAL(at, ",\"working_directory_truncated\":true");
			if (flags & CRITTER_EXEC_CWD_UNREACHABLE)
				at = LITERAL(at, ",\"working_directory_unreachable\":true");
			if (flags & CRITTER_EXEC_CWD_DELETED)
				at = LITERAL(at, ",\"working_directory_deleted\":true");
		}
		at = LITERAL(at, ",\"group\":{\"id\":");
		at = decimal(at, exec->gid);
		*at++ = '}';
		if (__builtin_expect(flags & CRITTER_EXEC_OTHER_IDS, 0)) {
			at = LITERAL(at, ",\"real_user\":{\"id\":");
			at = decimal(at, exec->real_uid);
			at = LITERAL(at, "},\"saved_user\":{\"id\":");
			at = decimal(at, exec->saved_uid);
			at = LITERAL(at, "},\"real_group\":{\"id\":");
			at = decimal(at, exec->real_gid);
			at = LITERAL(at, "},\"saved_group\":{\"id\":");
			at = decimal(at, exec->saved_gid);
			*at++ = '}';
		}
		if (__builtin_expect(flags & CRITTER_EXEC_LOGIN, 0)) {
			at = LITERAL(at, ",\"login_user\":{\"id\":");
			at = decimal(at, exec->login_uid);
			*at++ = '}';
		}
		at = LITERAL(at, ",\"capabilities\":{\"effective\":");
		at = capabilities(at, exec->capabilities);
		*at++ = '}';
		if (flags & CRITTER_EXEC_GAINED_PRIVILEGES)
			at = LITERAL(at, ",\"privileges_gained\":true");
		if (__builtin_expect(flags & CRITTER_EXEC_TERMINAL, 0)) {
			at = LITERAL(at, ",\"interactive\":true,\"tty\":\"");
			at = command(at, (const uint8_t *)exec->tty);
			*at++ = '"';
		}
		if (exec->vpid) {
			at = LITERAL(at, ",\"vpid\":");
			at = decimal(at, exec->vpid);
		}
		if (exec->ancestors_length)
			at = parent_and_ancestors(at, ancestors, exec->ancestors_length);
	} else if (type == CRITTER_PROCESS_EXIT) {
		const struct critter_exit *exit = (const void *)payload;
		if (!exit->signal) {
			at = LITERAL(at, ",\"exit\":{\"cause\":\"exited\",\"code\":");
			at = decimal(at, exit->code);
		} else {
			at = LITERAL(at, ",\"exit\":{\"cause\":\"signal\",\"signal\":");
			at = decimal(at, exit->signal);
			if (record->flags & CRITTER_EXIT_CORE_DUMPED)
				at = LITERAL(at, ",\"core_dumped\":true");
			if (exit->sender_length)
				at = sender(at, (const struct critter_party *)(exit + 1));
			at = verdict(at, exit);
		}
		at = LITERAL(at, "},\"duration_ns\":\"");
		uint64_t duration = exit->duration_ns;
		if (duration < 100000000) {
			at = decimal(at, duration);
		} else if (duration < 10000000000000000) {
			uint32_t high = duration / 100000000;
			__m128i digits = digits8x2(high, duration - (uint64_t)high * 100000000);
			uint32_t nonzero = _mm_movemask_epi8(_mm_cmpgt_epi8(digits, _mm_setzero_si128()));
			__m128i ascii = _mm_add_epi8(digits, _mm_set1_epi8('0'));
			at = put_digits(at, _mm_cvtsi128_si64(ascii), __builtin_ctz(nonzero));
			uint64_t low = _mm_extract_epi64(ascii, 1);
			memcpy(at, &low, 8);
			at += 8;
		} else {
			at = decimal_slow(at, duration);
		}
		*at++ = '"';
		if (record->flags & CRITTER_EXIT_NEVER_RAN)
			at = LITERAL(at, ",\"never_ran\":true");
	}
	*at++ = '}';
	return at;
}

static inline int well_formed(const uint8_t *bytes, size_t length, uint32_t type)
{
	const struct critter_record *record = (const void *)bytes;
	const uint8_t *payload = bytes + RECORD_SIZE;
	size_t size = record->payload_length;
	if (size > length - RECORD_SIZE ||
	    size > sizeof(struct critter_exec) + CRITTER_ANCESTORS_MAX + 3 * CRITTER_PATH_MAX + CRITTER_ARGS_MAX)
		return 0;
	if (type == CRITTER_PROCESS_EXEC) {
		const struct critter_exec *exec = (const void *)payload;
		return size >= sizeof *exec && exec->ancestors_length <= CRITTER_ANCESTORS_MAX &&
		       exec->ancestors_length % sizeof(struct critter_ancestor) == 0 &&
		       (size_t)exec->ancestors_length + exec->requested_length + exec->executable_length +
				       exec->cwd_length + exec->args_length <=
			       size - sizeof *exec;
	}
	if (type == CRITTER_PROCESS_EXIT) {
		const struct critter_exit *exit = (const void *)payload;
		return size >= sizeof *exit && exit->sender_length <= CRITTER_PARTY_MAX &&
		       exit->sender_length % sizeof(struct critter_party) == 0 &&
		       exit->sender_length <= size - sizeof *exit;
	}
	return size >= sizeof(struct critter_cgroup);
}

/* What a record tells of programs for the records behind it. */
static inline void keep_program(const struct critter_record *record)
{
	uint64_t number;
	if (record->type > CRITTER_PROCESS_EXIT)
		return;
	number = run_number(record->start_time_ns, record->pid, record->run);
	if (record->type == CRITTER_PROCESS_EXIT) {
		program_ended(number);
	} else {
		const struct critter_exec *exec = (const void *)(record + 1);
		const uint8_t *texts = (const uint8_t *)(exec + 1) + exec->ancestors_length;
		program_began(number, texts + exec->requested_length, exec->executable_length);
	}
}

static void take(char *end)
{
	written += end - output;
	if (dump)
		fwrite(output, 1, end - output, dump);
}

/* Walks whole framed records; returns where the next line goes. */
static char *consume(const uint8_t *at, const uint8_t *end, char *out)
{
	while (at < end) {
		if (out > output + OUTPUT_SIZE) {
			take(out);
			out = output;
		}
		uint32_t header;
		memcpy(&header, at, 4);
		size_t size = header & ~(BUSY | DISCARD), padded = (size + 7) & ~7ul;
		const uint8_t *bytes = at + 8;
		if (end - at < 8 || padded > (size_t)(end - at) - 8) {
			counts[0]++;
			return out;
		}
		at += 8 + padded;
		if (header & DISCARD) {
			counts[1]++;
			continue;
		}
		const struct critter_record *record = (const void *)bytes;
		if (header & BUSY || size < RECORD_SIZE || record->type < 1 || record->type > 4 ||
		    !well_formed(bytes, size, record->type)) {
			counts[0]++;
			continue;
		}
		keep_program(record);
		struct slot *slot = find(record->cgroup_id);
		if (!slot) {
			counts[2]++;
			continue;
		}
		out = line(out, bytes);
		memcpy(out, slot->fragment, slot->length);
		out += slot->length;
		counts[3]++;
	}
	return out;
}

/* The bytes of whole records that fit into the staging buffer. */
static size_t batch(const uint8_t *from, const uint8_t *end)
{
	size_t length = 0;
	while (from + length < end) {
		uint32_t header;
		memcpy(&header, from + length, 4);
		size_t next = length + 8 + (((header & ~(BUSY | DISCARD)) + 7) & ~7ul);
		if (next > STAGING_SIZE)
			break;
		length = next;
	}
	return length;
}

static void *slurp(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(1);
	}
	fseek(file, 0, SEEK_END);
	*size = ftell(file);
	rewind(file);
	char *bytes = aligned_alloc(64, (*size + 4096 + 63) & ~63ul);
	if (!bytes || fread(bytes, 1, *size, file) != *size)
		exit(1);
	memset(bytes + *size, 0, 4096);
	fclose(file);
	return bytes;
}

static void load_labels(const char *path)
{
	size_t size;
	char *bytes = slurp(path, &size);
	for (char *at = bytes; at < bytes + size;) {
		uint64_t key;
		uint32_t length;
		memcpy(&key, at, 8);
		memcpy(&length, at + 8, 4);
		uint32_t index = home(key);
		while (slots[index].used)
			index = (index + 1) & ((1 << SLOT_BITS) - 1);
		slots[index] = (struct slot){ .key = key, .fragment = at + 12, .length = length, .used = 1 };
		at += 12 + length;
	}
}

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	init_tables();
	size_t size;
	const uint8_t *stream = slurp(argv[1], &size), *end = stream + size;
	load_labels(argv[2]);
	clock_offset = atoll(argv[3]);
	memset(output, 1, sizeof output);
	size_t *batches = malloc((size / 4096 + 16) * sizeof *batches), count = 0;
	for (const uint8_t *at = stream; at < end; at += batches[count++])
		batches[count] = batch(at, end);
	char order[4096];
	while (fgets(order, sizeof order, stdin)) {
		struct timespec begin, stop;
		written = 0;
		if (!strncmp(order, "dump ", 5)) {
			order[strcspn(order, "\n")] = 0;
			dump = fopen(order + 5, "wb");
		}
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
		char *out = output;
		if (!strncmp(order, "copy", 4)) {
			const uint8_t *at = stream;
			for (size_t n = 0; n < count; at += batches[n++]) {
				memcpy(staging, at, batches[n]);
				out = consume(staging, staging + batches[n], out);
			}
		} else {
			out = consume(stream, end, out);
		}
		take(out);
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &stop);
		if (dump) {
			fclose(dump);
			dump = NULL;
		}
		printf("%lld %llu\n", (stop.tv_sec - begin.tv_sec) * 1000000000LL + stop.tv_nsec - begin.tv_nsec,
		       (unsigned long long)written);
		fflush(stdout);
	}
	return 0;
}
