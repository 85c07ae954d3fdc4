#!/bin/sh
# headers.t - every header compiles alone, and twice in one file.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-tree.sh"

# The compiler and the flags of this build.
make_variable() {
	sed -n "s/^$1 = //p" "$BUILD/Makefile" | head -n 1
}
compiler=$(make_variable CC)
library_flags=$(make_variable SECCOMP_CFLAGS; make_variable CAPNG_CFLAGS)
compiler=${compiler:-cc}
has "${compiler%% *}" || skip_all "${compiler%% *}" "no compiler"

headers=$(tree_files_like '^(src|tests)/.*\.h$')
for header in $headers; do
	case $header in
	src/*) name=${header#src/} ;;
	*) name=${header#tests/} ;;
	esac
	printf '#include "%s"\n#include "%s"\n' "$name" "$name" >"$TMP/one.c"
	# shellcheck disable=SC2086 # words of flags
	ok "$header compiles alone" $compiler -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror \
		-fsyntax-only -I"$SRCDIR/src" -I"$SRCDIR/tests" -I"$BUILD/src" $library_flags \
		"$TMP/one.c"
	guard=$(echo "$name" | tr 'a-z/.-' 'A-Z___')
	like "$header has the guard SANDBOX_$guard" "$(cat "$SRCDIR/$header")" \
		"^#ifndef SANDBOX_$guard\$"
done
isnt "there are headers" "$headers" ""
done_testing
