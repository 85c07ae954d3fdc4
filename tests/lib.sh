# shellcheck shell=sh disable=SC2034 # the variables are for the tests
# lib.sh - assertions for test scripts, printed as TAP.  For sh and bash:
#
#	#!/bin/sh
#	# hide.t - what `hide` covers.
#	. "$(dirname "$0")/../lib.sh"
#	need_all userns
#	ok "a sandbox starts" "$SANDBOX" true
#	refused "a hidden file is not there" 1 'No such file' "$SANDBOX" cat /etc/shadow
#	done_testing
#
# The name of an assertion is a sentence.  A refusal is proven by its exact status and
# words.  A skip names the feature that is missing; SANDBOX_TESTS_MUST="userns landlock"
# (or "all") makes it a failure instead.
#
# Given to the test:
#	$SANDBOX $SANDBOXCTL	the programs under test, absolute
#	$SRCDIR $BUILD		the source tree and the build directory
#	$TMP			a private directory, removed at the end
#	$HOME, $XDG_*		inside $TMP: the user's own files are never touched
#	$SANDBOX_PROFILES	the shipped profiles, in the source tree
set -u
umask 022

SRCDIR=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
BUILD=${SANDBOX_BUILD:-$SRCDIR/build}
SANDBOX=${SANDBOX:-$BUILD/sandbox}
SANDBOXCTL=${SANDBOXCTL:-$BUILD/sandboxctl}
SANDBOX_PROFILES=${SANDBOX_PROFILES:-$SRCDIR/profiles}
export SANDBOX_PROFILES

TMP=$(mktemp -d "${TMPDIR:-/tmp}/sandbox-test.XXXXXX") || exit 1
at_exit=
trap 'eval "$at_exit"; clean_up' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

HOME=$TMP/home
XDG_RUNTIME_DIR=$TMP/run
export HOME XDG_RUNTIME_DIR
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
mkdir -m 0700 "$HOME" "$XDG_RUNTIME_DIR"

tests_ran=0
tests_failed=0
status=0
out=
err=

clean_up() {
	# Tests make directories that nobody may enter; rm needs to.
	rm -rf "$TMP" 2>/dev/null || {
		chmod -R u+rwx "$TMP" 2>/dev/null
		rm -rf "$TMP"
	}
}

# when_done COMMAND: evaluated before the temporary directory goes, however the test ends.
when_done() {
	at_exit="$1; $at_exit"
}

# --- Results -----------------------------------------------------------------------------

# diag TEXT...: lines that belong to the assertion before.
diag() {
	printf '%s\n' "$@" | sed 's/^/# /'
}

# One line, and no '#', which would begin a directive.
plain_name() {
	printf '%s' "$1" | tr '\n' ' ' | sed 's/#/\\#/g'
}

pass() {
	tests_ran=$((tests_ran + 1))
	echo "ok $tests_ran - $(plain_name "$1")"
}

# fail NAME [DIAGNOSTIC...]; its status is 1, so that a test can end there.
fail() {
	tests_ran=$((tests_ran + 1))
	tests_failed=$((tests_failed + 1))
	echo "not ok $tests_ran - $(plain_name "$1")"
	shift
	[ $# = 0 ] || diag "$@"
	return 1
}

is_must() {
	for must in ${SANDBOX_TESTS_MUST-}; do
		[ "$must" != all ] && [ "$must" != "$1" ] || return 0
	done
	return 1
}

# skip FEATURE NAME [REASON]: NAME cannot be tested for want of FEATURE.
skip() {
	if is_must "$1"; then
		fail "$2" "'$1' is in SANDBOX_TESTS_MUST, but: ${3:-it is not here}"
		return 1
	fi
	tests_ran=$((tests_ran + 1))
	echo "ok $tests_ran - $(plain_name "$2") # SKIP $1: ${3:-not here}"
}

# skip_all FEATURE [REASON]: nothing of this file can be tested; ends it.
skip_all() {
	if is_must "$1"; then
		fail "$1 is here" "'$1' is in SANDBOX_TESTS_MUST, but: ${2:-it is not here}"
		done_testing
	fi
	[ "$tests_ran" = 0 ] || {
		echo "Bail out! skip_all comes before the first assertion"
		exit 1
	}
	echo "1..0 # SKIP $1: ${2:-not here}"
	exit 0
}

# done_testing: the plan; the last line of every test.
done_testing() {
	echo "1..$tests_ran"
	[ "$tests_failed" = 0 ]
	exit
}

# --- Assertions --------------------------------------------------------------------------

# run COMMAND...: leaves its status, stdout and stderr in $status, $out and $err.
run() {
	status=0
	"$@" >"$TMP/.out" 2>"$TMP/.err" || status=$?
	out=$(tr -d '\0' <"$TMP/.out")
	err=$(tr -d '\0' <"$TMP/.err")
}

# What the last `run` was and gave, for diagnostics.
describe_run() {
	diag "command: $*" "status: $status" "stdout: $(beginning "$out")" \
		"stderr: $(beginning "$err")"
}

# ok NAME COMMAND...: it ends with status 0.
ok() {
	assert_name=$1
	shift
	exits "$assert_name" 0 "$@"
}

# exits NAME STATUS COMMAND...: it ends with exactly this status.
exits() {
	assert_name=$1
	assert_status=$2
	shift 2
	run "$@"
	if [ "$status" = "$assert_status" ]; then
		pass "$assert_name"
	else
		fail "$assert_name" "expected status $assert_status" || :
		describe_run "$@"
		return 1
	fi
}

# refused NAME STATUS ERE COMMAND...: it ends with exactly this status, and stdout or
# stderr has a line that matches.
refused() {
	assert_name=$1
	assert_status=$2
	assert_pattern=$3
	shift 3
	run "$@"
	if [ "$status" = "$assert_status" ] &&
		printf '%s\n%s\n' "$out" "$err" | grep -Eq -e "$assert_pattern"; then
		pass "$assert_name"
	else
		fail "$assert_name" "expected status $assert_status and /$assert_pattern/" || :
		describe_run "$@"
		return 1
	fi
}

# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got:    $2" "wanted: $3"
	fi
}

