/* shed.c - what stays beside the program keeps only the memory that it needs.
 * May: tell the kernel what may be forgotten.  Must not: touch what can be written.
 */
#include "child/shed.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>

/* Segments that cannot be written hold nothing but what the file has; relocated data is in
 * writable ones, even where the loader makes it read-only later (PT_GNU_RELRO).
 */
static int shed_object(struct dl_phdr_info *object, size_t size UNUSED, void *data UNUSED)
{
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uintptr_t begin, end, page = 4095;

		if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W))
			continue;
		begin = (object->dlpi_addr + segment->p_vaddr + page) & ~page;
		end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~page;
		if (begin < end) /* a hint: what is not forgotten only costs memory */
			(void)madvise((void *)begin, end - begin, MADV_DONTNEED);
	}
	return 0;
}

void shed_memory(struct arena *a)
{
	arena_free(a);
	(void)dl_iterate_phdr(shed_object, NULL); /* ends early only when told to */
}
