#!/bin/sh
# old.t - a kernel that is too old for a sandbox is named, with the one that is needed.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-vm.sh"

release=$(uname -r | sed 's/[.+]/\\&/g')
refused "sandbox ends with 125 and names the kernel" 125 \
	"^sandbox: this kernel \\($release\\) has no [a-z_]+, which came with Linux 5\\.12\$" \
	"$SANDBOX" sh -c 'echo started'
like "it says which kernel it needs" "$err" '^ +mend: Linux 5\.12 or later$'
is "nothing was started" "$out" ""
refused "doctor ends with 1 and names the kernel" 1 \
	"^missing +kernel +Linux $release" "$SANDBOXCTL" doctor
like "it says which kernel is needed" "$out" '^ +mend: Linux 5\.12 or later'
like "it has a verdict" "$(printf '%s\n' "$out" | tail -n 1)" \
	'^The default profile cannot run: missing .*kernel'
refused "verify ends with 125 and the same words" 125 "this kernel \\($release\\) has no" \
	"$SANDBOXCTL" verify
done_testing
