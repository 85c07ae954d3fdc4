#!/bin/sh
# program-default.t - real programs under `default`, the profile of those nobody knows.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3 tar
start_listener
echo secret >here

is "python3 computes" "$(inside python3 -c 'print(6 * 7)')" 42
tar -cf archive.tar here
is "tar unpacks into the sandbox's own /tmp" \
	"$(inside -- sh -c 'tar -C /tmp -xf - && cat /tmp/here' <archive.tar)" secret
is "the local time is the host's" "$(inside date '+%Z %z')" "$(date '+%Z %z')"
ok "a shell script finds its usual tools" \
	inside -- sh -ec 'printf "b\na\n" | sort | awk "{ print \$1 }" | sed s/a/c/ >/tmp/x'
if need openssl "openssl hashes without its configuration"; then
	ok "openssl hashes without its configuration" inside openssl dgst -sha256 /etc/os-release
fi
if need gcc "gcc compiles; what it made does not run from the noexec /tmp"; then
	refused "gcc compiles; what it made does not run from the noexec /tmp" 126 'Permission denied' \
		inside -- sh -c 'echo "int main(void) { return 0; }" | gcc -x c -o /tmp/a - && /tmp/a'
fi

is "outside, all of it can be reached" "$(
	python3 "$DATA/reach.py" "read:$HOME/canary" "read:$WORK/here" "write:$WORK/new" \
		"tcp:$port" "abstract:$abstract" "unix:$socket" env:CANARY_TOKEN
)" "read reached
read reached
write reached
tcp reached
abstract reached
unix reached
env reached"
is "inside, nothing of it" "$(
	reach default "read:$HOME/canary" "read:$WORK/here" "write:$WORK/new" \
		"tcp:$port" "abstract:$abstract" "unix:$socket" env:CANARY_TOKEN
)" "read ENOENT
read ENOENT
write ENOENT
tcp EAFNOSUPPORT
abstract ECONNREFUSED
unix ENOENT
env ENODATA"
is "the system is there, and cannot be changed" \
	"$(reach default read:/etc/os-release write:/usr/bin/new write:/etc/new write:/new)" \
	"read reached
write EROFS
write EROFS
write EROFS"
# Programs that are complete in /usr but for a file of settings.
if need openssl "a certificate can be made"; then
	ok "a certificate can be made" inside openssl req -x509 -newkey rsa:2048 -nodes \
		-keyout /tmp/key -out /tmp/certificate -subj /CN=localhost
fi
if need fc-list "fonts are found"; then
	ok "fonts are found" inside fc-list
	unlike "and their settings" "$err" 'Cannot load default config'
fi
if need java "Java starts"; then
	printf '%s\n' 'class Hash { public static void main(String[] a) throws Exception {' \
		'System.out.println(java.security.MessageDigest.getInstance("MD5")); } }' >Hash.java
	ok "Java starts" inside --read=. java Hash.java
fi
ok "a block can be added for one run" \
	inside --network=host --include=internet grep -q myhostname /etc/nsswitch.conf
refused "a program that no profile is named after gets this one" 1 'No such file' \
	inside cat "$HOME/canary"
done_testing
