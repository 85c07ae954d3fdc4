#!/bin/bash
# moved.t - what is hidden or read-only within a writable tree stays so, whatever the program
# moves aside: in this start and in the next one.
. "$(dirname "$0")/../lib.sh"
need_all userns
cd "$TMP" || exit 1

# fresh: a tree with a secret and something to trust, both two directories down.
fresh() {
	rm -rf tree
	mkdir -p tree/a/secret tree/b/c/trusted
	echo canary >tree/a/secret/key
	echo original >tree/b/c/trusted/script
	echo canary >tree/a/token
}
rules=(--write="$TMP/tree" --hide="$TMP/tree/a/secret" --hide="$TMP/tree/a/token"
	--read="$TMP/tree/b/c/trusted")
inside() {
	"$SANDBOX" --quiet "${rules[@]}" "$@"
}

fresh
rename='import os, sys
try:
    os.rename(sys.argv[1], sys.argv[2])
except OSError as e:
    sys.exit(e.strerror)'
if need python3 "the way cannot be moved"; then
	for way in a a/secret a/token b b/c b/c/trusted; do
		refused "$way cannot be moved (EBUSY)" 1 'Device or resource busy' \
			inside python3 -c "$rename" "$TMP/tree/$way" "$TMP/tree/$way.moved"
	done
fi
refused "nor exchanged with a decoy (EBUSY)" 1 'busy|cannot exchange' inside sh -c "
	mkdir -p '$TMP/tree/decoy/secret' && rm -rf '$TMP/tree/a' && mv '$TMP/tree/decoy' '$TMP/tree/a'"
is "the next start hides what it should, and there is no other way to it" \
	"$(inside sh -c "cat '$TMP'/tree/*/secret/key '$TMP'/tree/*/token" 2>/dev/null)" ""
refused "what is to be trusted cannot be changed" 2 'Read-only file system' \
	inside sh -c "echo evil >'$TMP/tree/b/c/trusted/script'"
is "it is as it was" "$(cat tree/b/c/trusted/script)" original
ok "everything else can be" inside sh -c "cd '$TMP/tree' && echo x >a/new && mkdir b/d b/c/e &&
	mv b/c/e b/c/f && rm a/new && mv b/d c"
ok "a program in it can be run where the tree allows it" "$SANDBOX" --quiet "${rules[@]}" \
	--exec="$TMP/tree" sh -c "cp /bin/true '$TMP/tree/b/true' && '$TMP/tree/b/true'"
refused "and nowhere else (EACCES)" 126 'ermission denied' \
	inside sh -c "cp /bin/true '$TMP/tree/b/true' && exec '$TMP/tree/b/true'"
fresh
ok "verify finds all of it as planned" "$SANDBOXCTL" verify "${rules[@]}"

refused "what does not exist cannot be hidden: it may be mistyped" 125 \
	"tree/a/secrt does not exist, so it cannot be hidden" \
	"$SANDBOX" --read="$TMP/tree" --hide="$TMP/tree/a/secrt" true
like "there is a way to say that it need not" "$err" 'say: --optional-hide='
ok "which is taken" "$SANDBOX" --read="$TMP/tree" --optional-hide="$TMP/tree/a/secrt" true
done_testing
