#!/bin/sh
# doctor.t - what sandboxctl says about this host, and that it names the cause wherever
# namespaces are refused, in the launcher's own words.
. "$(dirname "$0")/../lib.sh"
need_all userns proc

# --- A host where all is well -------------------------------------------------------------

grep -v ' /proc/' /proc/self/mountinfo >"$TMP/mounts-before"
ok "doctor finds that the default profile can run" "$SANDBOXCTL" doctor
is "its last line says so" "$(printf '%s\n' "$out" | tail -n 1)" \
	"The default profile can run."
is "it prints no error" "$err" ""
like "user namespaces are ok" "$out" '^ok +user namespaces$'
like "the kernel is shown with its architecture" "$out" "^ok +kernel +Linux .*, $(uname -m)\$"
like "Landlock has its row" "$out" '^(ok|missing) +Landlock '
unlike "what is well and of little interest is not shown" "$out" ' (pid namespace|openat2)$'
unlike "no colour goes to a file" "$out" "$(printf '\033')"
is "it leaves no mount behind" "$(grep -v ' /proc/' /proc/self/mountinfo)" \
	"$(cat "$TMP/mounts-before")"

ok "--all shows every row" "$SANDBOXCTL" doctor --all
like "each kind of namespace" "$out" '^ok +pid namespace$'
like "each new call" "$out" '^ok +openat2$'

# --- For programs -------------------------------------------------------------------------

if need python3 "--json is an array of complete objects"; then
	cat >"$TMP/judge.py" <<-'END'
		import json, sys
		keys = {"id", "name", "needed", "state", "detail", "cost", "mend"}
		states = {"ok", "limited", "missing", "unknown"}
		rows = json.load(sys.stdin)
		assert isinstance(rows, list) and len({r["id"] for r in rows}) == len(rows) > 20
		for r in rows:
		    assert set(r) == keys and r["state"] in states and r["cost"], r
		    assert (r["mend"] is None) >= (r["state"] == "ok"), r
	END
	ok "--json ends with 0 as well" "$SANDBOXCTL" doctor --json
	printf '%s' "$out" >"$TMP/doctor.json"
	ok "python reads it" python3 -m json.tool "$TMP/doctor.json"
	# shellcheck disable=SC2016 # the inner shell expands it
	ok "--json is an array of complete objects" sh -c 'python3 "$1" <"$2"' sh \
		"$TMP/judge.py" "$TMP/doctor.json"
fi

# --- On a terminal ------------------------------------------------------------------------

if need pty "a terminal gets colour"; then
	# The narrow terminal's lines, without what colours them.
	on_terminal() {
		script -qec "stty cols 70; exec $1 '$SANDBOXCTL' doctor" /dev/null </dev/null |
			tr -d '\r'
	}
	escape=$(printf '\033')
	shown=$(TERM=xterm on_terminal "env -u NO_COLOR")
	like "a terminal gets colour" "$shown" "^$escape\\[32mok$escape\\[0m +kernel"
	unlike "nothing but the word of the state has it" "$shown" "^[a-z ]*[a-z][a-z ]*$escape"
	unlike "NO_COLOR takes it away" "$(TERM=xterm on_terminal "env NO_COLOR=1")" "$escape"
	nothing "prose is broken to the width of the terminal" \
		"$(TERM=dumb on_terminal env | grep -v 'mend' | grep -E '^ +cost: .{71,}')"
fi

# --- Errors of usage ----------------------------------------------------------------------

refused "a misspelt option is refused with the nearest one" 2 \
	"^sandboxctl: doctor: unknown option '--jsn'; did you mean '--json'\\?\$" \
	"$SANDBOXCTL" doctor --jsn
refused "a stray word is refused" 2 "^sandboxctl: doctor: 'firefox' is one word too many" \
	"$SANDBOXCTL" doctor firefox
# shellcheck disable=SC2016 # the inner shell expands it
refused "a full disk is an error" 1 '^sandboxctl: doctor: cannot write: No space left' \
	sh -c '"$1" doctor >/dev/full' sh "$SANDBOXCTL"

