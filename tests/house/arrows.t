#!/bin/sh
# arrows.t - data flows one way: which room may include headers of which other room.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/lib-tree.sh"

# room | what it may include: rooms, or single headers of pure data.  ctl/ and texts/ may
# look into every room, and no room into them.
rooms='
base   | base/
text   | base/ text/
plan   | base/ text/ plan/
host   | base/ text/ host/ plan/facts.h plan/policy.h plan/record.h plan/seccomp_api.h
child  | base/ child/ plan/
parent | base/ plan/ host/ child/ parent/
measure | base/util.h measure/
ready  | base/ plan/
scope  | base/util.h scope/
'

# Quoted includes of C files as "file:line target".
includes_of() {
	# shellcheck disable=SC2046 # no name in src/ has a space
	(cd "$SRCDIR" && awk '
		match($0, /^[ \t]*#[ \t]*include[ \t]*"[^"]*"/) {
			split($0, part, "\"")
			print FILENAME ":" FNR, part[2]
		}' /dev/null $(tree_files_like "$1"))
}

# offenders ALLOWED: those lines of stdin whose target begins with none of the words.
offenders() {
	awk -v allowed="$1" '
		BEGIN { n = split(allowed, word, " ") }
		{
			for (i = 1; i <= n; i++)
				if (index($2, word[i]) == 1)
					next
			print $1 " includes " $2
		}'
}

while IFS='|' read -r room allowed; do
	[ -n "$room" ] || continue
	room=${room%% *}
	allowed=${allowed# }
	nothing "src/$room/ includes nothing but $allowed" \
		"$(includes_of "^src/$room/.*\.(c|h|def)\$" | offenders "$allowed")"
done <<END
$rooms
END

nothing "an include is written as room/file.h, or is a generated config.h" \
	"$(includes_of '^(src|tests)/.*\.(c|h|def)$' |
		offenders 'config.h help.h wire.h base/ text/ plan/ host/ child/ parent/ measure/ scope/ ctl/ texts/ unit/ fuzz/ fault/ escape/ golden/ bench/')"
nothing "every room of src/ has its row in this test" \
	"$(tree_files_like '^src/[^/]*/' | cut -d/ -f2 | sort -u |
		grep -vxE "ctl|texts|$(echo "$rooms" | sed -n 's/^\([a-z]*\) .*/\1/p' | paste -sd'|')")"
nothing "main, wire and help are the only files outside the rooms" \
	"$(tree_files_like '^src/[^/]*$' | grep -vxE 'src/(main\.c|wire\.[ch]|help\.[ch])')"
done_testing
