#!/bin/sh
# texts.t - the manual, --help and the completions agree with the tables; the shells load
# and use the completions; every example that is marked as runnable runs as it is shown.
. "$(dirname "$0")/../lib.sh"

MKTEXTS=$BUILD/src/texts/mktexts
[ -x "$MKTEXTS" ] || skip_all mktexts "it is not in the build"
cd "$TMP" || exit 1
mkdir bin
ln -s "$SANDBOX" bin/sandbox
ln -s "$SANDBOXCTL" bin/sandboxctl
PATH=$TMP/bin:$PATH
export PATH

# --- Tables and texts ---------------------------------------------------------------------

# rows NAME: the first word of each row of a table, one a line.
rows() {
	case $1 in
	keywords) sed -n 's/^KEYWORD([A-Z_]*, "\([^"]*\)".*/\1/p' "$SRCDIR/src/text/keyword.def" ;;
	rules) rows keywords | grep -vxE 'summary|include' ;;
	options) sed -n 's/^OPTION([A-Z_]*, "\([^"]*\)".*/\1/p' "$SRCDIR/src/text/option.def" ;;
	variables) sed -n 's/^VAR(\([A-Z0-9_]*\),.*/\1/p' "$SRCDIR/src/text/vars.def" ;;
	limits) sed -n 's/^	{"\([a-z]*\)", RLIMIT_.*/\1/p' "$SRCDIR/src/text/names.c" ;;
	verbs) sed -n 's/^VERB([a-z_]*, "\([^"]*\)".*/\1/p' "$SRCDIR/src/ctl/verb.def" ;;
	steps) sed -n 's/^STEP([A-Z_]*, "\([^"]*\)".*/\1/p' "$SRCDIR/src/plan/step.def" ;;
	groups) grep -l '^default' "$SRCDIR"/policy/seccomp/*.calls | sed 's|.*/|@|; s/\.calls$//' ;;
	features) sed -n 's/^FEATURE([A-Z0-9_]*, "[^"]*", "\([^"]*\)".*/\1/p' \
		"$SRCDIR/src/host/feature.def" ;;
	conditions) sed -n 's/^CONDITION([A-Z_]*, "\([^"]*\)".*/\1/p' \
		"$SRCDIR/src/plan/filter_condition.def" ;;
	esac
}

# each_in NAME ROWS FILE BEFORE AFTER: every row stands in FILE between the two EREs.
each_in() {
	rows "$2" >rows
	lost=$(BEFORE=$4 AFTER=$5 awk '
		FNR == NR {
			plain[++n] = $0
			gsub(/[.]/, "[.]", plain[n])
			next
		}
		{
			for (i = 1; i <= n; i++)
				if (!found[i] && $0 ~ ENVIRON["BEFORE"] plain[i] ENVIRON["AFTER"])
					found[i] = 1
		}
		END {
			for (i = 1; i <= n; i++)
				if (!found[i])
					print FILENAME " has not: " plain[i]
		}' rows "$3")
	[ -s rows ] || lost="the table of $2 cannot be read"
	nothing "$1" "$lost"
}

"$SANDBOX" --help >help
"$SANDBOXCTL" --help >help-ctl
launcher=$BUILD/doc/sandbox.1
ctl=$BUILD/doc/sandboxctl.1
language=$BUILD/doc/sandbox-profile.5
bash=$BUILD/completions/sandbox.bash
zsh=$BUILD/completions/_sandbox
fish=$BUILD/completions/sandbox.fish

each_in "sandbox-profile(5) has every keyword" keywords "$language" '^\.It Ic ' '( |$)'
each_in "sandbox-profile(5) has every variable" variables "$language" '^\.It Ic \$\{' '\}$'
each_in "sandbox-profile(5) has every limit" limits "$language" '^\.It Cm ' '$'
each_in "sandbox-profile(5) has every group" groups "$language" '^\.It Cm ' ' Pq '
each_in "sandbox-profile(5) has every condition" conditions "$language" '^\.It Cm ' '$'
each_in "sandbox(1) has every rule" rules "$launcher" '^\.It Fl Fl ' ' '
each_in "sandbox(1) has every option" options "$launcher" '^\.It .*, Fl Fl ' '( |$)'
each_in "sandboxctl(1) has every verb" verbs "$ctl" '^\.It Ic ' '( |$)'
each_in "sandboxctl(1) has every step" steps "$ctl" '^\.It Cm ' ' Ta '
each_in "sandboxctl(1) has every feature" features "$ctl" '^\.It Sy ' '( Pq needed)?$'
each_in "sandbox --help has every rule" rules help '^  --' '(=|\[=| )'
each_in "sandbox --help has every option" options help '^  -., --' '(=| )'
each_in "sandboxctl --help has every verb" verbs help-ctl '^  ' ' '
for file in "$bash" "$zsh" "$fish"; do
	for form in '' no- optional-; do
		case $file in
		*.fish) before="-l $form" after=' ' ;;
		*.bash) before="[' ]--$form" after="[=' ]" ;;
		*) before="--$form" after='[=[]' ;;
		esac
		each_in "${file##*/} has every rule with '$form' before it" rules "$file" \
			"$before" "$after"
	done
	each_in "${file##*/} has every limit" limits "$file" "['( ]" "[') ]"
	each_in "${file##*/} has every group" groups "$file" "['( ]" "[') ]"
