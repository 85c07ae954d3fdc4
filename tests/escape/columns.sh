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

# launcher NAME LAYER: how it is started, hardened as its manual advises, into $launcher; ours
# with the words that some layers are about.
launcher_line() {
	local link
	case $1 in
	none)
		launcher=()
		[ "$2" != chroot ] || launcher=(unshare --user --map-root-user --)
		;;
	sandbox)
		launcher=("$SANDBOX" -q --profile=default --read="$TMP/tool")
		case $2 in
		memory) launcher+=(--write-execute=deny) ;;
		group) launcher+=(--terminal=inherit --syscalls="allow @realtime") ;;
		nested) launcher+=(--nested=userns --network=host) ;;
		chroot) launcher+=(--user=root --capabilities=sys_chroot) ;;
		esac
		launcher+=(--)
		;;
	browser) launcher=("$SANDBOX" -q --profile=browser --read="$TMP/tool" --) ;;
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

# attack_line NAME LAYER: a script that runs the attackers of a layer, into $TMP/line.sh.
attack_line() {
	local launcher
	launcher_line "$1" "$2"
	{
		echo "cd $(printf %q "$TMP/cwd") || exit"
		printf '%q ' exec "$BUILD/tests/escape/victim" "${things[@]}" -- \
			"${launcher[@]}" "$attack" "$2" @
		[ "$2" = streams ] || echo '9<"$HOME"'
	} >"$TMP/line.sh"
}

# column NAME [LAYER...]: "LAYER NAME RESULT" of all attackers or those, by tabs.
column() {
	local attack=$TMP/tool/attack column=$1 layer name what
	shift
	[ $# != 0 ] || set -- all memory group nested chroot
	rm -f "$HOME/.profile" "$HOME/.config/autostart/escape.desktop" \
		"$HOME/repo/.git/hooks/post-checkout"
	if [ "$column" = firejail ]; then
		# It hides /tmp; a private home brings the program in.
		mkdir -p "$TMP/private"
		cp "$TMP/tool/attack" "$TMP/private/attack"
		attack=$(getent passwd "$(id -u)" | cut -d: -f6)/attack
	fi
	# An end of its input would be typed into the results.
	rm -f "$TMP/no-end"
	mkfifo "$TMP/no-end"
	for layer; do
		attack_line "$column" "$layer"
		ESCAPE_CANARY=CANARY script -qec "bash $TMP/line.sh" /dev/null <>"$TMP/no-end" |
			tr -d '\r' | grep -a "$(printf '\t')"
	done >"$TMP/results"
	if [ "$1" = all ]; then
		# Files and pipes as standard streams; the results go to another one.
		echo CANARY | tee "$TMP/in" >"$TMP/out"
		attack_line "$column" streams
		bash "$TMP/line.sh" <"$TMP/in" >>"$TMP/out" 2>"$TMP/errors"
		grep -a "$(printf "\t")" "$TMP/errors" >>"$TMP/results"
	fi
	# What was planted counts when it is there outside.
	for name in "write ~/.profile|$HOME/.profile" \
		"write an autostart entry|$HOME/.config/autostart/escape.desktop" \
		"write a git hook|$HOME/repo/.git/hooks/post-checkout"; do
		what=${name%%|*}
		[ -e "${name#*|}" ] || sed -i "s|\t$what\tbroke\$|\t$what\tnothing|" "$TMP/results"
	done
	cat "$TMP/results"
}
