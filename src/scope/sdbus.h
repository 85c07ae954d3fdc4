/* sdbus.h - what we use of sd-bus, the D-Bus client of libsystemd, see sd-bus(3).
 * May: nothing, it declares.
 *
 * Declared here, since a build must not need the headers of a library that may not be there
 * when the program runs either. The functions have been the same since systemd 221 (2015).
 */
#ifndef SANDBOX_SCOPE_SDBUS_H
#define SANDBOX_SCOPE_SDBUS_H

#include <stdint.h>

struct sd_bus;
struct sd_bus_message;

struct sd_bus_error {
	const char *name;
	const char *message;
	int need_free;
};

/* Each as in its manual page; they return a negative errno on failure. */
#define SDBUS_EACH(F)                                                                 \
	F(sd_bus_new, (struct sd_bus * *ret))                                         \
	F(sd_bus_set_address, (struct sd_bus * bus, const char *address))             \
	F(sd_bus_start, (struct sd_bus * bus))                                        \
	F(sd_bus_message_new_method_call,                                             \
	  (struct sd_bus * bus, struct sd_bus_message * *m, const char *destination,  \
	   const char *path, const char *interface, const char *member))              \
	F(sd_bus_message_append, (struct sd_bus_message * m, const char *types, ...)) \
	F(sd_bus_call,                                                                \
	  (struct sd_bus * bus, struct sd_bus_message * m, uint64_t usec,             \
	   struct sd_bus_error * ret_error, struct sd_bus_message * *reply))          \
	F(sd_bus_message_read, (struct sd_bus_message * m, const char *types, ...))   \
	F(sd_bus_message_is_signal,                                                   \
	  (struct sd_bus_message * m, const char *interface, const char *member))     \
	F(sd_bus_process, (struct sd_bus * bus, struct sd_bus_message * *r))          \
	F(sd_bus_wait, (struct sd_bus * bus, uint64_t timeout_usec))

#define SDBUS_DECLARE(name, arguments) int(*name) arguments;
struct sdbus {
	SDBUS_EACH(SDBUS_DECLARE)
};
#undef SDBUS_DECLARE

#endif