# --- Profiles that are not there ----------------------------------------------------------

like "the default profile has its row" "$("$SANDBOXCTL" doctor)" \
	"^ok +profiles +$SANDBOX_PROFILES/default\.profile\$"
refused "before it is installed, doctor says where profiles are looked for" 1 \
	"^missing +profiles +no profile 'default' in $HOME/.*, $TMP/none\$" \
	env SANDBOX_PROFILES="$TMP/none" "$SANDBOXCTL" doctor
like "and how to mend it" "$out" '^ +mend: make install, or without it SANDBOX_PROFILES=DIR$'
is "the verdict names it" "$(printf '%s\n' "$out" | tail -n 1)" \
	'The default profile cannot run: missing profiles.'
refused "sandbox says so, too" 125 "^sandbox: no profile 'default', nor any other\$" \
	env SANDBOX_PROFILES="$TMP/none" "$SANDBOX" true
like "and where it has looked" "$err" "^ +profiles are looked for in $HOME/.*, $TMP/none\$"
like "and what to do" "$err" "^ +$TMP/none lacks .*: make install, or .* SANDBOX_PROFILES=DIR\$"
refused "a relative place for them is said not to be used" 125 \
	'^ +SANDBOX_PROFILES=profiles is not used: it has to be an absolute path$' \
	env SANDBOX_PROFILES=profiles "$SANDBOX" --profile=nonesuch true
cp -r "$SANDBOX_PROFILES" "$TMP/broken"
echo 'raed /usr' >>"$TMP/broken/base.profile"
refused "a mistake in what the default profile includes is found" 1 \
	"^missing +profiles +base\.profile:[0-9]+: unknown keyword 'raed'" \
	env SANDBOX_PROFILES="$TMP/broken" "$SANDBOXCTL" doctor
rm "$TMP/broken/default.profile"
mkdir "$TMP/broken/default.profile"
refused "so is one that cannot be read" 1 \
	"^missing +profiles +the profile $TMP/broken/default\.profile is a directory, not a file\$" \
	env SANDBOX_PROFILES="$TMP/broken" "$SANDBOXCTL" doctor

# --- Hosts that refuse --------------------------------------------------------------------

# says CONDITION SENTENCE HINT COMMAND...: under the command both programs name this cause
# and the way to mend it, and nothing starts.
says() {
	condition=$1
	sentence=$2
	hint=$3
	shift 3
	refused "$condition: doctor names the cause" 1 "^missing +user namespaces +$sentence\$" \
		"$@" "$SANDBOXCTL" doctor
	like "$condition: doctor says how to mend it" "$out" "^ +$hint"
	like "$condition: doctor ends with the verdict" "$(printf '%s\n' "$out" | tail -n 1)" \
		'^The default profile cannot run: missing user namespaces'
	refused "$condition: sandbox ends with 125 and the same words" 125 \
		"^sandbox: $sentence\$" "$@" "$SANDBOX" sh -c 'echo started'
	like "$condition: sandbox says how to mend it" "$err" "^ +$hint"
	is "$condition: nothing was started" "$out" ""
}

# In a user namespace of its own anybody may lower its limits.
with_limit() {
	limit=$1
	shift
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare -Ur sh -c 'echo 0 >/proc/sys/user/$1 && shift && exec "$@"' sh "$limit" "$@"
}
says "user.max_user_namespaces=0" \
	'this system forbids user namespaces \(user\.max_user_namespaces=0\)' \
	'mend, as root: sysctl -w user\.max_user_namespaces=10000$' \
	with_limit max_user_namespaces
says "user.max_net_namespaces=0" \
	'this system forbids network namespaces \(user\.max_net_namespaces=0\)' \
	'mend, as root: sysctl -w user\.max_net_namespaces=10000$' \
	with_limit max_net_namespaces
says "user.max_pid_namespaces=0" \
	'this system forbids process id namespaces \(user\.max_pid_namespaces=0\)' \
	'mend, as root: sysctl -w user\.max_pid_namespaces=10000$' \
	with_limit max_pid_namespaces

