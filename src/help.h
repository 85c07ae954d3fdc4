/* help.h - what --help prints, from the tables.
 * May: print to the stream it is given.
 */
#ifndef SANDBOX_HELP_H
#define SANDBOX_HELP_H

#include <stdio.h>

void help_print(FILE *stream);

#endif
