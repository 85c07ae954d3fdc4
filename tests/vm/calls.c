/* calls.c - makes system calls by the other entries of an x86-64 kernel: tests/vm/calls.t.
 *
 *	calls 64 NUMBER		by `syscall`
 *	calls 32 NUMBER		by `int $0x80`, with the numbers of 32-bit programs
 *	calls x32 NUMBER	by `syscall`, with the bit of x32 in the number
 *
 * Without arguments to the call. Prints what came back; -38 is "no such call".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define X32_BIT 0x40000000L

static long by_syscall(long number)
{
	register long r10 __asm__("r10") = 0;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(0L), "S"(0L), "d"(0L), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}

static long by_interrupt(long number)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
			 : "r8", "r9", "r10", "r11", "memory");
	return (int)result;
}

int main(int argc, char **argv)
{
	long number, result;

	if (argc != 3)
		return 2;
	number = atol(argv[2]);
	if (strcmp(argv[1], "32") == 0)
		result = by_interrupt(number);
	else if (strcmp(argv[1], "x32") == 0)
		result = by_syscall(number | X32_BIT);
	else
		result = by_syscall(number);
	printf("%ld\n", result);
	return 0;
}
