#!/bin/sh
# sizes.t - a file is one thought, a function fits on a screen.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-tree.sh"

FILE_LINES=450
FUNCTION_LINES=80
LINE_COLUMNS=100

c_files=$(tree_files_like '^(src|tests)/.*\.(c|h)$')
cd "$SRCDIR" || exit 1

# shellcheck disable=SC2086 # no name in src/ or tests/ has a space
nothing "no C file is longer than $FILE_LINES lines" "$(
	wc -l $c_files | awk -v most="$FILE_LINES" '$2 != "total" && $1 > most { print $2 ": " $1 }'
)"

# With the brackets of a function in the first column, as .clang-format puts them, no
# parser is needed.  Counted from the line after the last "}", ";", comment or blank line.
# shellcheck disable=SC2086
nothing "no function is longer than $FUNCTION_LINES lines" "$(
	awk -v most="$FUNCTION_LINES" '
		FNR == 1 { begin = 0; open = 0 }
		/^\{/ { open = 1; if (!begin) begin = FNR }
		/^\}/ {
			if (open && FNR - begin + 1 > most)
				print FILENAME ":" begin ": " FNR - begin + 1
			open = 0
			begin = 0
			next
		}
		open { next }
		/^[a-zA-Z_].*[(]/ { begin = FNR }
		/^$|^#|;$/ { begin = 0 }
	' /dev/null $c_files
)"

# The formatter breaks at 88; what it cannot break may be a little longer.
# shellcheck disable=SC2086
nothing "no line of C is wider than $LINE_COLUMNS columns" "$(
	expand $c_files >"$TMP/expanded"
	for file in $c_files; do
		expand "$file" | awk -v most="$LINE_COLUMNS" -v file="$file" \
			'length($0) > most { print file ":" NR ": " length($0) }'
	done
)"
done_testing
