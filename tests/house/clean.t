#!/bin/sh
# clean.t - nothing in the tree that came from an accident or from somebody's machine.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-tree.sh"

cd "$SRCDIR" || exit 1
# What a fuzzer has made may look like anything.
tree_files | grep -v '^tests/fuzz/corpus/' >"$TMP/files"

# matches ERE-OF-LINES ERE-OF-FILES: "file:line:text" of text files.
matches() {
	grep -E -e "$2" "$TMP/files" | tr '\n' '\0' | xargs -0 -r grep -nIE -e "$1" /dev/null
}

# The patterns are written so that they do not match themselves.
tab=$(printf '\t')
nothing "no line ends with blanks" "$(matches "[ $tab]+\$" '^[^/]*$|/' | grep -v '\.patch:')"
nothing "no line ends with a carriage return" "$(matches "$(printf '\r')\$" '.')"
nothing "no merge marker is left" "$(matches '^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)( |$)' '.')"
nothing "no path of a machine that built it is in the tree" \
	"$(matches '(^|[^a-zA-Z0-9._$}-])/(work|build|builds|buildroot|workspace|Users)/' '.')"
nothing "no C file is indented with spaces" \
	"$(matches '^ {2,}[^ *]' '^src/.*\.(c|h)$')"

tr '\n' '\0' <"$TMP/files" | xargs -0 -r awk '
	FNR == 1 && /^#!/ { print FILENAME }
	FNR == 1 { nextfile }' | sort >"$TMP/scripts"
while IFS= read -r file; do
	[ ! -x "$file" ] || echo "$file"
done <"$TMP/files" | sort >"$TMP/executables"
nothing "scripts may be executed" "$(comm -23 "$TMP/scripts" "$TMP/executables")"
nothing "nothing but scripts may" "$(comm -13 "$TMP/scripts" "$TMP/executables")"

tr '\n' '\0' <"$TMP/files" | xargs -0 -r grep -IL -e '^$' -e . | sort >"$TMP/binary"
grep -vxF -f "$TMP/binary" "$TMP/files" >"$TMP/texts"
nothing "every text file ends with a newline" "$(
	# One look at all of them; the name is only looked for when there is one.
	[ -z "$(tr '\n' '\0' <"$TMP/texts" | xargs -0 -r tail -q -c 1 | tr -d '\n')" ] ||
		while IFS= read -r file; do
			[ -z "$(tail -c 1 "$file")" ] || echo "$file"
		done <"$TMP/texts"
)"
done_testing
