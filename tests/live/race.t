#!/bin/bash
# race.t - somebody exchanges paths while sandboxes start: what is seen inside is what was
# granted, or there is an error; the host stays as it was.
. "$(dirname "$0")/../lib.sh"
need_all userns proc

exchange=$BUILD/tests/race/exchange
[ -x "$exchange" ] || skip_all exchange "tests/race/exchange is not built"
STARTS=${SANDBOX_RACE_STARTS:-150}
mkdir "$TMP/host"
cd "$TMP/host" || exit 1
host=$PWD
mkdir -p secret/sub work/dir/sub outside
echo CANARY | tee secret/file >secret/sub/file
echo public | tee work/file work/dir/file >work/dir/sub/file
ln -s "$host/secret" work/to-secret
ln -s "$host/secret/file" work/to-file
ln -s "$host/outside" work/to-outside
ln -s dir/sub work/to-dir

mkdir p
ln -s p q
[ -n "$(timeout 0.2 "$exchange" p q)" ] ||
	skip_all exchange "this file system cannot exchange two names"
rm -rf p q
racer=
when_done 'kill $racer 2>/dev/null'

# races NAME A B ERE OPTION... -- COMMAND...: while A and B are exchanged, every start ends as
# the command ends, 0 or 1, or with 125 and an error that matches; the canary never comes
# out. All is below one writable tree, where a link that is there already is not followed.
races() {
	local name=$1 a=$2 b=$3 pattern=$4 i wrong=''
	shift 4
	n_started=0 n_refused=0
	"$exchange" "$a" "$b" >"$TMP/exchanges" &
	racer=$!
	for ((i = 0; i < STARTS; i++)); do
		run "$SANDBOX" -q --write="$host/work" "$@"
		case $out$err in
		*CANARY*) wrong="start $i: the canary came out: $out $err" ;;
		esac
		case $status in
		0 | 1) n_started=$((n_started + 1)) ;;
		125)
			n_refused=$((n_refused + 1))
			[[ $err =~ $pattern ]] || wrong="start $i: $err"
			;;
		*) wrong="start $i: status $status: $out $err" ;;
		esac
		[ -z "$wrong" ] || break
	done
	kill "$racer" && wait "$racer"
	racer=
	nothing "$name" "$wrong"
	diag "$n_started started, $n_refused were refused, $(cat "$TMP/exchanges") exchanges"
}

outside() {
	find secret outside -printf '%p %y %m %U %s %T@ %l\n' | sort
}

before=$(outside)
vanished='vanished while|symbolic link has appeared|another kind of file|leads to|leads through|'
vanished+='is a symbolic link|could be exchanged|No such file|not a directory|is in a place'

races "a source that becomes a link shows nothing else" work/dir work/to-secret "$vanished" \
	--bind="$host/work/dir /tmp/seen" -- sh -c 'cat /tmp/seen/file /tmp/seen/sub/file'
is "some of the starts saw the right one" "$((n_started > 0))" 1
races "nor does one that is behind a link" work/dir work/to-secret "$vanished" \
	--bind="$host/work/dir/sub /tmp/seen" -- cat /tmp/seen/file
races "nor does a single file" work/file work/to-file "$vanished" \
	--bind="$host/work/file /tmp/seen" -- cat /tmp/seen
races "a writable source does not become another one" work/dir work/to-outside "$vanished" \
	--bind="$host/work/dir /tmp/seen write" -- touch /tmp/seen/written
rm -f work/dir/written
places='there is a symbolic link|leads through|is a symbolic link|is not a directory|vanished|'
places+='has appeared|does not exist|is out of reach|cannot be a destination'
races "a destination that becomes a link leads nowhere else" work/dir work/to-secret \
	"$places" --tmpfs="$host/work/dir" -- \
	sh -c 'cat "$1"/file; touch "$1/new"' sh "$host/work/dir"
races "nor does one of a bind" work/dir work/to-outside "$places" \
	--bind="$host/outside $host/work/dir" -- ls /etc/passwd
races "nor does a made file" work/file work/to-file "$places" \
	--file="$host/work/file made" -- cat "$host/work/file"
races "nor does a hidden directory, at its own path" work/dir work/to-dir "$places" \
	--hide="$host/work/dir" -- true
rm -f work/dir/new
is "the host outside is as it was" "$(outside)" "$before"
is "so is what was exchanged" "$(cat work/dir/file work/dir/sub/file work/file; ls work)" \
	"$(printf '%s\n' public public public dir file to-dir to-file to-outside to-secret)"
done_testing
