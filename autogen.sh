#!/bin/sh
# autogen.sh - from a fresh clone to a running sandbox, on a machine that has only git.
#
#   ./autogen.sh                   make ./configure, nothing else
#   ./autogen.sh run [COMMAND...]  build, then run COMMAND in the sandbox; without COMMAND
#                                  show what a program can and cannot do inside
#   ./autogen.sh check             build, then run every test; as root: as an unprivileged
#                                  user first, then the few cases that need root
#   ./autogen.sh packages LIST...  install the packages of the lists build, test, ci, vm
#
# run and check build in ./build and install the packages that are missing, through sudo
# when not root, saying before what and why; with --no-install as first argument they say
# what is missing and go on without it.  Nothing is ever asked.
set -eu
top=$(CDPATH='' cd "$(dirname "$0")" && pwd)
build=$top/build
may_install=yes

# One row a need:  list | how to see that it is there | apt | dnf | pacman | apk | why
#   any:A,B        one of these programs         pc:M       pkg-config knows the module M
#   file:F         the file F                    gcc:F      the compiler has the file F
#   option:P,O     program P has the option O            python:M     Python has the module M
# "-": nothing to install there, the tests or parts that want it say so and are left out.
needs='
build|any:gcc,clang,cc|gcc|gcc|gcc|gcc|the C compiler
build|file:/usr/include/stdio.h|libc6-dev|glibc-devel|glibc|musl-dev|headers of the C library
build|file:/usr/include/linux/seccomp.h|linux-libc-dev|kernel-headers|linux-api-headers|linux-headers|headers of the kernel
build|any:make|make|make|make|make|runs the build
build|any:autoconf|autoconf|autoconf|autoconf|autoconf|makes ./configure
build|any:automake|automake|automake|automake|automake|makes Makefile.in
build|any:pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf|finds the libraries
build|any:awk|mawk|gawk|gawk|gawk|makes the system call table
build|pc:libseccomp|libseccomp-dev|libseccomp-devel|libseccomp|libseccomp-dev|system call filters
build|pc:libapparmor|libapparmor-dev|-|-|-|AppArmor, for sandboxctl doctor
build|pc:libselinux|libselinux1-dev|libselinux-devel|-|-|SELinux, for sandboxctl doctor
test|any:bash|bash|bash|bash|bash|the test runner; a shell in the sandbox
test|pc:cmocka|libcmocka-dev|libcmocka-devel|cmocka|cmocka-dev|unit tests
test|any:git|git|git|git|git|a program in the sandbox
test|any:tar|tar|tar|tar|tar|copies the tree; a program in the sandbox
test|any:python3|python3|python3|python|python3|a program in the sandbox
test|python:ensurepip|python3-venv|python3|python|py3-pip|pip in the sandbox
test|any:node|nodejs|nodejs|nodejs|nodejs|a program in the sandbox
test|any:npm|-|npm|npm|npm|a program in the sandbox; on Debian it comes with 400 more
test|any:openssl|openssl|openssl|openssl|openssl|a program in the sandbox
test|any:firefox-esr,firefox|firefox-esr|firefox|firefox|firefox-esr|a browser in the sandbox
test|any:chromium,chromium-browser|chromium|chromium|chromium|chromium|another one
test|any:pdftotext|poppler-utils|poppler-utils|poppler|poppler-utils|a viewer in the sandbox
test|any:mutool|mupdf-tools|mupdf|mupdf-tools|mupdf-tools|another one
test|any:evince-thumbnailer|evince|evince-thumbnailer|evince|evince|another one
test|any:ffmpeg|ffmpeg|ffmpeg-free|ffmpeg|ffmpeg|a media program in the sandbox
test|any:mpv|mpv|mpv|mpv|mpv|a media player in the sandbox
test|any:vlc|vlc-bin vlc-plugin-base|vlc|vlc|vlc|another one
test|any:fc-match|fontconfig|fontconfig|fontconfig|fontconfig|asks for fonts in the sandbox
test|any:Xvfb|xvfb|xorg-x11-server-Xvfb|xorg-server-xvfb|xvfb|a display for a test
test|any:xwininfo|x11-utils|xwininfo|xorg-xwininfo|xwininfo|asks that display
test|any:newgidmap|uidmap|shadow-utils|shadow|shadow-uidmap|leaves groups behind
test|file:/usr/sbin/apparmor_parser|apparmor|-|-|-|reads the profiles for AppArmor
test|file:/usr/share/selinux/devel/Makefile|selinux-policy-dev|selinux-policy-devel|-|-|builds the module for SELinux
test|any:valgrind|valgrind|valgrind|valgrind|valgrind|looks for reads of what was never written
test|any:vim|vim|vim-enhanced|vim|vim|a program that wants a terminal
test|any:less|less|less|less|less|a program that wants a terminal
test|any:man|man-db|man-db|man-db|mandoc|shows the manual pages
test|any:mandoc|mandoc|mandoc|mandoc|mandoc|reads them severely
test|any:bwrap|bubblewrap|bubblewrap|bubblewrap|bubblewrap|what we compare our speed with
test|any:tmux|tmux|tmux|tmux|tmux|terminals with job control
test|any:script|bsdutils|util-linux-script|util-linux|util-linux-misc|a terminal for a test
test|any:strace|strace|strace|strace|strace|what the kernel was asked for
test|any:ps|procps|procps-ng|procps-ng|procps|what is still running
test|any:unshare|util-linux|util-linux|util-linux|util-linux-misc|what this kernel allows
test|option:setpriv,--reuid|util-linux|util-linux|util-linux|setpriv|an unprivileged user
test|any:zsh|zsh|zsh|zsh|zsh|completions
test|any:fish|fish|fish|fish|fish|completions
ci|any:clang|clang|clang|clang|clang|the other compiler
ci|gcc:libasan.so|-|libasan|-|-|AddressSanitizer
ci|gcc:libubsan.so|-|libubsan|-|-|UndefinedBehaviorSanitizer
ci|any:shellcheck|shellcheck|ShellCheck|shellcheck|shellcheck|reads the shell scripts
ci|any:gzip|gzip|gzip|gzip|gzip|the source archive
vm|any:qemu-system-x86_64|qemu-system-x86|-|-|-|boots real kernels
vm|any:busybox|busybox-static|-|-|-|the first program of a machine
vm|any:cpio|cpio|-|-|-|makes its initramfs
vm|any:xz|xz-utils|-|-|-|unpacks its modules
vm|file:/usr/sbin/depmod|kmod|-|-|-|finds its modules
vm|any:secilc|secilc|-|-|-|a policy for SELinux
vm|any:m4|m4|-|-|-|a module for the policy of Debian
vm|file:/usr/sbin/debugfs|e2fsprogs|-|-|-|the labelled disk that has it
vm|file:/usr/sbin/apparmor_parser|apparmor|-|-|-|profiles for AppArmor
vm|any:systemd-run|systemd libpam-systemd|-|-|-|a machine with systemd
vm|file:/usr/lib/systemd/user/dbus.socket|dbus-user-session|-|-|-|the user bus of that machine
'

