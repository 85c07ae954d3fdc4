/* unit.h - cmocka, and the headers that it wants to be included before it. */
#ifndef SANDBOX_UNIT_UNIT_H
#define SANDBOX_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
