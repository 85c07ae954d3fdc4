#!/bin/bash
# apparmor.t - the profiles that come with the project confine the program: by themselves, by
# name, stacked on a profile of the caller's; and deny what the mounts would allow.  Runs as
# root, tries as an ordinary user.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root apparmor_parser aa-exec
[ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" = Y ] ||
	skip_all apparmor "not on here"

label='cat /proc/self/attr/apparmor/current 2>/dev/null || cat /proc/self/attr/current'
signalled='sleep 60 & kill $!; wait $! 2>/dev/null; [ $? = 143 ]'
inside() {
	as_user "$SANDBOX" --quiet "$@"
}

# --- Which profile ----------------------------------------------------------------------------

is "by itself the program has the stricter one" "$(inside sh -c "$label")" \
	"sandbox-untrusted (enforce)"
like "which the plan says" "$(as_user "$SANDBOXCTL" plan true 2>/dev/null)" \
	'^seal +seal\.apparmor +sandbox-untrusted '
is "with nested userns the other" "$(inside --nested=userns sh -c "$label")" \
	"sandbox-program (enforce)"
is "with none the caller's" "$(inside --apparmor=none sh -c "$label")" unconfined
is "by name the named one" "$(inside --apparmor=sandbox-program sh -c "$label")" \
	"sandbox-program (enforce)"
is "root's programs have it, too" "$("$SANDBOX" --quiet sh -c "$label")" \
	"sandbox-untrusted (enforce)"
is "its children have it" "$(inside sh -c "sh -c '$label'")" "sandbox-untrusted (enforce)"
ok "verify measures it" as_user "$SANDBOXCTL" verify --require=apparmor
like "with the profile" "$(as_user "$SANDBOXCTL" verify -v)" '^kept +apparmor +label'
refused "one that is not loaded is an error before anything starts" 125 \
	"^sandbox: --apparmor=nobody: the profile 'nobody' is not loaded" \
	as_user "$SANDBOX" --apparmor=nobody sh -c 'echo started'
is "nothing was started" "$out" ""
ok "unless it is optional" as_user "$SANDBOX" --optional-apparmor=nobody true
ok "a profile around everything can be loaded" \
	apparmor_parser -r -K "$SRCDIR/tests/vm/guest/around.apparmor"
around() {
	as_user aa-exec -p sandbox-vm-around -- "$SANDBOX" --quiet "$@"
}
like "who is confined already is confined by both" "$(around sh -c "$label" 2>&1)" \
	'^(sandbox-vm-around//&sandbox-untrusted|sandbox-untrusted//&sandbox-vm-around) \(enforce\)$'
ok "its processes may signal each other, as others may" around sh -c "$signalled"
ok "and so may those of the one profile" inside sh -c "$signalled"

# --- Without its library ----------------------------------------------------------------------

library=$(ldconfig -p | sed -n 's/.*libapparmor\.so\.1 .*=> //p' | head -n 1)
if [ -z "$library" ] || ! grep -qs 'define HAVE_APPARMOR' "$BUILD/config.h"; then
	skip libapparmor "doctor says what its library adds" "not installed, or built without it"
else
	like "doctor has its library say more" "$(as_user "$SANDBOXCTL" doctor --all)" \
		'^ok +AppArmor +on; this program runs as unconfined'
	declare -f as_user >"$TMP/functions"
	without_library() {
		TMP=$TMP VM_UID=$VM_UID VM_USER=$VM_USER VM_HOME=$VM_HOME unshare --mount bash -uc '
			. "$TMP/functions"
			mount --bind /dev/null "$1" && shift && as_user "$@"' bash "$library" "$@"
	}
	like "and says when that is missing" "$(without_library "$SANDBOXCTL" doctor --all)" \
		' AppArmor +on; this program runs as unconfined; libapparmor\.so\.1, .* cannot be loaded'
	ok "programs start all the same" without_library "$SANDBOX" --require=apparmor true
fi

# --- What it denies, where the mounts would allow it ------------------------------------------

# A new one, that the file server of the machine need not be able to read.
secret=/etc/gshadow-
rm -f "$secret"
echo canary >"$secret"
is "without the profile a canary can be read" \
	"$(inside --apparmor=none --read="$secret" sh -c "head -c 4 $secret | wc -c")" 4
refused "the profile denies it (EACCES)" 1 'Permission denied' \
	inside --read="$secret" head -c 4 "$secret"
like "the kernel's log names the profile and the file" "$(dmesg | tail -n 50)" \
	'apparmor="DENIED".*profile="sandbox-untrusted".*name="/etc/gshadow-"'

nested="unshare --user --map-root-user sh -c 'hostname changed'"
ok "without the profile an inner namespace has capabilities" \
	inside --nested=userns --apparmor=none unshare --user --map-root-user true
refused "the stricter profile denies them (EPERM)" 1 'denied|not permitted' \
	inside --nested=userns --apparmor=sandbox-untrusted sh -c "$nested"
ok "the other has them, as browsers need" \
	inside --nested=userns unshare --user --map-root-user true
refused "no label can be changed from inside (EACCES)" 2 'Permission denied' \
	inside sh -c 'echo "exec unconfined" >/proc/self/attr/exec'
refused "nor by the way over its threads, without Landlock before it (EACCES)" 2 'Permission denied' \
	inside --landlock=none sh -c 'echo "exec unconfined" >/proc/thread-self/attr/exec'

# --- A profile within another; one that denies nothing ----------------------------------------

cat >"$TMP/parent" <<'END'
profile parent flags=(attach_disconnected) {
	file,
	profile child flags=(attach_disconnected) { file, signal, }
}
profile /usr/lib/parent flags=(attach_disconnected, complain) { file, signal, }
END
ok "they can be loaded" apparmor_parser -r -K "$TMP/parent"
is "a profile within another is found by its whole name" \
	"$(inside --apparmor=parent//child sh -c "$label")" "parent//child (enforce)"
refused "but not by half of it" 125 "the profile 'child' is not loaded" \
	inside --apparmor=child true
refused "nor one by part of its path" 125 "the profile 'usr/lib/parent' is not loaded" \
	inside --apparmor=usr/lib/parent true
run as_user "$SANDBOXCTL" plan --apparmor=/usr/lib/parent true
like "the plan says that one in complain mode denies nothing" "$out" \
	'^seal +seal\.apparmor +/usr/lib/parent, not enforced '
like "with a warning" "$err" "warning: the profile '/usr/lib/parent' denies nothing: its mode"
refused "and it is no promise" 125 'apparmor cannot be promised: its profile is not enforced' \
	inside --apparmor=/usr/lib/parent --require=apparmor sh -c 'echo started'

# --- Two sandboxes ----------------------------------------------------------------------------

(inside sleep 60 & echo $! >"$TMP/pid"; wait) >/dev/null 2>&1 &
when_done "kill $! 2>/dev/null"
ok "the launcher may still end its sandbox" sh -c '
	for i in 1 2 3 4 5 6 7 8 9 10; do [ -s "$1/pid" ] && break; sleep 0.5; done
	sleep 2; kill -TERM "$(cat "$1/pid")"' sh "$TMP"

# --- An exported profile, without our mounts --------------------------------------------------
# The attackers of tests/escape, and their canaries: each has success without the profile, else
# its denial would say nothing.

as_user mkdir -p "$VM_HOME/granted" "$VM_HOME/escape/tool"
as_user sh -c "echo granted >'$VM_HOME/granted/file'"
export TMP BUILD SRCDIR SANDBOX
cat >"$VM_HOME/attacked" <<'END'
TMP=$HOME/escape
mkdir -p "$TMP"
. "$SRCDIR/tests/escape/columns.sh"
prepare_victims
case $1 in
none) launched=() ;;
*) launched=(setpriv --no-new-privs aa-exec -p "$1" --) ;;
esac
cd "$TMP/cwd" || exit
for layer in files processes network ipc; do
	ESCAPE_CANARY=CANARY "$BUILD/tests/escape/victim" "${things[@]}" -- "${launched[@]}" \
		"$TMP/tool/attack" "$layer" @ 2>&1 </dev/null 9<"$HOME" | grep "^$layer"
