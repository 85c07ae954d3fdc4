/* own_copy.h - a copy of our own program that nobody can write to.
 * May: execute itself.
 */
#ifndef SANDBOX_CTL_OWN_COPY_H
#define SANDBOX_CTL_OWN_COPY_H

/* A program inside a sandbox that is entered could be a script for /proc/self/exe: for that
 * moment it is us, and who waits for it inside gets hold of our file (CVE-2019-5736). Where
 * the caller may write to that file, we go on in a sealed copy in memory; argv is that of
 * main(). Returns 0 when there is nothing to fear (any more), or -errno.
 */
int own_copy_run(char **argv, char **env);

#endif
