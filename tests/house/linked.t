#!/bin/sh
# linked.t - what the launcher links, and that it is hardened as configure promised.
. "$(dirname "$0")/../lib.sh"

has readelf || skip_all readelf "binutils are not here"
sanitizers=$(sed -n 's/^SANITIZE_CFLAGS = *//p' "$BUILD/Makefile" 2>/dev/null)

needed() {
	readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

# Each library costs every start of every program, libselinux alone as much as the rest: they
# are loaded where they are used.
if [ -z "$sanitizers" ]; then
	for program in "$SANDBOX" "$SANDBOXCTL"; do
		nothing "${program##*/} needs the C library at most" \
			"$(needed "$program" | grep -vE '^(libc\.so|libc\.musl-|libdl\.|ld-linux)')"
	done
	if grep -q '^STATIC_LDFLAGS = .' "$BUILD/Makefile"; then
		nothing "linked statically, it needs no loader either" \
			"$(readelf -lW "$SANDBOX" | grep INTERP)"
	fi
else
	skip plain-build "sandbox and sandboxctl link few libraries" "a sanitizer is linked as well"
fi

for program in "$SANDBOX" "$SANDBOXCTL"; do
	name=${program##*/}
	headers=$(readelf -hlW "$program")
	dynamic=$(readelf -dW "$program")
	like "$name is position-independent" "$headers" 'Type: +DYN'
	like "$name has read-only relocations" "$headers" 'GNU_RELRO'
	like "$name resolves its symbols before main" "$dynamic" 'BIND_NOW|FLAGS.* NOW'
	unlike "$name has no executable stack" "$headers" 'GNU_STACK.*RWE'
	nothing "$name has no segment both writable and executable" \
		"$(echo "$headers" | grep -E 'LOAD .* RWE')"
	nothing "$name has no path to look for libraries in" \
		"$(echo "$dynamic" | grep -E 'RPATH|RUNPATH')"
	like "$name has stack canaries" "$(nm "$program")" '__stack_chk_fail'
done
done_testing