done
each_in "sandboxctl.bash has every verb" verbs "$BUILD/completions/sandboxctl.bash" '	\[' '\]='
each_in "_sandbox has every verb" verbs "$zsh" "	'" ':'
each_in "sandboxctl.fish has every verb" verbs "$BUILD/completions/sandboxctl.fish" '-fa ' ' '
sed -n 's/^VERB([a-z_]*, "\([^"]*\)", "\([^"]*\)", "[^"]*", "\(.*\)")$/\1 \2 \3/p' \
	"$SRCDIR/src/ctl/verb.def" | tr -s ' ' >verbs
is "sandboxctl --help says of each verb what its row says" \
	"$(sed -n 's/^  \([a-z].*\)/\1/p' help-ctl | tr -s ' ')" "$(cat verbs)"
nothing "no mark of a template is left in a text" "$(
	grep -nE '@[A-Z_]+@' "$BUILD"/doc/*.[158] "$BUILD"/completions/*
)"

# --- A table without its paragraph --------------------------------------------------------

# made EXPRESSION: makes the manual with keywords.in changed by sed.
made() {
	sed "$1" "$SRCDIR/doc/keywords.in" >keywords.in
	"$MKTEXTS" --paragraphs=keywords.in --paragraphs="$SRCDIR/doc/options.in" \
		--paragraphs="$SRCDIR/doc/verbs.in" "$SRCDIR/doc/sandbox-profile.5.in"
}
ok "the manual is made from its template" made ''
is "as it is in the build" "$out" "$(cat "$language")"
refused "a keyword without a paragraph stops the build" 1 \
	"^mktexts: no paragraph about the keyword 'tmpfs'\$" made '/^@keyword tmpfs/,/^$/d'
refused "a paragraph without a keyword stops the build" 1 \
	"^mktexts: keywords.in:[0-9]+:1: error: a paragraph about the keyword 'tmpfz'" \
	made 's/^@keyword tmpfs/@keyword tmpfz/'
echo '@KEYWORTS@' >template
refused "an unknown mark stops the build" 1 \
	'^mktexts: template:1:1: error: unknown mark @KEYWORTS@$' "$MKTEXTS" template

# --- The manual pages ---------------------------------------------------------------------

if need mandoc "mandoc finds nothing to complain about"; then
	nothing "mandoc finds nothing to complain about" "$(
		# That the pages are installed, and the database is new, is nobody's promise.
		mandoc -T lint -W all "$BUILD"/doc/*.[158] 2>&1 |
			grep -vE 'referenced manual not found|mandoc\.db'
	)"
fi
if need man "man shows the pages"; then
	for page in "$launcher" "$ctl" "$language"; do
		run env MANWIDTH=80 MANROFFOPT=-ww man -l "$page"
		is "man shows ${page##*/} without a warning" "$status$err" 0
		nothing "${page##*/} fits 80 columns, but for examples" "$(
			printf '%s\n' "$out" | grep -vE '^ +\$ ' | awk 'length($0) > 90'
		)"
	done
fi

