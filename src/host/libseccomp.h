/* libseccomp.h - libseccomp, loaded when a filter must be compiled.
 * May: load a library of the system.
 */
#ifndef SANDBOX_HOST_LIBSECCOMP_H
#define SANDBOX_HOST_LIBSECCOMP_H

#include "plan/seccomp_api.h"

/* Returns 0 or -ENOENT: the library is not installed, or lacks a function we need. */
int libseccomp_load(struct seccomp_api *ret_api);

#endif