# isnt NAME GOT UNWANTED
isnt() {
	if [ "$2" != "$3" ]; then
		pass "$1"
	else
		fail "$1" "got what it must not be: $2"
	fi
}

# A text for a diagnostic; of a long one its beginning is enough.
beginning() {
	printf '%s\n' "$1" | head -n 25
}

# like NAME GOT ERE: a line of GOT matches.
like() {
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		pass "$1"
	else
		fail "$1" "no line matches /$3/ in: $(beginning "$2")"
	fi
}

# unlike NAME GOT ERE: no line of GOT matches.
unlike() {
	if printf '%s\n' "$2" | grep -Eq -e "$3"; then
		fail "$1" "must not match /$3/: $(printf '%s\n' "$2" | grep -E -e "$3")"
	else
		pass "$1"
	fi
}

# nothing NAME TEXT: TEXT is empty; it is shown when it is not (a list of offenders).
nothing() {
	if [ -z "$2" ]; then
		pass "$1"
	else
		fail "$1" "$2"
	fi
}

# --- Features ----------------------------------------------------------------------------

# has FEATURE: one of those below, or a program of that name.  They are found out without
# the programs under test, which must not decide what is tested.
has() {
	case $1 in
	userns) unshare --user --map-root-user true 2>/dev/null ;;
	netns) unshare --user --map-root-user --net true 2>/dev/null ;;
	timens) unshare --user --map-root-user --time true 2>/dev/null ;;
	proc) unshare --user --map-root-user --pid --fork --mount-proc true 2>/dev/null ;;
	pty) script -qec true /dev/null </dev/null >/dev/null 2>&1 ;;
	landlock) has_landlock ;;
	overlay) has_overlay ;;
	tmpfs-xattr) has_tmpfs_xattr ;;
	xattr) python3 -c "import os; os.setxattr('$TMP', 'user.sandbox', b'y')" 2>/dev/null ;;
	root) [ "$(id -u)" = 0 ] ;;
	user) [ "$(id -u)" != 0 ] ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

# landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) is the ABI; its number
# is 444 on every architecture.
has_landlock() {
	if [ -r /sys/kernel/security/lsm ]; then
		grep -qw landlock /sys/kernel/security/lsm
	else
		python3 -c 'import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
sys.exit(libc.syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint(1)) < 1)' 2>/dev/null
	fi
}

# The kernel mounts overlays for users: Linux 5.11, the module loaded or built in.
has_overlay() {
	mkdir -p "$TMP/.overlay/lower" "$TMP/.overlay/upper" "$TMP/.overlay/work"
	unshare --user --map-root-user --mount mount -t overlay -o "lowerdir=$TMP/.overlay/lower,\
upperdir=$TMP/.overlay/upper,workdir=$TMP/.overlay/work,userxattr" \
		overlay "$TMP/.overlay/lower" 2>/dev/null
}

# In a tmpfs there are user.* attributes: Linux 6.6.
has_tmpfs_xattr() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare --user --map-root-user --mount sh -c 'mount -t tmpfs none "$0" &&
		python3 -c "import os, sys; os.setxattr(sys.argv[1], \"user.sandbox\", b\"y\")" "$0"' \
		"$TMP" 2>/dev/null
}

# need FEATURE NAME: for `if need landlock "sentence"; then ... fi`; when the feature is
# not there, the sentence is skipped (or fails, see skip).
need() {
	has "$1" && return 0
	skip "$1" "$2" || :
	return 1
}

# need_all FEATURE...: this file needs all of them.
need_all() {
	for feature in "$@"; do
		has "$feature" || skip_all "$feature"
	done
}
