/* files.h - looking at trees that others have written, copying out of them, removing them.
 * May: read and write where it is told to, follow no link.
 * Functions return >= 0 or -errno.
 */
#ifndef SANDBOX_CTL_FILES_H
#define SANDBOX_CTL_FILES_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/arena.h"

struct names {
	VEC(const char *) list; /* in the order of their bytes */
};

/* The directory at a path below root ("": itself), for reading. No link is followed, no mount
 * entered (-EXDEV), nothing outside reached.
 */
int files_open_dir(int root, const char *rel);

/* The directory at an absolute path in which no link is. */
int files_open_top(const char *path);

/* A file for reading. When its own mode forbids that to its owner, it is changed for a moment. A
 * FIFO, link or device is opened as O_PATH.
 */
int files_open(int dir, const char *name);

/* The same, but nothing is done about a mode that forbids it (-EACCES). */
int files_look(int dir, const char *name);

/* What is in a directory, without "." and "..". */
int files_names(struct arena *a, int dir, struct names *ret_names);

int files_has_name(const struct names *names, const char *name);

/* Have two regular files the same content? 1, 0 or -errno. */
int files_are_same(int a, int b);

/* Are the extended attributes the same that belong to a file and not to the overlay? Without
 * those of capabilities, which are not taken over by themselves. 1, 0 or -errno.
 */
int files_attributes_are_same(int a, int b);

/* Has it capabilities of its own (capabilities(7))? */
int files_has_capability(int fd);

/* Is the directory opaque; is the file a whiteout in the form of an attribute? */
int files_is_opaque(int fd);
int files_is_whiteout(int fd);

/* Copies content, with holes where there were some. */
int files_copy(int from, int to, uint64_t size_bytes);

/* Makes the attributes of `to` those of `from`, capabilities if so wished. */
int files_copy_attributes(int from, int to, int with_capability);

/* How much is in a directory; what cannot be read, or lies very deep, is not counted. */
void files_count(int root, const char *path, size_t *n_files, uint64_t *size_bytes);

/* Removes the file or the directory with all that is in it, however deep. */
int files_remove(int dir, const char *name);

#endif
