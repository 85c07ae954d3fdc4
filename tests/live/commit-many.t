#!/bin/bash
# commit-many.t - a thousand changes at a time are listed, committed and dropped: each of them, and once.
. "$(dirname "$0")/../lib.sh"
need_all userns proc overlay xattr python3

host=$TMP/host
cd "$TMP" || exit 1
# The one of the tests, which does not wait for the disk.
faulty=$BUILD/tests/fault/sandboxctl
keep=(--overlay="$host" --changes=many)
# Python for the program inside, or outside with the host.
inside() {
	"$SANDBOX" --quiet "${keep[@]}" python3 -c "import os; os.chdir('$host')
$1"
}

# --- Directories ----------------------------------------------------------------------------

mkdir "$host"
python3 -c "import os
for i in range(1000):
    os.mkdir('$host/old%d' % i)
    open('$host/old%d/f' % i, 'w').write('old')"
ok "a program changes a file in each of 1,000 directories, and makes 1,000 more" inside "
for i in range(1000):
    open('old%d/f' % i, 'w').write('changed %d' % i)
    os.mkdir('new%d' % i)
    open('new%d/f' % i, 'w').write('new %d' % i)"
is "diff has each of them" "$("$SANDBOXCTL" diff many | cut -d' ' -f1 | sort | uniq -c | tr -s ' ')" \
	" 1000 added
 1000 changed"
ok "all can be committed" "$faulty" commit many --all --yes
is "each file is on the host, with what was written" "$(python3 -c "
n = 0
for i in range(1000):
    n += open('$host/old%d/f' % i).read() == 'changed %d' % i
    n += open('$host/new%d/f' % i).read() == 'new %d' % i
print(n)")" 2000
is "nothing is left" "$("$SANDBOXCTL" diff --all many 2>/dev/null)" ""
nothing "no temporary file, either" "$(find "$host" -name '.sandbox-commit*')"

# --- Files that look alike --------------------------------------------------------------------

# Of one size and one time: only what is in them tells which of them was renamed.
rm -rf "$host"
mkdir -p "$host/r"
python3 -c "import os
for i in range(1000):
    p = '$host/r/%04d' % i
    open(p, 'w').write('%08d' % i)
    os.utime(p, (1e9, 1e9))"
ok "a program removes 1,000 files and makes 1,000 like them" inside "
for i in range(1000):
    os.unlink('r/%04d' % i)
    p = 'n%04d' % i
    open(p, 'w').write('%08d' % (i + 50000))
    os.utime(p, (1e9, 1e9))"
is "diff takes none of them for another" \
	"$("$SANDBOXCTL" diff many | cut -d' ' -f1 | sort | uniq -c | tr -s ' ')" " 1000 added
 1000 removed"
ok "all can be dropped" "$SANDBOXCTL" discard many --yes
ok "a program renames 1,000 files" inside "
for i in range(1000):
    os.rename('r/%04d' % i, 'n%04d' % i)"
is "diff has each as renamed" \
	"$("$SANDBOXCTL" diff many | cut -d' ' -f1 | sort | uniq -c | tr -s ' ')" " 1000 renamed"
is "with the name that it had" \
	"$("$SANDBOXCTL" diff many | sed -n 's|.*/r/\(....\) -> .*/n\(....\) .*|\1 \2|p' | awk '$1 != $2 || NR == 1000')" \
	"0999 0999"
ok "they can be committed" "$faulty" commit many --all --yes
is "each is on the host, once" "$(python3 -c "
print(sum(open('$host/n%04d' % i).read() == '%08d' % i for i in range(1000)))
" && ls "$host/r")" 1000

# --- One file with many names -----------------------------------------------------------------

rm -rf "$host"
mkdir "$host"
ok "a program gives 1,000 files two names each, and one a thousand" inside "
for i in range(1000):
    open('a%d' % i, 'w').write(str(i))
    os.link('a%d' % i, 'b%d' % i)
open('c', 'w').close()
for i in range(1000):
    os.link('c', 'c%d' % i)"
ok "they can be committed" "$faulty" commit many --all --yes
is "each is one file on the host" "$(python3 -c "import os
ino = lambda name: os.stat('$host/' + name).st_ino
print(sum(ino('a%d' % i) == ino('b%d' % i) for i in range(1000)),
      len(set(ino('a%d' % i) for i in range(1000))), os.stat('$host/c').st_nlink)")" "1000 1000 1001"
done_testing
