/*
 * Runs before the program that it was put into: gives the JavaScript in this file to Deno.
 *
 * The dynamic linker jumps here instead of to Deno's entry, with the stack the kernel made. The script, which lies in
 * the same mapped segment as this code, goes into a sealed memfd; the argument vector becomes
 * `critter run FLAGS /proc/self/fd/N ARGS…`; then Deno starts as if it had been called so. Nothing is written to disk
 * and Deno's pages stay what they are: page cache of this one file.
 *
 * Compiled to flat bytes: no libc, no relocations, no data sections. What it needs to know follows at CONFIG_OFFSET,
 * laid out by layout.ts.
 */
#include <stddef.h>
#include <stdint.h>

#define CONFIG_OFFSET 4096 /* layout.ts: CONFIG_OFFSET */

/* layout.ts: encodeConfig() */
struct config {
	uint64_t address;      /* of this blob, as linked */
	uint64_t entry;        /* Deno's own, as linked */
	uint64_t environ_slot; /* of Deno's pointer to libc's environ, as linked */
	uint64_t script;       /* offset from this blob */
	uint64_t script_bytes;
	uint32_t arguments;    /* numbers of strings, which follow in this order */
	uint32_t dropped;      /* name prefixes of environment variables */
	uint32_t kept;         /* whole names that are kept nevertheless */
	uint32_t variables;    /* added ones, NAME=value */
	char strings[];        /* the memfd's name, a sentence for failures, the folder of descriptors, then the lists */
};

#define AT_NULL 0
#define AT_ENTRY 9
#define AT_FDCWD -100
#define R_OK 4
#define EINTR 4
#define EINVAL 22
#define MFD_CLOEXEC 1u
#define MFD_ALLOW_SEALING 2u
#define MFD_NOEXEC_SEAL 8u
#define F_DUPFD_CLOEXEC 1030
#define F_ADD_SEALS 1033
#define SEAL_ALL 15 /* F_SEAL_SEAL | SHRINK | GROW | WRITE */

#if defined(__x86_64__)
#define SYS_write 1
#define SYS_close 3
#define SYS_fcntl 72
#define SYS_faccessat 269
#define SYS_exit_group 231
#define SYS_memfd_create 319

/* At the entry: rsp points to argc, rdx is the function that ld.so wants called at exit. */
__asm__(
	"_start:\n"
	"	mov %rsp, %rbx\n"
	"	mov %rdx, %r12\n"
	"	xor %ebp, %ebp\n"
	"	and $-16, %rsp\n"
	"	lea _start(%rip), %r13\n"
	"	mov %r13, %rdi\n"
	"	mov %rbx, %rsi\n"
	"	call measure\n"
	"	sub %rax, %rsp\n"
	"	mov %r13, %rdi\n"
	"	mov %rbx, %rsi\n"
	"	mov %rsp, %rdx\n"
	"	call build\n"
	"	mov %r12, %rdx\n"
	"	jmp *%rax\n");

static long syscall3(long number, long a, long b, long c)
{
	long result;
	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return result;
}
#elif defined(__aarch64__)
#define SYS_fcntl 25
#define SYS_faccessat 48
#define SYS_close 57
#define SYS_write 64
#define SYS_exit_group 94
#define SYS_memfd_create 279

/* At the entry: sp points to argc, x0 is the function that ld.so wants called at exit. */
__asm__(
	"_start:\n"
	"	mov x19, sp\n"
	"	mov x20, x0\n"
	"	mov x29, #0\n"
	"	mov x30, #0\n"
	"	adr x21, _start\n"
	"	mov x0, x21\n"
	"	mov x1, x19\n"
	"	bl measure\n"
	"	sub sp, sp, x0\n"
	"	mov x0, x21\n"
	"	mov x1, x19\n"
	"	mov x2, sp\n"
	"	bl build\n"
	"	mov x16, x0\n"
	"	mov x0, x20\n"
	"	mov x29, #0\n"
	"	mov x30, #0\n"
	"	br x16\n");

static long syscall3(long number, long a, long b, long c)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
}
#else
#error "critter is packed for x86_64 and aarch64"
#endif

static size_t length_of(const char *text)
{
	size_t length = 0;
	while (text[length]) {
		length++;
		__asm__ volatile(""); /* or the loop becomes a call of strlen, which is not there */
	}
	return length;
}

static const char *after(const char *text, uint32_t count)
{
	while (count--)
		text += length_of(text) + 1;
	return text;
}

static int starts_with(const char *text, const char *prefix)
{
	while (*prefix)
		if (*text++ != *prefix++)
			return 0;
	return 1;
}

/* Whether a variable NAME=value stays in the environment. */
static int keeps(const struct config *config, const char *dropped, const char *variable)
{
	const char *kept = after(dropped, config->dropped);
	for (uint32_t i = 0; i < config->kept; i++, kept = after(kept, 1))
		if (starts_with(variable, kept) && variable[length_of(kept)] == '=')
			return 1;
	for (uint32_t i = 0; i < config->dropped; i++, dropped = after(dropped, 1))
		if (starts_with(variable, dropped))
			return 0;
	return 1;
}

