/* limit.h - what the two files of the yardstick `limit` share. */
#ifndef SANDBOX_BENCH_LIMIT_H
#define SANDBOX_BENCH_LIMIT_H

/* Ends the program when it is not so; errno says why. */
void need(int ok, const char *what);

void write_file(const char *path, const char *text);

/* Mounts source, with all that is mounted in it, at target; without a source nothing. */
void show(const char *source, const char *target, unsigned long attributes);

/* What the profile `default` promises beyond its view, a step each: the first two where the new
 * root is the working directory.
 */
void whole_files(void);
void whole_proc(void);
void whole_limits(void);
void whole_landlock(const char *home);

#endif
