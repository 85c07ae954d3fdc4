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
	awk -v most="$LINE_COLUMNS" '
		length($0) > most / 8 {
			width = 0
			for (i = 1; i <= length($0); i++)
				width += substr($0, i, 1) == "\t" ? 8 - width % 8 : 1
			if (width > most)
				print FILENAME ":" FNR ": " width
		}' /dev/null $c_files
)"
done_testing
