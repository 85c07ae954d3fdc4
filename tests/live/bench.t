#!/bin/sh
# bench.t - the benchmarks run; what they measure is judged by nobody here.
. "$(dirname "$0")/../lib.sh"

need_all userns python3
bench=$(dirname "$0")/../bench

# What is built with a sanitizer looks for leaks at its end, by calls that the filter refuses.
names='startup resident steps'
grep -q '^SANITIZE_CFLAGS = *[^ ]' "$BUILD/Makefile" || names="$names syscalls"

for name in $names; do
	run "$bench/$name" --runs=1 --build="$BUILD"
	is "$name runs" "$status" 0
	like "$name prints figures" "$out" '[0-9]'
done
run "$bench/steps" --runs=1 --build="$BUILD" --svg="$PWD/steps.svg"
ok "steps makes a picture" grep -q '<svg' steps.svg
run "$SANDBOXCTL" plan --timing --json -- echo said
is "plan --timing runs the command" "$status" 0
like "and says what each step took" "$out" '"step": "mount.root", .*"us": [0-9]'
unlike "what it prints is no part of that" "$out" '^said$'
is "but goes to stderr" "$err" said
refused "without a command there is nothing to measure" 2 'starts a command' \
	"$SANDBOXCTL" plan --timing
refused "a command that is not there is an error" 1 'not found' "$SANDBOXCTL" plan --timing -- /no/such
done_testing
