# shellcheck shell=bash
# lib-apt.sh - packages from the archive that apt is configured for here, and from other
# suites of the same mirror through lists of our own; sourced by kernels and trees.
#
# All of it is below $cache: nothing is installed, and no right of root is needed.  apt
# verifies what it fetches by the keys that it trusts here.  $0 says who speaks.
PATH=$PATH:/usr/sbin:/sbin
cache=${SANDBOX_VM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sandbox-vm}

say() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

# It cannot be had here: not a failure of ours.
unavailable() {
	say "$*"
	exit 3
}

die() {
	say "$*"
	exit 1
}

# The options that give apt the suite $1 of the configured mirror and nothing else, with
# lists of our own; empty: the system's.
apt_options=()
use_suite() {
	local state=$cache/apt/$1 source

	source=$(source_of_suite "$1") ||
		unavailable "apt is configured for no archive of Debian here"
	mkdir -p "$state"/{lists,archives}/partial || exit 1
	printf '%s\n' "$source" >"$state/sources.list"
	: >"$state/status"
	apt_options=(
		-o Dir::Etc::SourceList="$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
		-o Dir::State="$state" -o Dir::State::Lists="$state/lists"
		-o Dir::State::Status="$state/status" -o Dir::Cache="$state"
		-o Dir::Cache::PkgCache= -o Dir::Cache::SrcPkgCache=
		-o APT::Default-Release= -o APT::Sandbox::User=root -o Acquire::Languages=none
		-o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20
	)
}

# The line of sources.list for another suite of the first mirror of Debian that apt has.
source_of_suite() {
	local uri key

	# shellcheck disable=SC2016 # apt's own dollars
	uri=$(apt-get indextargets --format '$(COMPONENT) $(CODENAME) $(SUITE) $(REPO_URI)' \
		'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		awk '$1 == "main" && $2 !~ /-/ && $3 !~ /-/ { print $4; exit }')
	# Lists that were never fetched have no origin.
	# shellcheck disable=SC2016
	[ -n "$uri" ] ||
		uri=$(apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' \
			'Created-By: Packages' 2>/dev/null |
			awk '$1 == "main" && $2 ~ /\/debian\/?$/ { print $2; exit }')
	[ -n "$uri" ] || return 1
	key=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -r "$key" ] || key=
	printf 'deb [arch=amd64%s] %s %s main\n' "${key:+ signed-by=$key}" "$uri" "$1"
}

# candidate PACKAGE: the version that apt would take.
candidate() {
	apt-cache "${apt_options[@]}" policy "$1" 2>/dev/null |
		sed -n 's/^  Candidate: *//p' | grep -vxF '(none)'
}

# ask_suite NAME SUITE: sets $apt_options, and has apt ask for what there is.
ask_suite() {
	use_suite "$2"
	say "asking for the suite $2"
	apt-get -qq "${apt_options[@]}" -o APT::Update::Error-Mode=any update >&2 ||
		unavailable "$1: the suite $2 cannot be had from the configured mirror"
}

# download NAME DIRECTORY PACKAGE...
download() {
	local name=$1 directory=$2

	shift 2
	say "$name: downloading $*"
	(cd "$directory" &&
		apt-get -qq "${apt_options[@]}" -o APT::Sandbox::User=root download "$@" >&2) ||
		unavailable "$name: $* cannot be downloaded"
}

# once NAME MARK AGAIN PROGRAM...: prints the directory of NAME, which `fetch NAME` makes
# whole or not at all where it has no MARK yet or AGAIN is said; that takes the programs.
once() {
	local name=$1 mark=$2 again=$3 program

	shift 3
	if [ ! -e "$cache/$name/$mark" ] || [ -n "$again" ]; then
		for program in flock "$@"; do
			command -v "$program" >/dev/null || unavailable "$program is not here"
		done
		mkdir -p "$cache" || exit 1
		exec 9>"$cache/lock" || exit 1
		flock 9 # another run may be fetching the same
		[ -e "$cache/$name/$mark" ] && [ -z "$again" ] || fetch "$name"
	fi
	printf '%s\n' "$cache/$name"
}
