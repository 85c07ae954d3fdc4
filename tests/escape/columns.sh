# shellcheck shell=bash
# columns.sh - runs the attackers in one launcher after the other; for compare and for
# tests/live/escape.t.  Wants $BUILD, $SANDBOX and a $TMP of its own below $HOME or /tmp.

# What the attackers look for.  The launchers show $TMP/tool, where the program is.
prepare_victims() {
	mkdir -p "$TMP/tool" "$HOME/.ssh" "$HOME/.config/autostart" "$HOME/repo/.git/hooks" \
		"$TMP/cwd"
	cp "$BUILD/tests/escape/attack" "$TMP/tool/attack"
	shared=/dev/shm/escape-$$
	tmp_canary=$(mktemp "${TMPDIR:-/tmp}/escape.XXXXXX")
	echo CANARY | tee "$HOME/.ssh/id" "$HOME/home-canary" "$tmp_canary" >"$shared"
	things=(
		home-canary="$HOME/.ssh/id" home-dir="$HOME"
		tmp-canary="$tmp_canary" shm-canary="$shared"
		plant-profile="$HOME/.profile"
		plant-autostart="$HOME/.config/autostart/escape.desktop"
		plant-hook="$HOME/repo/.git/hooks/post-checkout"
		leaked-fd=9
		boot-id="$(cat /proc/sys/kernel/random/boot_id)"
		machine-id="$(cat /etc/machine-id 2>/dev/null || echo none)"
		host-name="$(uname -n)"
		socket="$TMP/agent"
	)
}

remove_victims() {
	rm -f "$shared" "$tmp_canary"
}

# launcher NAME: how it is started, hardened as its manual advises, into $launcher.
launcher_line() {
	local link
	case $1 in
	none) launcher=() ;;
	sandbox) launcher=("$SANDBOX" -q --profile=default --read="$TMP/tool" --) ;;
	bubblewrap)
		launcher=(bwrap --unshare-all --die-with-parent --new-session --clearenv
			--setenv PATH /usr/bin:/bin --setenv HOME "$HOME" --hostname sandbox
			--ro-bind /usr /usr --proc /proc --dev /dev --tmpfs /tmp --tmpfs /run
			--tmpfs /home --dir "$HOME" --ro-bind "$TMP/tool" "$TMP/tool"
			--cap-drop ALL --disable-userns --unshare-user)
		for link in /bin /sbin /lib /lib64; do
			[ ! -L "$link" ] || launcher+=(--symlink "$(readlink "$link")" "$link")
		done
		launcher+=(--)
		;;
	firejail)
		launcher=(firejail --quiet --noprofile --private="$TMP/private" --private-tmp
			--private-dev --private-cache --net=none --ipc-namespace --caps.drop=all
			--nonewprivs --noroot --seccomp --seccomp.block-secondary --nogroups
			--disable-mnt --hostname=sandbox --machine-id --noinput --rmenv=ESCAPE_CANARY
			--restrict-namespaces)
		;;
	esac
}

# column NAME: "LAYER NAME RESULT" of all attackers, by tabs.
column() {
	local launcher attack=$TMP/tool/attack line=$TMP/line.sh name what
	launcher_line "$1"
	rm -f "$HOME/.profile" "$HOME/.config/autostart/escape.desktop" \
		"$HOME/repo/.git/hooks/post-checkout"
	if [ "$1" = firejail ]; then
		# It hides /tmp; a private home brings the program in.
		mkdir -p "$TMP/private"
		cp "$TMP/tool/attack" "$TMP/private/attack"
		attack=$(getent passwd "$(id -u)" | cut -d: -f6)/attack
	fi
	{
		echo "cd $(printf %q "$TMP/cwd") || exit"
		printf '%q ' exec "$BUILD/tests/escape/victim" "${things[@]}" -- \
			"${launcher[@]}" "$attack" all @
		echo '9<"$HOME"'
	} >"$line"
	# An end of its input would be typed into the results.
	rm -f "$TMP/no-end"
	mkfifo "$TMP/no-end"
	ESCAPE_CANARY=CANARY script -qec "bash $line" /dev/null <>"$TMP/no-end" |
		tr -d '\r' | grep -a "$(printf '\t')" >"$TMP/results"
	# Files and pipes as standard streams; the results go to another one.
	echo CANARY | tee "$TMP/in" >"$TMP/out"
	{
		echo "cd $(printf %q "$TMP/cwd") || exit"
		printf '%q ' exec "$BUILD/tests/escape/victim" "${things[@]}" -- \
			"${launcher[@]}" "$attack" streams @
	} >"$line"
	bash "$line" <"$TMP/in" >>"$TMP/out" 2>"$TMP/errors"
	grep -a "$(printf "\t")" "$TMP/errors" >>"$TMP/results"
	# What was planted counts when it is there outside.
	for name in "write ~/.profile|$HOME/.profile" \
		"write an autostart entry|$HOME/.config/autostart/escape.desktop" \
		"write a git hook|$HOME/repo/.git/hooks/post-checkout"; do
		what=${name%%|*}
		[ -e "${name#*|}" ] || sed -i "s|\t$what\tbroke\$|\t$what\tnothing|" "$TMP/results"
	done
		cat "$TMP/results"
}
