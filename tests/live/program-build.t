#!/bin/sh
# program-build.t - real programs under `build`; among them, this project's own build.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3 git gcc tar
start_listener
git_as() {
	git -c user.name=tester -c user.email=tester@localhost -c init.defaultBranch=main "$@"
}

# --- Compilers and languages ---------------------------------------------------------------

cat >answer.c <<'EOF'
int main(void)
{
	return 42;
}
EOF
exits "gcc compiles, and its program runs in the current directory" 42 \
	inside --profile=build -- sh -ec 'gcc -o answer answer.c && exec ./answer'
exits "so it does in /tmp" 42 \
	inside --profile=build -- sh -ec 'gcc -o /tmp/answer answer.c && exec /tmp/answer'
exits "and in the home that is thrown away" 42 \
	inside --profile=build -- sh -ec 'gcc -o ~/answer answer.c && exec ~/answer'
nothing "of that home nothing is left" "$(ls "$HOME/answer" 2>/dev/null)"
ok "tar packs and unpacks" inside --profile=build -- \
	sh -ec 'tar -czf a.tar.gz answer.c; mkdir out; tar -C out -xzf a.tar.gz; cmp answer.c out/answer.c'
is "python3 starts processes, which need semaphores in /dev/shm" "$(
	inside --profile=build -- python3 -c 'import multiprocessing as m
print(m.Pool(2).map(abs, [-1, 2]))'
)" "[1, 2]"
is "what is asked of a build reaches it" \
	"$(CFLAGS=-O3 SOURCE_DATE_EPOCH=1 inside --profile=build -- sh -c 'echo $CFLAGS $SOURCE_DATE_EPOCH')" \
	"-O3 1"

# --- Git, and what must not be left for it -------------------------------------------------

ok "git makes a repository, commits, and clones" inside --profile=build -- sh -ec '
	git init -q -b main new
	cd new
	git config user.name tester
	git config user.email tester@localhost
	echo 1 >file
	git add file
	git commit -q -m one
	git clone -q . ../clone
	cmp file ../clone/file'
is "and the history is there outside" "$(git -C new log --format=%s)" one

cd new || exit 1
is "git reads the history of the current directory" \
	"$(inside --profile=build -- git log --format=%s)" one
is "nothing can be left for the git outside" "$(
	reach build write:.git/hooks/post-checkout write:.git/config write:.git/commondir
)" "write EROFS
write EROFS
write EROFS"
refused "nor another directory in its place" 1 'Device or resource busy' \
	inside --profile=build -- mv .git elsewhere
refused "so a commit is refused" 128 'Read-only file system' \
	inside --profile=build -- git commit -q --allow-empty -m two
ok "unless it is asked for" inside --profile=build --write=.git -- git commit -q --allow-empty -m two
cd .. || exit 1

# --- Secrets -------------------------------------------------------------------------------

mkdir -p "$HOME/.cargo/bin" "$HOME/.cargo/registry" "$HOME/.m2/repository"
printf '#!/bin/sh\necho a tool\n' >"$HOME/.cargo/bin/tool"
chmod 0755 "$HOME/.cargo/bin/tool"
echo token >"$HOME/.cargo/credentials.toml"
echo password >"$HOME/.m2/settings.xml"
echo crate >"$HOME/.cargo/registry/crate"
is "tools of the home run, and downloads are there" \
	"$(inside --profile=build -- sh -c "$HOME/.cargo/bin/tool; cat $HOME/.cargo/registry/crate")" \
	"a tool
crate"
is "they cannot be changed, and the keys beside them are not there" "$(
	reach build "write:$HOME/.cargo/bin/tool" "write:$HOME/.cargo/registry/crate" \
		"read:$HOME/.cargo/credentials.toml" "read:$HOME/.m2/settings.xml" \
		"read:$HOME/.ssh/id_canary" "write:$SRCDIR/new"
)" "write EROFS
write EROFS
read ENOENT
read ENOENT
read ENOENT
write ENOENT"
cd "$HOME" || exit 1
refused "started in the home directory, it is refused" 125 'would open your whole home directory' \
	inside --profile=build -- true
cd "$WORK" || exit 1

# --- This project --------------------------------------------------------------------------

# A fresh clone of the tree as it is, committed or not.
"$SRCDIR/tests/copy-tree" "$TMP/copy"
[ -e "$TMP/copy/.git" ] || git_as init -q "$TMP/copy"
git_as -C "$TMP/copy" add -A
git_as -C "$TMP/copy" commit -q --allow-empty -m "as it is" >/dev/null
git clone -q "$TMP/copy" project
cp "$DATA/reach.py" .
cd project || exit 1
run timeout 280 "$SANDBOX" --profile=build --read="$WORK/reach.py" -- sh -c "
	python3 $WORK/reach.py tcp:$port abstract:$abstract unix:$socket env:CANARY_TOKEN \\
		read:$HOME/canary
	./autogen.sh >log 2>&1 && ./configure >>log 2>&1 && make -j2 >>log 2>&1"
is "the project builds itself" "$status" 0 || diag "$(tail -n 20 log)" "$err"
is "while it reaches nobody outside, and none of the caller's secrets" "$out" \
	"tcp ECONNREFUSED
abstract ECONNREFUSED
unix ENOENT
env ENODATA
read ENOENT"
like "what it built runs" "$(./sandbox --version)" '^sandbox [0-9]'
is "and is all that has changed" "$(git status --short)" "?? log"
done_testing