# What runs and what is kept, with a name that none of ours can have: it must not be run.
mkdir stub
cat >stub/sandboxctl <<'END'
#!/bin/sh
case $* in
'list --names') names='box build-3f2a' ;;
diff) names='try' ;;
*) exec the-real-ctl "$@" ;;
esac
# shellcheck disable=SC2016 # as it is
printf '%s\n' $names '$(touch${IFS}made)' '`touch made`' 'a;touch made' "b'c"
END
chmod 755 stub/sandboxctl
ln -s "$SANDBOXCTL" stub/the-real-ctl
with_names() { # COMMAND...: with these
	PATH=$TMP/stub:$PATH "$@"
}

# --- bash ---------------------------------------------------------------------------------

# The words as readline parts them, = apart; the last one is to be completed.
cat >complete.bash <<'END'
compopt() { :; }
. "$COMPLETIONS/$1.bash"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE=$* COMP_POINT=${#COMP_LINE}
"_$1"
printf '%s\n' "${COMPREPLY[@]}" | sort -u | paste -s -d ' ' -
END
COMPLETIONS=$BUILD/completions
export COMPLETIONS

bash_completes() {
	name=$1
	wanted=$2
	shift 2
	run bash --norc complete.bash "$@"
	is "bash: $name" "$out$err" "$wanted"
}

if need bash "bash: an option"; then
	bash_completes "an option" '--profile=' sandbox --pro
	bash_completes "a profile behind =" browser sandbox --profile = br
	bash_completes "a profile as the next word" browser sandbox -p br
	bash_completes "the choices of a rule" 'host loopback none' sandbox --network =
	bash_completes "a rule to take back" '--no-nested --no-network --no-new-session' \
		sandbox --no-ne
	bash_completes "a rule to do without" '--optional-device=' sandbox --optional-de
	bash_completes "a limit" 'nofile' sandbox --limit nof
	bash_completes "a group of system calls" '@namespaces @network @numa' \
		sandbox --syscalls allow @n
	bash_completes "a path" "$TMP/bin" sandbox --read = "$TMP/bi"
	bash_completes "the command behind the options" sandboxctl \
		sandbox --read = /usr --limit nofile 5 sandboxc
	bash_completes "no option of sandbox behind the command" '' sandbox true --pro
	bash_completes "a verb" plan sandboxctl pl
	bash_completes "an option of a verb" '--json' sandboxctl plan --js
	bash_completes "a rule behind a verb" '--network=' sandboxctl explain --netw
	bash_completes "a profile behind a verb" base sandboxctl check bas
	bash_completes "a system call" ptrace sandboxctl explain ptrac
	with_names bash_completes "a running sandbox" 'box build-3f2a' sandboxctl inspect ''
	with_names bash_completes "one that begins so" 'build-3f2a' sandboxctl kill box bui
	with_names bash_completes "one to enter" 'box' sandboxctl exec --only net bo
	with_names bash_completes "one to join" 'box' sandbox --join bo
	with_names bash_completes "kept changes" try sandboxctl discard ''
	bash_completes "a command to run inside" sandboxctl sandboxctl exec box -- sandboxc
	bash_completes "a namespace" 'net,cgroup net,ipc net,net net,time net,uts' \
		sandboxctl exec --only net,
	bash_completes "a namespace to share" uts sandbox --join box ut
	bash_completes "a signal" 'TERM' sandboxctl kill -s TE
	bash_completes "an option of a verb with words" '--names' sandboxctl list --na

	if need pty "bash: a real TAB"; then
		cat >rc.bash <<-END
			PS1=; bind 'set enable-bracketed-paste off'
			. '$COMPLETIONS/sandbox.bash'; . '$COMPLETIONS/sandboxctl.bash'
		END
		# ^A and "echo" turn the completed line into its own proof.
		typed() {
			{
				sleep 1
				printf '%b\001echo GOT \nexit\n' "$1"
				sleep 1
			} | script -qec "bash --noprofile --rcfile rc.bash -i" /dev/null |
				tr -d '\r' | sed -n 's/^GOT //p'
		}
		is "bash: a real TAB completes an option" "$(typed 'sandbox --pro\t')" \
			'sandbox --profile='
		is "bash: a real TAB completes a profile" "$(typed 'sandbox --profile=bro\t')" \
			'sandbox --profile=browser'
		is "bash: a real TAB completes a verb" "$(typed 'sandboxctl pl\t')" \
			'sandboxctl plan'
	fi
fi

# --- zsh ----------------------------------------------------------------------------------

# A zsh on a pty, into which each line is typed with a TAB behind it; prints "== LINE" and
# what is there then.
cat >complete.zsh <<'END'
zmodload zsh/zpty
zpty shell "zsh -f -i"
zpty -w shell "stty -echo cols 160; PS1= PS2=; fpath=($COMPLETIONS \$fpath)"
zpty -w shell "autoload -U compinit; compinit -u -D; print REA''DY"
zpty -r shell begin '*READY*'
typeset part
for line; do
	zpty -w -n shell $'\C-u'"$line"$'\t'
	typeset all= quiet=0
	# Until nothing more has come for a while.
	while (( quiet < 8 )); do
		sleep 0.1
		(( quiet++ ))
		while zpty -rt shell part; do
			all+=$part quiet=0
		done
		[[ $all == *$line* ]] || quiet=0
	done
	print -r -- "== $line"
	print -r -- "$all" | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' | tr -d '\r'
done
zpty -d shell
END

# zsh_completes NAME LINE ERE: of what stands below LINE in the file.
zsh_completes() {
	like "zsh: $1" "$(awk -v line="== $2" '
		/^== / { shown = $0 == line; next }
		shown' zsh.out)" "$3"
}

if need zsh "zsh: an option"; then
	with_names run timeout 240 zsh -f complete.zsh 'sandboxctl inspect bui' \
		'sandboxctl exec --only=uts bo' 'sandboxctl exec box -- sandboxc' \
		'sandboxctl exec --only=ut' 'sandboxctl kill -s TER' 'sandboxctl diff t' \
		'sandbox --join bo' 'sandboxctl stats --fo' 'sandbox --pro' 'sandbox --profile=bro' \
		'sandbox --network=' 'sandbox --no-ne' 'sandbox --limit nof' \
		'sandbox --bind / /x sandboxc' 'sandboxctl pl' 'sandboxctl plan --netw' \
		'sandboxctl explain ptrac'
	printf '%s\n' "$out" >zsh.out
	is "zsh: the shell ends well" "$status$err" 0
	zsh_completes "an option" 'sandbox --pro' 'sandbox --profile='
	zsh_completes "a profile" 'sandbox --profile=bro' '--profile=browser '
	zsh_completes "the choices of a rule" 'sandbox --network=' '^host +loopback +none'
	zsh_completes "a rule to take back" 'sandbox --no-ne' '^--no-nested +-- take back: '
	zsh_completes "a limit" 'sandbox --limit nof' 'sandbox --limit nofile '
	zsh_completes "the command behind the options" 'sandbox --bind / /x sandboxc' \
		'/x sandboxctl '
	zsh_completes "a verb" 'sandboxctl pl' 'sandboxctl plan '
	zsh_completes "a rule behind a verb" 'sandboxctl plan --netw' 'plan --network='
	zsh_completes "a system call" 'sandboxctl explain ptrac' 'explain ptrace '
	zsh_completes "a running sandbox" 'sandboxctl inspect bui' 'inspect build-3f2a '
	zsh_completes "one to enter" 'sandboxctl exec --only=uts bo' ' box '
	zsh_completes "a command to run inside" 'sandboxctl exec box -- sandboxc' '-- sandboxctl'
	zsh_completes "a namespace" 'sandboxctl exec --only=ut' '--only=uts'
	zsh_completes "a signal" 'sandboxctl kill -s TER' '-s TERM '
	zsh_completes "kept changes" 'sandboxctl diff t' 'diff try '
	zsh_completes "one to join" 'sandbox --join bo' '--join box '
	zsh_completes "an option of a verb with words" 'sandboxctl stats --fo' '--follow '
fi

# --- fish ---------------------------------------------------------------------------------

fish_completes() {
	# shellcheck disable=SC2016 # fish expands them
	run fish --no-config -c 'set -p fish_complete_path $COMPLETIONS; complete -C $argv[1]' \
		-- "$2"
	is "fish: $1" "$(printf '%s' "$out$err" | cut -f1 | sort | paste -s -d ' ' -)" "$3"
}

if need fish "fish: an option"; then
	XDG_DATA_HOME=$TMP/fish
	export XDG_DATA_HOME
	fish_completes "an option" 'sandbox --pro' '--profile'
	fish_completes "a profile behind =" 'sandbox --profile=bro' '--profile=browser'
	fish_completes "a profile as the next word" 'sandbox -p bro' 'browser'
	fish_completes "the choices of a rule" 'sandbox --network=' '--network=host --network=loopback --network=none'
	fish_completes "a rule to take back" 'sandbox --no-ne' \
		'--no-nested --no-network --no-new-session'
	fish_completes "a limit" 'sandbox --limit nof' 'nofile'
	fish_completes "a second value" 'sandbox --syscalls allow ptrac' 'ptrace'
	fish_completes "the command behind the options" \
		'sandbox --read=/usr --limit nofile 5 -- sandboxctl pl' 'plan'
	fish_completes "a verb" 'sandboxctl pl' 'plan'
	fish_completes "a rule behind a verb" 'sandboxctl plan --netw' '--network'
	fish_completes "a system call" 'sandboxctl explain ptrac' 'ptrace'
	with_names fish_completes "a running sandbox" 'sandboxctl inspect ' 'box build-3f2a'
	with_names fish_completes "one that begins so" 'sandboxctl kill box bui' 'build-3f2a'
	with_names fish_completes "one to enter" 'sandboxctl exec --only net bo' 'box'
	with_names fish_completes "one to join" 'sandbox --join bo' 'box'
	with_names fish_completes "kept changes" 'sandboxctl discard ' 'try'
	fish_completes "a command to run inside" 'sandboxctl exec box -- sandboxc' 'sandboxctl'
	fish_completes "a namespace" 'sandboxctl exec --only u' 'uts'
	fish_completes "a namespace to share" 'sandbox --join box ut' 'uts'
	fish_completes "a signal" 'sandboxctl kill -s TER' 'TERM'
	fish_completes "an option of a verb with words" 'sandboxctl list --na' '--names'
	unset XDG_DATA_HOME
fi

nothing "no name was taken for a command" "$(ls "$TMP/made" made 2>/dev/null)"

# --- Examples -----------------------------------------------------------------------------

# What a document has to be run, in its order: NN.file (a path, then its content) and NN.run
# (a session).  README.md marks them by comments, manual pages by `.\" runnable`.
take_apart() {
	mkdir "$2"
	awk -v to="$2" '
		function begin(kind, first) {
			item = sprintf("%s/%02d.%s", to, ++n, kind)
			if (first != "")
				print first >item
		}
		/<!-- runnable -->/ || /^\.\\" runnable$/ { kind = "run"; next }
		match($0, /<!-- file .* -->/) {
			kind = "file"
			path = substr($0, RSTART + 10, RLENGTH - 14)
			next
		}
		kind != "" && item == "" && (/^ *```/ || /^\.Bd /) {
			indent = match($0, /[^ ]/) - 1
			begin(kind, kind == "file" ? path : "")
			next
		}
		item != "" && (/^ *```/ || /^\.Ed/) { close(item); item = kind = ""; next }
		item != "" {
			line = substr($0, indent + 1)
			if (FILENAME ~ /\.in$/)
				gsub(/\\e/, "\\", line)
			print line >item
		}' "$1"
}

# A session as a script: each command is shown and run, and sees the status of the last.
make_script() {
	awk '/^\$ / {
		shown = $0
		gsub(/\047/, "\047\\\047\047", shown)
		printf "printf \"%%s\\n\" \047%s\047; (exit \"${last-0}\")\n", shown
		print substr($0, 3)
		print "last=$?"
	}' "$1"
}

