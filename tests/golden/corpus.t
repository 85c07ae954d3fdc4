#!/bin/bash
# corpus.t - the fuzzers' corpora: what was found once is tried again with every build.
. "$(dirname "$0")/../lib.sh"

for directory in "$SRCDIR"/tests/fuzz/corpus/*; do
	name=${directory##*/}
	files=("$directory"/*)
	fuzzer=$BUILD/tests/fuzz/fuzz_$name
	[ -x "$fuzzer" ] || skip_all fuzz "the fuzzers are not built"
	ok "what must hold does for the ${#files[@]} inputs of the fuzzer $name" \
		"$fuzzer" "${files[@]}"
done
done_testing
