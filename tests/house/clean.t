#!/bin/sh
# clean.t - nothing in the tree that came from an accident or from somebody's machine.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-tree.sh"

cd "$SRCDIR" || exit 1
tree_files >"$TMP/files"

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

# A line for each file whose mode and first two bytes disagree.
while IFS= read -r file; do
	first=$(head -c 2 "$file" | tr -d '\0')
	if [ "$first" = '#!' ]; then
		[ -x "$file" ] || echo "a script without the right to be executed: $file"
	else
		[ ! -x "$file" ] || echo "executable, but no script: $file"
	fi
done <"$TMP/files" >"$TMP/modes"
nothing "scripts may be executed, and nothing else may" "$(cat "$TMP/modes")"

nothing "every text file ends with a newline" "$(
	tr '\n' '\0' <"$TMP/files" | xargs -0 -r grep -IL -e '^$' -e . | sort >"$TMP/binary"
	grep -vxF -f "$TMP/binary" "$TMP/files" | while IFS= read -r file; do
		[ -z "$(tail -c 1 "$file")" ] || echo "$file"
	done
)"
done_testing
