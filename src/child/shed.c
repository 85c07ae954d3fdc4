/* shed.c - what stays beside the program keeps only the memory that it needs.
 * May: tell the kernel what may be forgotten.  Must not: touch what can be written.
 */
#include "child/shed.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>

/* Segments that cannot be written hold nothing but what the file has; relocated data is in
 * writable ones, even where the loader makes it read-only later (PT_GNU_RELRO). Those of
 * the program itself, which comes first, lie side by side: one call, since each costs a
 * flush of the TLB. Libraries are shared with everybody and weigh little.
 */
static int shed_program(struct dl_phdr_info *object, size_t size UNUSED,
			void *data UNUSED)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	uintptr_t begin = UINTPTR_MAX, end = 0;

	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uintptr_t first = object->dlpi_addr + segment->p_vaddr;

		if (segment->p_type != PT_LOAD)
			continue;
		if (segment->p_flags & PF_W)
			break; /* the linker puts these last */
		if (first < begin)
			begin = first;
		end = first + segment->p_memsz;
	}
	if (begin < end) /* a hint: what is not forgotten only costs memory */
		(void)madvise((void *)(begin & ~page), (end - begin) & ~page,
			      MADV_DONTNEED);
	return 1; /* the libraries stay */
}

void shed_memory(struct arena *a)
{
	arena_free(a);
	(void)dl_iterate_phdr(shed_program, NULL); /* ends where we told it to */
}
