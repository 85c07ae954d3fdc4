#!/bin/bash
# program-overlay.t - real programs at work in a home that is an overlay: looked at, then kept.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"
need_all userns proc overlay xattr git tar python3

# What is kept of a home is under the name of the part.
at_home() {
	kept=$1
	shift
	inside --profile=shell --home=overlay --exec="$HOME" --changes="$kept" --workdir="$HOME" "$@"
}

# Nothing of what is done inside is on the host before it is committed.
untouched() {
	find "$HOME" -mindepth 1 -path "$HOME/.local" -prune -o -printf '%P %y %m %s %T@\n' | sort
}
commit() {
	"$SANDBOXCTL" commit "$1" --all --yes
}

# --- git ------------------------------------------------------------------------------------

git init -q "$HOME/origin"
git -C "$HOME/origin" config user.email test@example.org
git -C "$HOME/origin" config user.name test
for i in $(seq 40); do
	mkdir -p "$HOME/origin/dir$((i % 7))"
	echo "file $i" >"$HOME/origin/dir$((i % 7))/file$i"
done
ln -s dir1 "$HOME/origin/link"
git -C "$HOME/origin" add -A
git -C "$HOME/origin" commit -q -m first
before=$(untouched)
ok "git clones and commits in an overlaid home" at_home git -- sh -ec "
	git clone -q --no-hardlinks ~/origin ~/clone
	cd ~/clone
	git config user.email me@example.org
	git config user.name me
	git mv dir1 moved
	echo more >>dir2/file2
	git commit -q -a -m second
	git gc -q"
nothing "the home is what it was" "$(diff <(untouched) <(printf '%s\n' "$before"))"
like "diff has one line for it" "$("$SANDBOXCTL" diff git)" '^added +/.*/clone/ +[0-9]+ files, '
ok "what was cloned can be committed" commit git
ok "it is a repository" git -C "$HOME/clone" fsck --strict
nothing "with nothing changed" "$(git -C "$HOME/clone" status --porcelain)"
is "and both commits" "$(git -C "$HOME/clone" log --format=%s)" "second
first"
rm -rf "$HOME/clone" "$HOME/origin"

# --- make install ---------------------------------------------------------------------------

before=$(untouched)
ok "make installs into an overlaid home" at_home make -- sh -ec '
	mkdir ~/src
	cd ~/src
	printf "all:\n\techo \"#!/bin/sh\" >tool; echo \"echo made\" >>tool\ninstall: all\n\tinstall -D -m 0755 tool \$(HOME)/.local/bin/tool\n\tln -sf tool \$(HOME)/.local/bin/alias\n" >Makefile
	make -s install
	test "$(~/.local/bin/alias)" = made'
nothing "the home is what it was" "$(diff <(untouched) <(printf '%s\n' "$before"))"
ok "a part of it is kept" "$SANDBOXCTL" commit make --yes "$HOME/.local/bin"
is "and runs" "$("$HOME/.local/bin/alias")" made
ok "the rest is dropped" "$SANDBOXCTL" discard make --yes
ok "it is not there" test ! -e "$HOME/src"

# --- tar: hard links, holes, times, modes ------------------------------------------------------

mkdir "$WORK/tree"
echo content >"$WORK/tree/one"
ln "$WORK/tree/one" "$WORK/tree/two"
truncate -s 20M "$WORK/tree/sparse"
echo end >>"$WORK/tree/sparse"
echo x >"$WORK/tree/locked"
chmod 0400 "$WORK/tree/locked"
mkdir "$WORK/tree/closed"
echo y >"$WORK/tree/closed/y"
chmod 0555 "$WORK/tree/closed"
mkfifo "$WORK/tree/fifo"
find "$WORK/tree" -exec touch -h -d '2011-11-11 11:11:11.123456789' {} +
tar -C "$WORK" --sparse --format=posix -cf "$WORK/tree.tar" tree
ok "tar unpacks in an overlaid home" at_home tar --read="$WORK/tree.tar" -- \
	tar --sparse -xpf "$WORK/tree.tar" -C "$HOME"
