/* cgroup_text.h - the words of the files of a cgroup, as numbers.
 * May: compute.
 */
#ifndef SANDBOX_HOST_CGROUP_TEXT_H
#define SANDBOX_HOST_CGROUP_TEXT_H

#include <stdint.h>

/* "KEY NUMBER" lines (memory.events, cpu.stat, cgroup.events): the number of key. Returns 0,
 * or -1 when there is none.
 */
int cgroup_text_value(const char *text, const char *key, uint64_t *ret_value);

/* A single number, or "max" as UINT64_MAX. Returns 0 or -1. */
int cgroup_text_number(const char *text, uint64_t *ret_value);

/* "MAJOR:MINOR key=NUMBER ..." lines (io.stat): the sum of key over all devices. */
uint64_t cgroup_text_sum(const char *text, const char *key);

/* "some avg10=1.25 ..." (*.pressure): the avg10 of the line that begins with `line`, in
 * hundredths of a percent. Returns 0 or -1.
 */
int cgroup_text_pressure(const char *text, const char *line,
			 unsigned int *ret_hundredths);

/* The path behind "0::" of a file as /proc/self/cgroup; *ret_length is that of the path.
 * Returns it within text, or NULL.
 */
const char *cgroup_text_path(const char *text, unsigned int *ret_length);

#endif
