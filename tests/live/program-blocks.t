#!/bin/sh
# program-blocks.t - the small blocks that profiles are made of, each with a real program.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3
start_listener
profiles=$HOME/.config/sandbox/profiles
mkdir -p "$profiles"
# One profile for each block of the same name, with nothing in it but the installed system.
for file in "$SANDBOX_PROFILES"/*.profile; do
	block=$(basename "$file" .profile)
	! grep -q '^summary *Block:' "$file" ||
		printf 'include base\ninclude %s\n' "$block" >"$profiles/with-$block.profile"
done

# under BLOCK COMMAND...
under() {
	under_block=$1
	shift
	inside --profile="with-$under_block" -- "$@"
}

# --- Things of the system ------------------------------------------------------------------

ok "base: programs and their libraries start" under base ls /
is "base: the rest of /etc is not there" \
	"$(reach with-base read:/etc/shadow read:/etc/ssl/certs read:/etc/fonts read:/sys)" \
	"read ENOENT
read ENOENT
read ENOENT
read ENOENT"
is "timezone: the local time is the host's" "$(under timezone date +%Z)" "$(date +%Z)"
is "timezone: it cannot be set" "$(reach with-timezone write:/etc/localtime)" "write EROFS"

if need fc-match "fonts: a font is found, and nothing complained about"; then
	mkdir -p "$HOME/.local/share/fonts"
	run under fonts fc-match --format='%{family}\n' sans
	is "fonts: a font is found, and nothing complained about" "$status $err" "0 "
	isnt "fonts: it has a name" "$out" ""
	is "fonts: your own can be read, and not written" \
		"$(reach with-fonts "write:$HOME/.local/share/fonts/new" "read:$HOME/canary")" \
		"write EROFS
read ENOENT"
fi

is "internet: names are found" "$(under internet getent ahostsv4 localhost | head -n 1 | cut -d ' ' -f 1)" \
	127.0.0.1
name="internet: python3 finds the certificates of authorities"
if [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/pki/tls/cert.pem ]; then
	is "$name" "$(under internet python3 -c 'import ssl
print(len(ssl.create_default_context().get_ca_certs()) > 10)')" True
else
	skip ca-certificates "$name" "no certificates are installed"
fi
is "internet: keys of servers and the order of accounts are not there, nor a network" "$(
	reach with-internet read:/etc/ssl/private read:/etc/pki/tls/private "tcp:$port"
	under internet grep -c -E 'ldap|sss' /etc/nsswitch.conf
)" "read ENOENT
read ENOENT
tcp EAFNOSUPPORT
0"

is "gpu: no device but render nodes, no /sys but the way to them" \
	"$(reach with-gpu read:/dev/dri/card0 read:/sys/class read:/sys/kernel read:/dev/mem)" \
	"read ENOENT
read ENOENT
read ENOENT
read ENOENT"
if [ -e /dev/dri/renderD128 ]; then
	is "gpu: the first render node is what it is outside" \
		"$(under gpu stat -c %t:%T /dev/dri/renderD128)" "$(stat -c %t:%T /dev/dri/renderD128)"
else
	skip gpu "gpu: the first render node is what it is outside" "no /dev/dri/renderD128"
fi

# --- Things of the session -----------------------------------------------------------------

mkdir "$XDG_RUNTIME_DIR/pulse"
mkfifo "$TMP/ready"
python3 "$DATA/listen.py" "unix:$XDG_RUNTIME_DIR/wayland-7" "unix:$XDG_RUNTIME_DIR/pulse/native" \
	"unix:$XDG_RUNTIME_DIR/pipewire-0" "unix:$XDG_RUNTIME_DIR/pipewire-0-manager" \
	"unix:$XDG_RUNTIME_DIR/bus" >"$TMP/ready" &
when_done "kill $! 2>/dev/null"
read -r _ <"$TMP/ready"
WAYLAND_DISPLAY=wayland-7
export WAYLAND_DISPLAY

is "sound: both servers can be reached, and no other socket of the session" "$(
	reach with-sound "unix:$XDG_RUNTIME_DIR/pulse/native" "unix:$XDG_RUNTIME_DIR/pipewire-0" \
		"unix:$XDG_RUNTIME_DIR/pipewire-0-manager" "unix:$XDG_RUNTIME_DIR/bus" \
		"unix:$XDG_RUNTIME_DIR/wayland-7"
)" "unix reached
unix reached
unix ENOENT
unix ENOENT
unix ENOENT"
is "sound: programs are told where the servers are" \
	"$(under sound sh -c 'echo "$PULSE_SERVER $PIPEWIRE_RUNTIME_DIR"')" \
	"unix:$XDG_RUNTIME_DIR/pulse/native $XDG_RUNTIME_DIR"
is "wayland: the compositor can be reached, and no other socket of the session" "$(
	reach with-wayland "unix:$XDG_RUNTIME_DIR/wayland-7" "unix:$XDG_RUNTIME_DIR/pulse/native" \
		"unix:$XDG_RUNTIME_DIR/bus"
)" "unix reached
unix ENOENT
unix ENOENT"
is "wayland: programs are told where it is" \
	"$(under wayland sh -c 'echo "$WAYLAND_DISPLAY"')" "$XDG_RUNTIME_DIR/wayland-7"
is "desktop: the compositor can be reached, sound and D-Bus cannot" "$(
	reach with-desktop "unix:$XDG_RUNTIME_DIR/wayland-7" "unix:$XDG_RUNTIME_DIR/pulse/native" \
		"unix:$XDG_RUNTIME_DIR/bus"
)" "unix reached
unix ENOENT
unix ENOENT"
mkdir -p "$HOME/.config/gtk-3.0" "$HOME/.config/dconf"
touch "$HOME/.config/gtk-3.0/settings.ini" "$HOME/.config/gtk-3.0/bookmarks" \
	"$HOME/.config/dconf/user"
is "desktop: settings of how things look are there, others are not" "$(
	reach with-desktop "read:$HOME/.config/gtk-3.0/settings.ini" \
		"write:$HOME/.config/gtk-3.0/settings.ini" \
		"read:$HOME/.config/gtk-3.0/bookmarks" "read:$HOME/.config/dconf/user"
)" "read reached
write EROFS
read ENOENT
read ENOENT"
like "desktop: there is a machine id" "$(under desktop cat /etc/machine-id)" '^[0-9a-f]{32}$'
isnt "desktop: which is not the real one" "$(under desktop cat /etc/machine-id)" \
	"$(cat /etc/machine-id 2>/dev/null)"
unset WAYLAND_DISPLAY

# --- Things of yours -----------------------------------------------------------------------

mkdir -p "$HOME/.rustup" "$HOME/.cargo/bin" "$HOME/.cargo/registry" "$HOME/go/pkg/mod"
printf '#!/bin/sh\necho a tool\n' >"$HOME/.cargo/bin/tool"
chmod 0755 "$HOME/.cargo/bin/tool"
touch "$HOME/.cargo/credentials.toml" "$HOME/.cargo/registry/crate"
is "toolchain: tools run" "$(under toolchain "$HOME/.cargo/bin/tool")" "a tool"
is "toolchain: keys, downloads and the rest of the home are not there" "$(
	reach with-toolchain "write:$HOME/.cargo/bin/new" "read:$HOME/.cargo/credentials.toml" \
		"read:$HOME/.cargo/registry/crate" "read:$HOME/canary"
)" "write EROFS
read ENOENT
read ENOENT
read ENOENT"
ok "caches: downloads are there" under caches cat "$HOME/.cargo/registry/crate"
is "caches: they cannot be changed" "$(
	reach with-caches "write:$HOME/.cargo/registry/crate" "write:$HOME/go/pkg/mod/new" \
		"read:$HOME/.cargo/credentials.toml"
)" "write EROFS
write EROFS
read ENOENT"

printf '#!/bin/sh\necho ran >here\n' >script
chmod 0755 script
ok "worktree: programs in the current directory run, and write there" under worktree ./script
is "worktree: outside, too" "$(cat here)" ran
cd "$HOME" || exit 1
refused "worktree: the home directory is refused" 125 'would open your whole home directory' \
	under worktree true
cd /usr || exit 1
ok "worktree: another is not" under worktree true
cd "$WORK" || exit 1

mkdir -p "$HOME/.aws"
echo key >"$HOME/.aws/credentials"
echo letter >"$HOME/letter"
touch "$HOME/.netrc"
printf 'include base\nread ${HOME}\ninclude secrets\n' >"$profiles/with-secrets.profile"
is "secrets: a shown home shows no keys" "$(
	reach with-secrets "read:$HOME/letter" "read:$HOME/.ssh/id_canary" \
		"read:$HOME/.aws/credentials" "read:$HOME/.netrc"
)" "read reached
read EACCES
read EACCES
read EACCES"
printf 'read ${HOME}/.aws\n' >>"$profiles/with-secrets.profile"
ok "secrets: unless a later rule does" under secrets cat "$HOME/.aws/credentials"
done_testing
