#!/bin/bash
# export.t - sandboxctl export: AppArmor's parser takes it, and its rules allow what ours do.
. "$(dirname "$0")/../lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need_all apparmor_parser python3

work=$TMP/work
mkdir -p "$work/.git" "$work/sub" "$HOME/.ssh" "$HOME/.config/mpv" "$HOME/Documents"
touch "$work/file" "$work/.git/config" "$work/sub/x" "$HOME/.ssh/id" "$HOME/.bashrc" \
	"$HOME/.config/mpv/mpv.conf" "$HOME/Documents/letter"
cd "$work" || exit 1

# compile OPTION...: exports, and has the parser read that; $TMP/policy, $TMP/compiled.
compile() {
	run "$SANDBOXCTL" export apparmor "$@"
	[ "$status" = 0 ] || return
	cp "$TMP/.out" "$TMP/policy"
	said=$err
	run apparmor_parser -QKS --warn=all --Werror=format "$TMP/policy"
	cp "$TMP/.out" "$TMP/compiled"
	[ "$status" = 0 ]
}

# ask PATH...: what the compiled rules allow to whoever it belongs to, one a line.
ask() {
	printf '%s\0' "$@" | "$SRCDIR/tests/data/apparmor-ask.py" "$TMP/compiled"
}

# told PATH...: the same, from what `explain` says with the options in $options.
told() {
	"$SANDBOXCTL" explain "${options[@]}" --json "$@" 2>/dev/null | python3 -c '
import json, sys
words = {"read, write and run": "mrwklx", "read and write": "rwkl", "read and run": "mrkx",
         "connect": "rwk", "use as a device": "rwk"}
for answer in json.load(sys.stdin):
    # That one is not the same, but harmless.
    special = "rk" if answer["question"] == "/etc/nsswitch.conf" else "-"
    print(words[answer["verdict"]] if answer["granted"] else special)'
}

# --- The shipped profiles ---------------------------------------------------------------------

paths=(/usr/bin/env /etc/passwd /etc/shadow /etc/machine-id /etc/hosts /etc/nsswitch.conf
	/etc/alternatives/awk /etc/ssl/openssl.cnf /etc/ssl/private/key /etc/fonts/fonts.conf
	/var/lib/dpkg/status /var/log/syslog /root/.bashrc /home/other/file /dev/null /dev/sda
	/dev/shm/x /run/x /srv/x /var/tmp/x /sys/kernel/x /usrx "$HOME/.bashrc" "$HOME/.ssh/id"
	"$HOME/.config/mpv/mpv.conf" "$HOME/Documents/letter" "$work/file" "$work/.git/config"
	"$work/sub/x" "$TMP/x" /tmp/x)
wrong='' differs='' n=0
for profile in "$SRCDIR"/profiles/*.profile; do
	name=${profile##*/} name=${name%.profile}
	options=(--profile="$name")
	n=$((n + 1))
	compile "${options[@]}" || {
		wrong+="$name: $status $err"$'\n'
		continue
	}
	got=$(ask "${paths[@]}" | sed 's|/.*||')
	wanted=$(told "${paths[@]}")
	[ -n "$wanted" ] && [ "$got" = "$wanted" ] || differs+="$name:"$'\n'$(
		paste <(printf '%s\n' "${paths[@]}") <(echo "$got") <(echo "$wanted") |
			awk '$2 != $3'
	)$'\n'
done
nothing "AppArmor's parser takes each of the $n shipped profiles, without a warning about form" \
	"$wrong"
nothing "what they allow at ${#paths[@]} paths is what explain says" "$differs"

compile --profile=default
is "the same profile gives the same text" \
	"$("$SANDBOXCTL" export apparmor --profile=default 2>/dev/null)" "$(cat "$TMP/policy")"
unlike "no date, and nothing of this machine but the rules" "$(grep '^#' "$TMP/policy")" \
	"$(uname -n)|$HOME|[12][0-9]{3}-"
is "other processes' environments are the kernel's to guard, their arguments are not granted" \
	"$(ask /proc/1/environ /proc/1/cmdline /proc/1/status /proc/ /proc/cpuinfo /proc/kcore \
		/proc/sys/kernel/random/boot_id /proc/sys/vm/overcommit_memory | paste -sd' ')" \
	'r/- -/- -/- -/- r/r -/- -/- r/r'
is "a hard link to what may only be read cannot be made" "$(ask /usr/bin/new-link)" mrkx/mrkx

# --- Names that mean something to AppArmor ----------------------------------------------------

mkdir "$TMP/odd"
options=(--profile=default) asked=() wanted=()
# expect LETTERS PATH...
expect() {
	local letters=$1 path
	shift
	for path; do
		asked+=("$path")
		wanted+=("$letters/$letters")
	done
}
for name in 'sp ace' 'quo"te' "apo'strophe" 'back\slash' 'octal\101' 'star*' 'stars**' 'quest?' \
	'br[ack]et' 'br[^x]' 'al{ter,native}' 'care^t' '@{HOME}' '#hash' 'com,ma' 'dash-' $'new\nline' \
	$'tab\t' $'bell\a' 'ünï' $'latin-1\xfc' $'\u202eback' 'a=b' '(a|b)+.$' '~tilde' ']' '-'; do
	dir=$TMP/odd/$name
	mkdir -p "$dir/hide$name/deep$name" "$dir/read$name"
	options+=(--write="$dir" --hide="$dir/hide$name" --read="$dir/hide$name/deep$name"
		--read="$dir/read$name")
	expect rwkl "$dir/file" "$dir/hide" "$dir/hide$name+" "$dir/hidd" "$dir/h" "$dir/read" \
		"$dir/hide+/x" "$dir/readx/" "$dir/.hide$name"
	expect rk "$dir/"
	expect - "$dir/hide$name/" "$dir/hide$name/x" "$dir/hide$name/deep" "$dir/hide$name/-" \
		"$dir/hide$name/deep$name+" "$dir/hide$name/d" "$dir/hide$name/z/y" "${dir%?}" \
		"${dir}x/file" "$TMP/odd/file"
	expect mrkx "$dir/hide$name/deep$name/" "$dir/hide$name/deep$name/x" "$dir/read$name/x"
