#!/bin/sh
# lists.t - Makefile.am names every file, so that the source archive has all of them and
# every unit test is built.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-tree.sh"

cd "$SRCDIR" || exit 1
# shellcheck disable=SC2016 # make's dollars
sed -e '/^#/d' -e 's|\$(srcdir)/||g' Makefile.am | tr -s ' \t\\:' '\n' | sort -u >"$TMP/words"
grep '^CLEANFILES' Makefile.am >"$TMP/made"

# unnamed ERE: files of the tree that are no word of Makefile.am.
unnamed() {
	tree_files_like "$1" | grep -vxF -f "$TMP/words"
}

nothing "every C file of src/ is in a list" "$(unnamed '^src/.*\.(c|h|def)$')"
nothing "every profile is in a list" "$(unnamed '^profiles/')"
nothing "every system call group is in a list" "$(unnamed '^policy/')"
nothing "every unit test is in a list" \
	"$(tree_files_like '^tests/unit/.*\.c$' | while IFS= read -r file; do
		grep -qxF -e "${file%.c}" -e "$file" "$TMP/words" || echo "$file"
	done)"

# What else there is: named itself, or below a directory that is named.
nothing "every other file is in EXTRA_DIST" "$(
	unnamed '.' | grep -vE '^(src|profiles|policy|tests/unit)/|^(\.gitignore|Makefile\.am|configure\.ac|m4/)' |
		while IFS= read -r file; do
			directory=$file
			while [ "$directory" != "${directory%/*}" ]; do
				directory=${directory%/*}
				! grep -qxF -e "$directory" "$TMP/words" || continue 2
			done
			echo "$file"
		done
)"
nothing "every file that a list names is there" "$(
	grep -E '^(src|profiles|policy|tests|doc|completions)/[^*]*\.(c|h|def|profile|calls|awk|t|sh)$' \
		"$TMP/words" | while IFS= read -r file; do
		[ -e "$file" ] || grep -qF -e "$file" "$TMP/made" || echo "$file"
	done
)"
nothing "the lists of C files are sorted" "$(
	awk '/^[a-z_]+_SOURCES \+?= *\\$/ { list = $1; last = ""; next }
		list != "" {
			if (last != "" && $1 < last)
				print list ": " $1 " after " last
			last = $1
			if ($0 !~ /\\$/)
				list = ""
		}' Makefile.am
)"
done_testing
