/* stay.h - code that runs as long as the program does, in pages of its own.
 * May: call the kernel.  Must not: call anything that is not marked STAY, nor use constants that
 * lie elsewhere: the rest of the program may have been unmapped.
 *
 * A page fault in a file maps what lies around it, up to 64 KiB, but not beyond its mapping. So
 * what a waiting process needs stands together, and little of the program stays in memory.
 */
#ifndef SANDBOX_CHILD_STAY_H
#define SANDBOX_CHILD_STAY_H

#include <errno.h>
#include <sys/syscall.h>

#ifdef SANITIZED
/* Behind the filter of PID 1 it must not ask for memory of its own. */
#define STAY                                                                   \
	__attribute__((section("stay_text"), noinline, no_sanitize("address"), \
		       no_sanitize("undefined")))
#else
/* A canary is compared with a variable of the C library on some processors (aarch64), which
 * may have been unmapped, too; with a static musl everywhere.
 */
#define STAY __attribute__((section("stay_text"), noinline, no_stack_protector))
#endif
#define STAY_INLINE static inline __attribute__((always_inline))

/* Else nothing is unmapped: configure has found that the compiler's flags bring calls of their
 * own, or a sanitizer's are everywhere.
 */
#if defined(STAY_STANDS_ALONE) && !defined(SANITIZED)
#define STAY_IS_ALONE 1
#else
#define STAY_IS_ALONE 0
#endif

/* A system call with up to five arguments, without the C library. Returns what the kernel does:
 * -errno for an error.
 */
#if defined(__x86_64__) && !defined(SANITIZED)
STAY_INLINE long stay_call(long number, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}
#elif defined(__aarch64__) && !defined(SANITIZED)
STAY_INLINE long stay_call(long number, long a, long b, long c, long d, long e)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;

	__asm__ volatile("svc #0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
}
#else
#include <unistd.h>
STAY_INLINE long stay_call(long number, long a, long b, long c, long d, long e)
{
	long result = syscall(number, a, b, c, d, e);

	return result < 0 ? -errno : result;
}
#endif

#endif