done
expect - "$TMP/odd/starx/file" "$TMP/odd/questx/file" "$TMP/odd/braet/file" "$TMP/odd/bra/file" \
	"$TMP/odd/alter/file" "$HOME/file" "$TMP/odd/octalA/file" "$TMP/odd/stars/x/file" \
	"$TMP/odd/backslash/file" "$TMP/odd/caret/file"
compile "${options[@]}"
is "the parser takes odd names" "$status$(echo "$err" | grep -i quoted)" 0
nothing "each of ${#asked[@]} odd paths has the rights it should, its look-alikes have none" "$(
	paste <(printf '%q\n' "${asked[@]}") <(ask "${asked[@]}") \
		<(printf '%s\n' "${wanted[@]}") | awk -F'\t' '$2 != $3'
)"
nothing "nothing in the text can drive a terminal" \
	"$(LC_ALL=C grep -nP '[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80\xae' "$TMP/policy")"

# --- Less below more, more below less ---------------------------------------------------------

mkdir -p "$TMP/a/b/c/d" "$TMP/a/bin" "$TMP/a/way/to/keep" "$TMP/e"
touch "$TMP/a/secret" "$TMP/a/bin/fixed"
options=(--profile=default --write="$TMP/a" --hide="$TMP/a/b" --read="$TMP/a/b/c"
	--write="$TMP/a/b/c/d" --exec="$TMP/a/bin" --hide="$TMP/a/secret"
	--read="$TMP/a/way/to/keep" --bind="$TMP/e $TMP/shown write")
asked=() wanted=()
expect rwkl "$TMP/a/file" "$TMP/a/b.txt" "$TMP/a/b/c/d/x" "$TMP/a/way/x" "$TMP/a/secrets" \
	"$TMP/e/x"
expect - "$TMP/a/b/" "$TMP/a/b/x" "$TMP/a/b/cc" "$TMP/a/secret" "$TMP/shown/x"
expect mrkx "$TMP/a/b/c/" "$TMP/a/b/c/x" "$TMP/a/way/to/keep/x"
expect mrwklx "$TMP/a/bin/x"
expect rk "$TMP/a/"
expect rkl "$TMP/a/way/" "$TMP/a/way/to/"
compile "${options[@]}"
nothing "the most specific rule wins, and directories on the way to less cannot be moved" "$(
	paste <(printf '%q\n' "${asked[@]}") <(ask "${asked[@]}") \
		<(printf '%s\n' "${wanted[@]}") | awk -F'\t' '$2 != $3'
)"
like "a rule ends with what caused it" "$(cat "$TMP/policy")" \
	"^  audit deny .*  # --hide=$TMP/a/secret\$"
compile --profile=default --write="$TMP/a" --exec="$TMP/a" --write="$TMP/a/bin/fixed"
is "a file that could be moved to where it runs is not to be written" \
	"$(ask "$TMP/a/bin/fixed" "$TMP/a/bin/x" | paste -sd' ')" 'rk/rk mrwklx/mrwklx'
like "that is a warning" "$said" 'warning: .*/fixed is exported without the right to write it'
compile --profile=default --network=loopback
like "and so is a loopback device of its own" "$said" 'network loopback is exported as none'
compile --profile=default --root=/
is "a root of the host's" "$(ask /etc/passwd /opt/x /tmp/x "$HOME/x" /proc/1/cmdline /proc/1/maps \
	/proc/kcore /dev/null /dev/sda /process | paste -sd' ')" \
	'mrkx/mrkx mrkx/mrkx -/- -/- -/- r/- -/- rwk/rwk -/- mrkx/mrkx'

# --- What else is in it -----------------------------------------------------------------------

compile --profile=default --network=host --capabilities=net_admin --nested=userns \
	--syscalls='allow ptrace'
is "every kind of rule is taken" "$status" 0
unlike "without a socket there are no rules about them" "$(cat "$TMP/policy")" '^  unix '

# --- The words of the call --------------------------------------------------------------------

refused "an unknown format has a suggestion" 2 \
	"unknown format 'aparmor'; did you mean 'apparmor'" "$SANDBOXCTL" export aparmor
refused "a format must be named" 2 'name a format first: apparmor' "$SANDBOXCTL" export
refused "before the options" 2 'name a format first: apparmor' \
	"$SANDBOXCTL" export --profile=default apparmor
refused "an unknown option is none" 2 "unknown option '--json'" "$SANDBOXCTL" export apparmor --json
refused "an unknown profile is an error" 1 "no profile 'nowhere'|nowhere" \
	"$SANDBOXCTL" export apparmor --profile=nowhere
ok "a command picks its profile" "$SANDBOXCTL" export apparmor npm
like "as with plan" "$out" '^profile "sandbox-npm" '
done_testing