static void fail(const char *sentence, long error)
{
	char digits[24];
	size_t at = sizeof(digits);
	digits[--at] = '\n';
	digits[--at] = ')';
	do {
		digits[--at] = (char)('0' + error % 10);
		error /= 10;
	} while (error);
	syscall3(SYS_write, 2, (long)sentence, (long)length_of(sentence));
	syscall3(SYS_write, 2, (long)(digits + at), (long)(sizeof(digits) - at));
	syscall3(SYS_exit_group, 1, 0, 0);
	__builtin_unreachable();
}

/* A descriptor, above the standard ones, of the script in memory that nobody can change. */
static long script_descriptor(const char *base, const struct config *config)
{
	const char *name = config->strings;
	const char *sentence = after(name, 1);
	unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	long fd = syscall3(SYS_memfd_create, (long)name, flags | MFD_NOEXEC_SEAL, 0);
	if (fd == -EINVAL) /* Linux before 6.3 */
		fd = syscall3(SYS_memfd_create, (long)name, flags, 0);
	if (fd < 0)
		fail(sentence, -fd);
	if (fd < 3) { /* a standard stream is closed: its number is not ours */
		long higher = syscall3(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 3);
		if (higher < 0)
			fail(sentence, -higher);
		syscall3(SYS_close, fd, 0, 0);
		fd = higher;
	}
	const char *from = base + config->script;
	const char *end = from + config->script_bytes;
	while (from < end) {
		long wrote = syscall3(SYS_write, fd, (long)from, end - from);
		if (wrote == -EINTR)
			continue;
		if (wrote <= 0)
			fail(sentence, -wrote);
		from += wrote;
	}
	syscall3(SYS_fcntl, fd, F_ADD_SEALS, SEAL_ALL);
	return fd;
}

static char *append(char *to, const char *text)
{
	while ((*to = *text++))
		to++;
	return to;
}

static void append_number(char *to, long value)
{
	long unit = 1;
	while (value / unit >= 10)
		unit *= 10;
	for (; unit; unit /= 10)
		*to++ = (char)('0' + value / unit % 10);
	*to = 0;
}

#define PATH_BYTES 32 /* "/proc/self/fd/" and a number */

/* Bytes of the new stack: no fewer than build() uses, a multiple of 16. */
__attribute__((used)) static size_t measure(const char *base, const uint64_t *old)
{
	const struct config *config = (const void *)(base + CONFIG_OFFSET);
	const uint64_t *from = old + 1;
	while (*from++) {
	}
	while (*from++) {
	}
	for (; from[0] != AT_NULL; from += 2) {
	}
	from += 2;
	size_t words = (size_t)(from - old) + config->arguments + 2 + config->variables;
	return (words * sizeof(*from) + PATH_BYTES + 15) & ~(size_t)15;
}

/* Writes argc, argv, envp and auxv as Deno shall find them to `to`; returns the address of Deno's entry. */
__attribute__((used)) static uint64_t build(const char *base, const uint64_t *old, uint64_t *to)
{
	const struct config *config = (const void *)(base + CONFIG_OFFSET);
	uint64_t shift = (uint64_t)base - config->address;
	char *path = (char *)to + measure(base, old) - PATH_BYTES;
	const char *string = after(config->strings, 2);
	uint64_t argc = old[0];
	const uint64_t *from = old + 1;

	append_number(append(path, string), script_descriptor(base, config));
	long error = syscall3(SYS_faccessat, AT_FDCWD, (long)path, R_OK);
	if (error < 0)
		fail(after(config->strings, 1), -error);
	string = after(string, 1);

	*to++ = argc + config->arguments + (argc ? 1 : 2);
	*to++ = argc ? *from++ : (uint64_t)config->strings;
	for (uint32_t i = 0; i < config->arguments; i++, string = after(string, 1))
		*to++ = (uint64_t)string;
	*to++ = (uint64_t)path;
	while (*from)
		*to++ = *from++;
	*to++ = *from++;

	/* ld.so has shown libc the old environment already */
	**(uint64_t **)(shift + config->environ_slot) = (uint64_t)to;
	const char *dropped = string;
	for (; *from; from++)
		if (keeps(config, dropped, (const char *)*from))
			*to++ = *from;
	string = after(string, config->dropped + config->kept);
	for (uint32_t i = 0; i < config->variables; i++, string = after(string, 1))
		*to++ = (uint64_t)string;
	*to++ = *from++;

	uint64_t entry = shift + config->entry;
	for (;; from += 2) {
		*to++ = from[0];
		*to++ = from[0] == AT_ENTRY ? entry : from[1];
		if (from[0] == AT_NULL)
			return entry;
	}
}
