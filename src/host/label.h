/* label.h - what AppArmor and SELinux know of a label that a program is to have.
 * May: ask the modules.  Must not: change a label.
 */
#ifndef SANDBOX_HOST_LABEL_H
#define SANDBOX_HOST_LABEL_H

#include "base/arena.h"
#include "plan/facts.h"

/* Sets f->label; context of f must be set. */
void label_init(struct facts *f);

#endif
