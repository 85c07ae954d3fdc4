#!/bin/sh
# charter.t - every source file says in its first lines what it is and what it may do.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-tree.sh"

cd "$SRCDIR" || exit 1

# without_opening MARK ERE-OF-FILES: files in whose first three lines no line begins with
# "MARK NAME - ".
without_opening() {
	tree_files_like "$2" | tr '\n' '\0' | xargs -0 -r awk -v mark="$1" '
		function judge() {
			if (file != "" && !opened)
				print file
		}
		FNR == 1 {
			judge()
			file = FILENAME
			opened = 0
			name = FILENAME
			sub(/.*\//, "", name)
		}
		FNR <= 3 && index($0, mark " " name " - ") == 1 { opened = 1 }
		END { judge() }'
}

nothing "a C file opens with /* NAME - what it is" \
	"$(without_opening '/*' '^(src|tests)/.*\.(c|h|def)$')"
nothing "a C file of src/ says what it may do" "$(
	tree_files_like '^src/.*\.(c|h)$' | tr '\n' '\0' | xargs -0 -r awk '
		FNR == 1 && file != "" && !says { print file }
		FNR == 1 { file = FILENAME; says = 0; inside = 1 }
		inside && /(^|[^a-zA-Z])(May|Must not): / { says = 1 }
		/\*\// { inside = 0 }
		END { if (!says) print file }'
)"
nothing "a script opens with # NAME - what it is" \
	"$(without_opening '#' '(\.(t|sh|awk)|^autogen\.sh|^Makefile\.am|^\.ci/run|^tests/(run|as-user|demo))$')"
nothing "an m4 file opens with dnl NAME - what it is" \
	"$(without_opening 'dnl' '(^configure\.ac|\.m4)$' | grep -v '^aclocal.m4$')"
done_testing
