#!/bin/bash
# cost.t - what the security module of this machine adds to a start, for the table of a
# complete run; nothing is judged but that every way starts.  Runs as root.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"
need_all root python3

ok "programs start with each label and without" \
	"$SRCDIR/tests/bench/labels" --runs 51 --sandbox "$SANDBOX"
printf '%s\n' "$out" >/run/vm/out/cost
done_testing
