/* names.c - the words that values are chosen from: limits, capabilities, numbers.
 * May: nothing but look up.
 */
#include "text/names.h"

#include <linux/sched.h>

#include <strings.h>
#include <sys/resource.h>

#include "base/util.h"

/* prlimit(2) lists them; RLIMIT_RSS has no effect since Linux 2.4.30 and is left out. With
 * them stand those that a cgroup keeps, for the sandbox as a whole: cgroup v2 has the names.
 */
const struct limit_name limit_table[] = {
	{"as", RLIMIT_AS, LIMIT_SIZE, "address space of a process, bytes"},
	{"core", RLIMIT_CORE, LIMIT_SIZE, "core file, bytes"},
	{"cpu", LIMIT_RESOURCE_CPU, LIMIT_CPU,
	 "processors of the whole sandbox, as 150% or 1.5"},
	{"cpu-time", RLIMIT_CPU, LIMIT_NUMBER, "processor time of a process, seconds"},
	{"data", RLIMIT_DATA, LIMIT_SIZE, "data segment of a process, bytes"},
	{"fsize", RLIMIT_FSIZE, LIMIT_SIZE, "largest file that can be written, bytes"},
	{"io", LIMIT_RESOURCE_IO, LIMIT_AMOUNT,
	 "what the whole sandbox reads, or writes, in a second on one disk, bytes"},
	{"locks", RLIMIT_LOCKS, LIMIT_NUMBER, "file locks"},
	{"memlock", RLIMIT_MEMLOCK, LIMIT_SIZE, "memory locked into RAM, bytes"},
	{"memory", LIMIT_RESOURCE_MEMORY, LIMIT_AMOUNT,
	 "memory of the whole sandbox, bytes"},
	{"msgqueue", RLIMIT_MSGQUEUE, LIMIT_SIZE, "POSIX message queues, bytes"},
	{"nice", RLIMIT_NICE, LIMIT_NUMBER, "20 minus the best nice value"},
	{"nofile", RLIMIT_NOFILE, LIMIT_NUMBER, "open descriptors of a process"},
	{"nproc", RLIMIT_NPROC, LIMIT_NUMBER, "processes of the user in the sandbox"},
	{"pids", LIMIT_RESOURCE_PIDS, LIMIT_COUNT,
	 "processes and threads of the whole sandbox"},
	{"rtprio", RLIMIT_RTPRIO, LIMIT_NUMBER, "real-time priority"},
	{"rttime", RLIMIT_RTTIME, LIMIT_NUMBER,
	 "real-time processor time without sleep, microseconds"},
	{"sigpending", RLIMIT_SIGPENDING, LIMIT_NUMBER, "queued signals"},
	{"stack", RLIMIT_STACK, LIMIT_SIZE, "stack of a process, bytes"},
	{"swap", LIMIT_RESOURCE_SWAP, LIMIT_SIZE, "swap of the whole sandbox, bytes"},
	{"time", LIMIT_RESOURCE_TIME, LIMIT_TIME,
	 "how long the sandbox may run, seconds"},
};
const size_t n_limits = ARRAY_SIZE(limit_table);

const struct limit_name *limit_find(const char *name)
{
	for (size_t i = 0; i < n_limits; i++)
		if (str_equal(limit_table[i].name, name))
			return &limit_table[i];
	return NULL;
}

int limit_needs_cgroup(int resource)
{
	return resource <= LIMIT_RESOURCE_MEMORY;
}

/* In the order of linux/capability.h; the newest, checkpoint_restore, is of Linux 5.9.
 */
const char *const capability_name[] = {
	"chown",
	"dac_override",
	"dac_read_search",
	"fowner",
	"fsetid",
	"kill",
	"setgid",
	"setuid",
	"setpcap",
	"linux_immutable",
	"net_bind_service",
	"net_broadcast",
	"net_admin",
	"net_raw",
	"ipc_lock",
	"ipc_owner",
	"sys_module",
	"sys_rawio",
	"sys_chroot",
	"sys_ptrace",
	"sys_pacct",
	"sys_admin",
	"sys_boot",
	"sys_nice",
	"sys_resource",
	"sys_time",
	"sys_tty_config",
	"mknod",
	"lease",
	"audit_write",
	"audit_control",
	"setfcap",
	"mac_override",
	"mac_admin",
	"syslog",
	"wake_alarm",
	"block_suspend",
	"audit_read",
	"perfmon",
	"bpf",
	"checkpoint_restore",
};
const size_t n_capabilities = ARRAY_SIZE(capability_name);

int capability_find(const char *name)
{
	if (strncasecmp(name, "cap_", 4) == 0)
		name += 4;
	for (size_t i = 0; i < n_capabilities; i++)
		if (strcasecmp(capability_name[i], name) == 0)
			return (int)i;
	return -1;
}

