/* shed.c - what stays beside the program keeps only the memory that it needs.
 * May: tell the kernel what may be forgotten.
 */
#include "child/shed.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <time.h>

#include "child/stay.h"

/* The linker says where the section is. */
extern const char __start_stay_text[] __attribute__((visibility("hidden")));
extern const char __stop_stay_text[] __attribute__((visibility("hidden")));

struct segments {
	uintptr_t begin;
	uintptr_t end;
	uintptr_t clean_end; /* what lies before cannot be written */
};

/* Segments that cannot be written hold nothing but what the file has; relocated data is in
 * writable ones, even where the loader makes it read-only later (PT_GNU_RELRO). Those of
 * the program itself, which comes first, lie side by side. Libraries are shared with everybody
 * and weigh little.
 */
static int look_at_program(struct dl_phdr_info *object, size_t size UNUSED, void *data)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	struct segments *ret = data;

	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uintptr_t first = object->dlpi_addr + segment->p_vaddr;

		if (segment->p_type != PT_LOAD)
			continue;
		if (!ret->end)
			ret->begin = first & ~page;
		ret->end = (first + segment->p_memsz + page) & ~page;
		if (!(segment->p_flags & PF_W)) /* the linker puts these first */
			ret->clean_end = ret->end;
	}
	return 1; /* the libraries stay */
}

static void add(struct shed *s, uintptr_t begin, uintptr_t end)
{
	if (begin >= end || s->n == SHED_RANGES)
		return;
	s->range[s->n].begin = (long)begin;
	s->range[s->n++].bytes = (long)(end - begin);
}

/* All from begin to end but the pages of what is marked STAY. */
static void add_around_stay(struct shed *s, uintptr_t begin, uintptr_t end)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	uintptr_t first = (uintptr_t)__start_stay_text & ~page;
	uintptr_t last = ((uintptr_t)__stop_stay_text + page) & ~page;

	s->stay.begin = (long)first;
	s->stay.bytes = (long)(last - first);
	add(s, begin, first);
	add(s, last, end);
}

static struct segments find_segments(void)
{
	struct segments found = {0};

	(void)dl_iterate_phdr(look_at_program, &found); /* ends where we told it to */
	return found;
}

void shed_find_all(const struct arena *a, struct shed *ret)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	struct segments found = find_segments();
	const void *begin;
	size_t bytes;

	*ret = (struct shed){0};
	if (!STAY_IS_ALONE)
		return;
	add_around_stay(ret, found.begin, found.end);
	for (size_t i = 0; arena_block(a, i, &begin, &bytes); i++)
		add(ret, ((uintptr_t)begin + page) & ~page,
		    ((uintptr_t)begin + bytes) & ~page);
}

void shed_find_clean(struct shed *ret)
{
	struct segments found = find_segments();

	*ret = (struct shed){0};
	if (!STAY_IS_ALONE)
		return;
	add_around_stay(ret, found.begin, found.clean_end);
	/* A mapping apart from its neighbours, which some difference must make it. */
	(void)madvise((void *)ret->stay.begin, (size_t)ret->stay.bytes,
		      MADV_DONTDUMP); /* a hint: what fails only costs memory */
}

STAY void shed_all(const struct shed *s)
{
	for (int i = 0; i < s->n; i++)
		(void)stay_call(SYS_munmap, s->range[i].begin, s->range[i].bytes, 0, 0,
				0); /* what stays only costs memory */
}

STAY int shed_poll(const struct shed *s, struct pollfd *polls, int n, int timeout_ms)
{
	struct timespec timeout;

	timeout.tv_sec = timeout_ms / 1000;
	timeout.tv_nsec = timeout_ms % 1000 * 1000000L;
	for (int i = 0; i < s->n; i++)
		(void)stay_call(SYS_madvise, s->range[i].begin, s->range[i].bytes,
				MADV_DONTNEED, 0, 0); /* the same */
	return (int)stay_call(SYS_ppoll, (long)polls, n,
			      timeout_ms < 0 ? 0 : (long)&timeout, 0, 0);
}

void shed_memory(struct arena *a)
{
	struct segments found = find_segments();

	arena_free(a);
	if (found.begin <
	    found.clean_end) /* a hint, likewise; one call for all of them */
		(void)madvise((void *)found.begin, found.clean_end - found.begin,
			      MADV_DONTNEED);
}