done
remove_victims
rm -f "$HOME/.profile" "$HOME/.config/autostart/escape.desktop" "$HOME/repo/.git/hooks/post-checkout"
END
as_user "$SANDBOXCTL" export apparmor --profile=default --read="$VM_HOME/granted" \
	--read="$VM_HOME/escape/tool" >"$TMP/exported" 2>"$TMP/exported.err"
ok "an exported profile can be loaded" apparmor_parser -r -K "$TMP/exported"
name=$(sed -n 's/^profile "\{0,1\}\([^ "]*\).*/\1/p' "$TMP/exported")
is "it has the name that it should" "$name" sandbox-default
under() {
	as_user setpriv --no-new-privs aa-exec -p "$name" -- "$@"
}
is "under it, without a sandbox, what is granted can be read" \
	"$(under cat "$VM_HOME/granted/file")" granted
as_user bash "$VM_HOME/attacked" none >"$TMP/without"
as_user bash "$VM_HOME/attacked" "$name" >"$TMP/under"
result() {
	awk -F'\t' -v attack="$2" '$1 "/" $2 == attack { print $3 }' "$1"
}
canaries=0
while IFS='|' read -r attack error; do
	is "without the profile an attacker has success: $attack" \
		"$(result "$TMP/without" "$attack")" broke
	is "under it none (${error:=EACCES})" "$(result "$TMP/under" "$attack")" "$error"
	canaries=$((canaries + 1))
done <<'END'
files/read a file of the home
files/read a file in /tmp
files/read a file in /dev/shm
files/climb out of the working directory
files/climb through /proc/self/cwd
files/write ~/.profile
files/write an autostart entry
files/write a git hook
files/run what it wrote to /tmp
files/read /sys
files/read /proc/cmdline
files/read /proc/keys
files/know the boot by its id
files/know the machine by its id
files/know the accounts
processes/read a process's environment
processes/read a file through /proc/PID/root
processes/trace a process
processes/read a process's memory|EPERM
processes/take a descriptor of a process|EPERM
processes/signal a process
network/reach a server on 127.0.0.1
network/reach a socket in the file system
network/open AF_ALG
network/open NETLINK_SOCK_DIAG
END
is "every canary was looked for" "$canaries" 25
done_testing