# Compares what is expected with what came; "..." stands for any text, and alone in its
# line for any number of lines. Blanks that line columns up depend on the length of paths,
# the numbers of sources on what this host has.
compare() {
	sed 's/  */ /g; s/ $//; s/#[0-9][0-9]*/#N/' "$1" >wanted
	sed 's/  */ /g; s/ $//; s/#[0-9][0-9]*/#N/' "$2" >came
	awk '
		function regex(line) {
			gsub(/[][\\.*+?(){}|^$]/, "\\\\&", line)
			gsub(/\\\.\\\.\\\./, ".*", line)
			return "^" line "$"
		}
		function same(i, k) {
			if (i > n)
				return k > m
			if (wanted[i] == "...")
				return same(i + 1, k) || (k <= m && same(i, k + 1))
			return k <= m && came[k] ~ regex(wanted[i]) && same(i + 1, k + 1)
		}
		FNR == NR { wanted[++n] = $0; next }
		{ came[++m] = $0 }
		END { exit !same(1, 1) }' wanted came
}

# The home directory of the examples.
furnish() {
	mkdir -p "$HOME/.ssh" "$HOME/Documents" "$HOME/reports" "$HOME/try/private"
	echo '-----BEGIN OPENSSH PRIVATE KEY-----' >"$HOME/.ssh/id_ed25519"
	echo '40 + 2' >"$HOME/Documents/numbers.txt"
	printf 'pears\napples\nplums\n' >"$HOME/try/notes.txt"
	echo 'nothing to see here' >"$HOME/try/private/letter.txt"
	cat >"$HOME/try/report" <<-'END'
		#!/bin/sh
		set -e
		numbers=$(cat ~/Documents/numbers.txt)
		echo $(($numbers)) >~/reports/sum.txt
	END
	chmod +x "$HOME/try/report"
}