# nested N COMMAND...: N user namespaces deep.
nested() {
	levels=$1
	shift
	while [ "$levels" -gt 0 ]; do
		set -- unshare -Ur "$@"
		levels=$((levels - 1))
	done
	"$@"
}
# The tests may run in a namespace themselves, so the last possible level is looked for.
depth=33
while ! nested "$depth" true 2>/dev/null; do
	depth=$((depth - 1))
done
says "the deepest user namespace" \
	'user namespaces are nested too deep here, or an outer limit on them is used up' \
	'the kernel nests no more than 33' nested "$depth"

says "ids without a mapping" \
	'the user namespace around this program does not map its ids \(uid 65534, gid 65534\)' \
	'mend: whoever made it must map them' unshare -U

# A root that is a plain directory, with all that the root has.
in_chroot() {
	# shellcheck disable=SC2016 # the inner shell expands it
	unshare -Urm sh -ec '
		cd "$1" && shift
		for entry in /* ; do
			if [ -L "$entry" ]; then
				ln -sf "$(readlink "$entry")" ".$entry"
			elif [ -d "$entry" ]; then
				mkdir -p ".$entry"
				mount --rbind "$entry" ".$entry"
			fi
		done
		exec chroot . "$@"' sh "$TMP/root" "$@"
}
mkdir "$TMP/root"
says "a chroot" \
	'the kernel refuses user namespaces in a chroot, and this program runs in one' \
	'mend: enter the tree with pivot_root instead' in_chroot

# filtered NUMBER ERRNO COMMAND...: under a seccomp filter that refuses this call (a number
# above 423 is the same on every architecture) with the errno, or kills for it if 0.
filtered() {
	python3 - "$@" 3<&0 <<-'END'
		import ctypes, os, struct, sys
		number, errno = int(sys.argv[1]), int(sys.argv[2])
		refuse = 0x00050000 | errno if errno else 0x80000000
		code = b"".join(struct.pack("HBBI", *i) for i in (
		    (0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, refuse),
		    (0x06, 0, 0, 0x7fff0000)))
		class Program(ctypes.Structure):
		    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
		libc = ctypes.CDLL(None)
		assert libc.prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
		assert libc.prctl(22, 2, ctypes.byref(Program(4, code)), 0, 0) == 0
		os.dup2(3, 0)
		os.execvp(sys.argv[3], sys.argv[3:])
	END
}
CLONE3=435
MOUNT_SETATTR=442
ENOSYS=38
EPERM=1
if need python3 "a seccomp filter against clone3"; then
	says "a filter that hides clone3, as container managers do" \
		'a seccomp filter around this program refuses the call clone3 \(.*\)' \
		'.*(seccomp|filter|flatpak|allow)' filtered "$CLONE3" "$ENOSYS"
	says "a filter that forbids clone3" \
		'a seccomp filter around this program refuses the call clone3 \(.*\)' \
		'.*(seccomp|filter|flatpak|allow)' filtered "$CLONE3" "$EPERM"
	refused "a filter that kills for clone3 does not kill doctor" 1 \
		'^missing +user namespaces +a seccomp filter .* refuses the call clone3 \(it kills\)$' \
		filtered "$CLONE3" 0 "$SANDBOXCTL" doctor
	refused "a filter that forbids a call of the mounts is found in its row" 1 \
		'^missing +mount_setattr +a seccomp filter refuses it \(Operation not permitted\)$' \
		filtered "$MOUNT_SETATTR" "$EPERM" "$SANDBOXCTL" doctor
	like "the verdict names it" "$(printf '%s\n' "$out" | tail -n 1)" \
		'^The default profile cannot run: missing mount_setattr\.$'
fi

# In containers parts of /proc are covered, and then the kernel allows no new one.
# shellcheck disable=SC2016 # the inner shell expands it
refused "a /proc with a covered part is named" 1 \
	'^missing +own /proc +the kernel allows the sandbox no proc of its own, because /proc/sys is covered here$' \
	unshare -Urm sh -c 'mount -t tmpfs none /proc/sys && exec "$@"' sh "$SANDBOXCTL" doctor

done_testing