say() {
	printf 'autogen.sh: %s\n' "$*" >&2
}

die() {
	say "$*"
	exit 1
}

have() {
	command -v "$1" >/dev/null 2>&1
}

# is_there PROBE: a need of the table is met.
is_there() {
	what=${1#*:}
	case $1 in
	any:*)
		for program in $(echo "$what" | tr ',' ' '); do
			have "$program" && return 0
		done
		return 1
		;;
	pc:*) have pkg-config && pkg-config --exists "$what" ;;
	file:*) [ -e "$what" ] ;;
	gcc:*) have gcc && [ -e "$(gcc -print-file-name="$what")" ] ;;
	python:*) have python3 && python3 -c "import $what" 2>/dev/null ;;
	option:*) "${what%,*}" --help 2>&1 | grep -q -e "${what#*,}" ;;
	esac
}

# The column of the table, by the package manager that is here; empty: none we know.
find_manager() {
	manager=
	for candidate in apt-get dnf pacman apk; do
		if have "$candidate"; then
			manager=$candidate
			break
		fi
	done
}

# missing LIST: "packages|why" for each unmet need of the list that has a package here.
missing() {
	echo "$needs" | while IFS='|' read -r list probe apt dnf pacman apk why; do
		[ "$list" = "$1" ] || continue
		is_there "$probe" && continue
		case $manager in
		apt-get) package=$apt ;;
		dnf) package=$dnf ;;
		pacman) package=$pacman ;;
		apk) package=$apk ;;
		*) package=${probe#*:} ;;
		esac
		[ "$package" = - ] || echo "$package|$why"
	done
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif [ -t 0 ]; then
		sudo "$@"
	else
		sudo -n "$@" # nobody is there to type a password
	fi
}

# Fresh lists of packages, where a machine may never have had any.
refresh_lists() {
	case $manager in
	apt-get) as_root apt-get -qq -o DPkg::Lock::Timeout=300 update ;;
	pacman)
		# Not when there are lists: newer ones without a full upgrade would mix
		# two states of a rolling distribution.
		[ -e /var/lib/pacman/sync/core.db ] || as_root pacman -Sy --noconfirm
		;;
	esac
}

install_now() {
	case $manager in
	apt-get)
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
			-o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
			install --no-install-recommends "$@"
		;;
	dnf) as_root dnf -q -y --setopt=install_weak_deps=False install "$@" ;;
	pacman) as_root pacman -S --needed --noconfirm "$@" ;;
	apk) as_root apk add --no-cache "$@" ;;
	esac >&2
}