# run_examples DOCUMENT
run_examples() {
	document=${1##*/}
	rm -rf "$HOME" && mkdir "$HOME"
	furnish
	take_apart "$1" "$TMP/$document.d"
	for item in "$TMP/$document.d"/*; do
		case $item in
		*.file)
			path=$(sed -n "1s|^~|$HOME|p" "$item")
			mkdir -p "${path%/*}"
			sed 1d "$item" >"$path"
			[ "$(head -c 2 "$path")" != '#!' ] || chmod +x "$path"
			continue
			;;
		esac
		make_script "$item" >"$item.sh"
		(cd "$HOME/try" && sh "$item.sh" 2>&1) | sed "s|$HOME|/home/user|g" >"$item.out"
		name="$document: $(sed -n '/^\$ /{s///;s/\\.*//;p;q;}' "$item")"
		if compare "$item" "$item.out"; then
			pass "$name"
		else
			fail "$name" "wanted:" "$(cat "$item")" "got:" "$(cat "$item.out")"
		fi
	done
	ok "$document has runnable examples" test -n "$(ls "$TMP/$document.d")"
}

if need userns "README.md: the examples run"; then
	run_examples "$SRCDIR/README.md"
	for template in "$SRCDIR"/doc/sandbox.1.in "$SRCDIR"/doc/sandboxctl.1.in; do
		run_examples "$template"
	done