int names_parse_number(const char *text, uint64_t max, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (!*text)
		return -1;
	for (; *text; text++) {
		uint64_t digit = (uint64_t)(*text - '0');

		if (*text < '0' || *text > '9' || digit > max ||
		    number > (max - digit) / 10)
			return -1;
		number = number * 10 + digit;
	}
	*ret_number = number;
	return 0;
}

int names_parse_size(const char *text, uint64_t *ret_bytes)
{
	static const char suffix[] = "KMGT";
	char digits[24];
	size_t n = strlen(text);
	const char *unit = n ? strchr(suffix, text[n - 1]) : NULL;
	unsigned int shift = unit ? (unsigned int)(unit - suffix + 1) * 10 : 0;
	uint64_t number;

	if (n == 0 || n >= sizeof(digits))
		return -1;
	memcpy(digits, text, n + 1);
	if (unit)
		digits[n - 1] = '\0';
	if (names_parse_number(digits, INT64_MAX >> shift, &number) < 0)
		return -1;
	*ret_bytes = number << shift;
	return 0;
}

int names_parse_time(const char *text, uint64_t *ret_seconds)
{
	static const struct {
		char suffix;
		uint64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	char digits[24];
	size_t n = strlen(text);
	uint64_t unit = 1, number;

	if (n == 0 || n >= sizeof(digits))
		return -1;
	memcpy(digits, text, n + 1);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (text[n - 1] != units[i].suffix)
			continue;
		unit = units[i].seconds;
		digits[n - 1] = '\0';
	}
	if (names_parse_number(digits, 3650 * UINT64_C(86400) / unit, &number) < 0)
		return -1;
	*ret_seconds = number * unit;
	return 0;
}

int names_parse_cpu(const char *text, uint64_t *ret_percent)
{
	const char *point = strchrnul(text, '.');
	size_t n = (size_t)(point - text);
	uint64_t whole, part = 0;
	char digits[8];

	if (n == 0 || n >= sizeof(digits))
		return -1;
	memcpy(digits, text, n + 1);
	digits[n] = '\0';
	if (!*point && digits[n - 1] == '%') {
		digits[n - 1] = '\0';
		if (names_parse_number(digits, 100000, ret_percent) < 0)
			return -1;
		return *ret_percent > 0 ? 0 : -1;
	}
	if (names_parse_number(digits, 1000, &whole) < 0)
		return -1;
	if (*point &&
	    (strlen(point) > 3 || names_parse_number(point + 1, 99, &part) < 0))
		return -1;
	*ret_percent = whole * 100 + (strlen(point) == 2 ? part * 10 : part);
	return *ret_percent > 0 ? 0 : -1;
}

int limit_parse(const struct limit_name *l, const char *text, uint64_t *ret_value)
{
	if (str_equal(text, "unlimited")) {
		*ret_value = RLIM_INFINITY;
		return 0;
	}
	switch (l->kind) {
	case LIMIT_CPU:
		return names_parse_cpu(text, ret_value);
	case LIMIT_COUNT:
		if (names_parse_number(text, INT32_MAX, ret_value) < 0)
			return -1;
		return *ret_value > 0 ? 0 : -1;
	case LIMIT_AMOUNT:
		if (names_parse_size(text, ret_value) < 0)
			return -1;
		return *ret_value > 0 ? 0 : -1;
	case LIMIT_SIZE:
		return names_parse_size(text, ret_value);
	case LIMIT_TIME:
		return names_parse_time(text, ret_value);
	default:
		return names_parse_number(text, INT64_MAX, ret_value);
	}
}

const char *const promise_words[] = {
#define PROMISE(id, word, what) word,
#include "text/promise.def"
#undef PROMISE
	NULL,
};

int promise_find(const char *word)
{
	for (int i = 0; i < N_PROMISES; i++)
		if (str_equal(promise_words[i], word))
			return i;
	return -1;
}

int names_parse_shared(const char *text, uint64_t *ret_flags)
{
	static const struct {
		const char *name;
		uint64_t flag;
	} shared[] = {
		{"net", CLONE_NEWNET}, {"ipc", CLONE_NEWIPC}, {"uts", CLONE_NEWUTS}};

	*ret_flags = 0;
	do {
		size_t n = strcspn(text, ","), i = 0;

		while (i < ARRAY_SIZE(shared) && (strlen(shared[i].name) != n ||
						  memcmp(shared[i].name, text, n) != 0))
			i++;
		if (i == ARRAY_SIZE(shared))
			return -1;
		*ret_flags |= shared[i].flag;
		text += n + (text[n] == ',' && text[n + 1]);
	} while (*text && *text != ',');
	return *text ? -1 : 0;
}