# A package of a test that a distribution does not have must not cost us the others.
install_each() {
	install_now "$@" && return 0
	for package in "$@"; do
		install_now "$package" ||
			say "$package cannot be had here; the tests that need it will say so"
	done
}

# install LIST: what is missing of it, after saying so.
install() {
	rows=$(missing "$1")
	[ -n "$rows" ] || return 0
	packages=$(echo "$rows" | cut -d'|' -f1 | sort -u | tr '\n' ' ')
	case $may_install in
	no)
		say "not installed ($1): $packages"
		return 0
		;;
	esac
	[ -n "$manager" ] ||
		die "none of apt-get, dnf, pacman, apk is here; please install: $packages"
	if [ "$(id -u)" != 0 ] && ! have sudo; then
		say "no right to install packages (not root, no sudo); as root, install:"
		say "  $packages"
		[ "$1" = build ] && exit 1
		return 0
	fi
	say "about to install with $manager$([ "$(id -u)" = 0 ] || echo ' through sudo'):"
	echo "$rows" | while IFS='|' read -r package why; do
		printf '    %-22s %s\n' "$package" "$why" >&2
	done
	refresh_lists || say "$manager could not refresh its lists; trying all the same"
	# shellcheck disable=SC2086 # a list of names without spaces
	if [ "$1" = build ]; then
		install_now $packages || die "$manager failed; see above"
		rows=$(missing build)
		[ -z "$rows" ] || die "still missing: $(echo "$rows" | tr '\n' ';')"
	else
		install_each $packages
	fi
}

generate() {
	have autoreconf ||
		die "autoreconf is missing: install autoconf and automake, or use ./autogen.sh run"
	mkdir -p "$top/build-aux"
	(cd "$top" && autoreconf --install --force)
}

# quietly WHAT COMMAND...: its output matters only when it fails.
quietly() {
	say "$1 ..."
	shift
	if ! "$@" >"$build/autogen.log" 2>&1; then
		tail -n 60 "$build/autogen.log" >&2
		die "'$*' failed; all of its output is in $build/autogen.log"
	fi
}

# compile TARGET...: configure where that has not been done, and make what is not there.
compile() {
	mkdir -p "$build"
	[ -e "$top/configure" ] || quietly "generating configure" generate
	[ -e "$build/config.status" ] ||
		(cd "$build" && quietly "configuring" "$top/configure")
	make -C "$build" -q "$@" >/dev/null 2>&1 ||
		quietly "building" make -C "$build" -j "$(nproc 2>/dev/null || echo 2)" "$@"
}

run() {
	install build
	compile all
	SANDBOX_PROFILES=${SANDBOX_PROFILES:-$top/profiles}
	export SANDBOX_PROFILES
	if [ $# -gt 0 ]; then
		exec "$build/sandbox" "$@"
	fi
	SANDBOX=$build/sandbox SANDBOXCTL=$build/sandboxctl exec "$top/tests/demo"
}

# As root: the suite runs in a copy of the tree that belongs to a user who owns nothing
# else here, then the root cases run on the programs built there.
check_as_root() {
	copy=$(mktemp -d "${TMPDIR:-/tmp}/sandbox-check.XXXXXX")
	trap 'rm -rf "$copy"' EXIT
	trap 'exit 130' INT TERM HUP
	chmod 0711 "$copy"
	outer_totals=${SANDBOX_TESTS_TOTALS:-/dev/null}
	SANDBOX_TESTS_TOTALS=$copy/totals
	export SANDBOX_TESTS_TOTALS
	: >"$SANDBOX_TESTS_TOTALS"
	chmod 0666 "$SANDBOX_TESTS_TOTALS"
	status=0
	"$top/tests/as-user" --in="$copy" ./autogen.sh --no-install check || status=$?
	if [ ! -s "$SANDBOX_TESTS_TOTALS" ]; then
		say "the suite did not come to its end"
		echo 0 1 0 >"$SANDBOX_TESTS_TOTALS"
	fi
	echo
	say "and now the cases that need root"
	"$copy/tree/tests/run" --build="$copy/tree/build" root || status=$?
	echo
	cat "$SANDBOX_TESTS_TOTALS" >>"$outer_totals"
	"$top/tests/run" --sum "$SANDBOX_TESTS_TOTALS" || status=$?
	return "$status"
}

check() {
	install build
	install test
	if [ "$(id -u)" = 0 ]; then
		check_as_root
	else
		compile build-tests
		"$top/tests/run" --build="$build" "$@"
	fi
}

usage() {
	sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p;}' "$top/autogen.sh"
}

find_manager
if [ "${1-}" = --no-install ]; then
	may_install=no
	shift
fi
case ${1-} in
'') generate ;;
run)
	shift
	run "$@"
	;;
check)
	shift
	check "$@"
	;;
packages)
	shift
	for list in "$@"; do
		install "$list"
	done
	;;
--help | -h) usage ;;
*)
	usage >&2
	exit 2
	;;
esac