ok "what was unpacked can be committed" commit tar
nothing "it is what was packed, with types, modes, links and times" "$(diff \
	<(cd "$WORK/tree" && find . -printf '%p %y %m %n %s %T@ %l\n' | sort) \
	<(cd "$HOME/tree" && find . -printf '%p %y %m %n %s %T@ %l\n' | sort))"
ok "with its content" cmp "$WORK/tree/sparse" "$HOME/tree/sparse"
is "one file under two names" "$(stat -c %i "$HOME/tree/one")" "$(stat -c %i "$HOME/tree/two")"
ok "and the holes" test "$(stat -c %b "$HOME/tree/sparse")" -lt 1000
chmod -R u+w "$HOME/tree" "$WORK/tree"
rm -rf "$HOME/tree"

# --- dpkg -----------------------------------------------------------------------------------

if need dpkg-deb "dpkg -x unpacks a package"; then
	mkdir -p "$WORK/package/DEBIAN" "$WORK/package/usr/bin"
	printf 'Package: probe\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n' \
		>"$WORK/package/DEBIAN/control"
	printf '#!/bin/sh\necho from a package\n' >"$WORK/package/usr/bin/probe"
	chmod 4755 "$WORK/package/usr/bin/probe"
	dpkg-deb --root-owner-group -b "$WORK/package" "$WORK/probe.deb" >/dev/null
	ok "dpkg -x unpacks a package" at_home dpkg --read="$WORK/probe.deb" -- \
		dpkg-deb -x "$WORK/probe.deb" "$HOME/unpacked"
	like "its setuid program is marked" "$("$SANDBOXCTL" diff dpkg)" 'unpacked/ .*\(setuid\)'
	ok "what was unpacked can be committed" commit dpkg
	is "the program is there, setuid no more" \
		"$("$HOME/unpacked/usr/bin/probe") $(stat -c %a "$HOME/unpacked/usr/bin/probe")" \
		"from a package 755"
fi

# --- pip and npm ------------------------------------------------------------------------------

name="pip installs into an overlaid home"
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
	skip venv "$name" "this Python cannot make virtual environments"
else
	tar -C "$DATA" --transform s/^sdist/curious-1.0/ -czf "$WORK/curious-1.0.tar.gz" sdist
	ok "$name" inside --profile=python --home=overlay --exec="$HOME" --changes=pip --env="CURIOUS_ABOUT=$HOME/canary" --env="PROJECT=$HOME/env" \
		--read="$WORK/curious-1.0.tar.gz" --workdir="$HOME" -- sh -ec "
		python3 -m venv ~/env
		~/env/bin/pip --disable-pip-version-check install --quiet --no-index '$WORK/curious-1.0.tar.gz'"
	ok "what pip installed can be committed" commit pip
	ok "and is imported from there" "$HOME/env/bin/python" -c 'import curious'
fi
if need npm "npm installs into an overlaid home"; then
	cp -r "$DATA/npm-package" "$WORK/npm-package"
	ok "npm installs into an overlaid home" inside --profile=node --home=overlay --exec="$HOME" \
		--env="CURIOUS_ABOUT=$HOME/canary" --env="PROJECT=$HOME/node" --changes=npm --read="$WORK/npm-package" --workdir="$HOME" -- \
		npm install --offline --no-audit --no-fund --prefix "$HOME/node" --install-links "$WORK/npm-package"
	like "diff has it" "$("$SANDBOXCTL" diff npm)" '^added +/.*/node/ '
	ok "what npm installed can be committed" commit npm
	ok "it is there" test -d "$HOME/node/node_modules"
fi

# --- Two at a time ----------------------------------------------------------------------------

mkdir "$HOME/shared"
for i in 1 2 3 4; do
	at_home "two$i" -- sh -c "echo $i >~/shared/file; sleep 0.3; cat ~/shared/file" >"$TMP/saw$i" &
	pids[i]=$!
done
wait "${pids[@]}"
is "sandboxes over one home do not see each other's changes" "$(cat "$TMP"/saw?)" "1
2
3
4"
ok "nor does the host" test ! -e "$HOME/shared/file"
done_testing
