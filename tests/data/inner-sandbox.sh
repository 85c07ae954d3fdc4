#!/bin/sh
# inner-sandbox.sh - starts a browser and says how it confines the processes of its pages.
#
#	inner-sandbox.sh WORD COMMAND...
#
# -WORD stands in the command line of such processes and of no others (without the dash,
# or this one would be taken for one).  Waits until there are some and all are confined,
# a minute at most.  Prints a line for each way in which they are confined, in
# comparison with this script: how many more filters, and which namespaces and root
# directory are not ours.
word=-$1
shift

filters_of() {
	sed -n 's/^Seccomp_filters:[^0-9]*//p' "/proc/$1/status"
}

levels_of() {
	sed -n 's/^NSpid:[^0-9]*//p' "/proc/$1/status" | wc -w
}

# confinement_of PID; nothing if it has just ended.
confinement_of() {
	filters=$(filters_of "$1") && user=$(readlink "/proc/$1/ns/user") &&
		net=$(readlink "/proc/$1/ns/net") && root=$(readlink "/proc/$1/root") &&
		levels=$(levels_of "$1") || return
	own=
	[ "$user" = "$our_user" ] || own="$own user"
	[ "$net" = "$our_net" ] || own="$own net"
	[ "$levels" = "$our_levels" ] || own="$own pid"
	[ "$root" = / ] || own="$own root"
	echo "filters +$((filters - our_filters)), own:$own"
}

confinements() {
	for process in /proc/[0-9]*; do
		# Forked without exec, they show theirs as one string with spaces.
		case " $(tr '\0' ' ' <"$process/cmdline") " in
		*" $word "*) confinement_of "${process#/proc/}" ;;
		esac
	done 2>/dev/null | sort -u
}

our_filters=$(filters_of self)
our_levels=$(levels_of self)
our_user=$(readlink /proc/self/ns/user)
our_net=$(readlink /proc/self/ns/net)

"$@" >/dev/null 2>&1 &
for _ in $(seq 120); do
	found=$(confinements)
	case $found in
	'' | *+0*) sleep 0.5 ;;
	*) break ;;
	esac
done
echo "$found"
kill $! # what it has started ends with the sandbox
