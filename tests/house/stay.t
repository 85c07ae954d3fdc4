#!/bin/sh
# stay.t - what runs beside the program for long calls nothing that may have been unmapped.
. "$(dirname "$0")/../lib.sh"

has objdump || skip_all objdump "binutils are not here"
sanitizers=$(sed -n 's/^SANITIZE_CFLAGS = *//p' "$BUILD/Makefile" 2>/dev/null)
[ -z "$sanitizers" ] || skip_all plain "nothing is unmapped with a sanitizer"
grep -q '^#define STAY_STANDS_ALONE' "$BUILD/config.h" ||
	skip_all plain "nothing is unmapped with these flags of the compiler"

# What the code in that section of an object refers to, outside of it: no canary either, which
# lies in a variable on some processors.
reaches_for() {
	objdump -r -j stay_text "$1" | awk '/^[0-9a-f]+ +R_/ {print $3}' |
		grep -v -E '^(stay_text|shed_all|shed_poll)([-+]|$)'
}

for object in init_loop shed; do
	file=$BUILD/src/child/$object.o
	ok "$object has code that stays" sh -c "objdump -h '$file' | grep -q stay_text"
	nothing "which reaches for nothing else" "$(reaches_for "$file")"
done
size=$(objdump -h "$SANDBOX" | awk '$2 == "stay_text" {print $3}')
ok "in the program that is a page at most" test "$((0x${size:-ffff}))" -le 4096
done_testing