fi

# --- README.md and what it names ----------------------------------------------------------

nothing "README.md names every profile" "$(
	"$SANDBOXCTL" profiles | sed -n '/^Blocks/q; s/^  \([^ ]*\) .*/\1/p' |
		while IFS= read -r profile; do
			grep -q -e "\`$profile\`" "$SRCDIR/README.md" || echo "$profile"
		done
)"
nothing "SECURITY.md says what keeps each promise" "$(
	sed -n 's/^PROMISE([A-Z_]*, "\([^"]*\)".*/\1/p' "$SRCDIR/src/text/promise.def" |
		while IFS= read -r promise; do
			grep -q "^|.*\`$promise\`[^|]*|\$" "$SRCDIR/SECURITY.md" ||
				echo "$promise"
		done
)"
nothing "what the documents link to is there" "$(
	for document in README.md HACKING.md SECURITY.md; do
		sed -n 's/.*](\([^)#:]*\)).*/\1/p' "$SRCDIR/$document" |
			while IFS= read -r target; do
				[ -e "$SRCDIR/$target" ] || echo "$document: $target"
			done
	done
)"

# --- The demonstration --------------------------------------------------------------------

if need userns "the demonstration holds" && need git "the demonstration holds"; then
	ok "the demonstration holds" "$SRCDIR/tests/demo" "$SANDBOX"
	unlike "nothing in it is marked" "$out" '^!'
	# shellcheck disable=SC2016 # the script expands it
	printf '#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do shift; done\nexec "$@"\n' >no-sandbox
	chmod +x no-sandbox
	refused "it tells when a sandbox does not hold" 1 '^! read the private key .* yes +yes$' \
		"$SRCDIR/tests/demo" "$TMP/no-sandbox"
fi
done_testing
