# shellcheck shell=sh
# lib-tree.sh - which files the house tests look at: those of the project, not of a build.
# Sourced after lib.sh.

# Files below the tree, one a line, relative to it.  git knows best; a source archive has
# no git and nothing but the project in it, apart from what autogen.sh and configure made.
all_files() {
	if [ -e "$SRCDIR/.git" ] && command -v git >/dev/null &&
		git -C "$SRCDIR" rev-parse >/dev/null 2>&1; then
		git -C "$SRCDIR" ls-files --cached --others --exclude-standard
	else
		(cd "$SRCDIR" && find . \( -name .git -o -name autom4te.cache -o -name .deps \
			-o -name build-aux -o -name build \) -prune -o -type f ! -name '*.[oa]' \
			-print | sed 's|^\./||' | grep -vxE \
			'aclocal\.m4|config(ure|\.h\.in|\.log|\.status|\.h)?~?|Makefile(\.in)?|stamp-h1')
	fi
}

# Without what is below the build directory, when it is inside the tree, and without what
# git still lists though it has just been removed.
tree_files() {
	case $BUILD in
	"$SRCDIR"/*) inside=${BUILD#"$SRCDIR"/}/ ;;
	*) inside=/ ;;
	esac
	all_files | LC_ALL=C sort -u | while IFS= read -r file; do
		case $file in
		"$inside"*) continue ;;
		esac
		[ ! -f "$SRCDIR/$file" ] || printf '%s\n' "$file"
	done
}

# tree_files_like ERE
tree_files_like() {
	tree_files | grep -E -e "$1"
}
