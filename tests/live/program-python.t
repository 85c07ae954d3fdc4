#!/bin/sh
# program-python.t - Python and pip under `python`.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3 git tar
start_server "$DATA"
git init -q .
mkdir -p "$HOME/.config/pip"
echo 'password of an index' >"$HOME/.config/pip/pip.conf"
tar -C "$DATA" --transform s/^sdist/curious-1.0/ -czf curious-1.0.tar.gz sdist

is "python3 reaches the network" "$(
	inside --profile=python -- python3 -c 'import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).status)' "$server/page.html"
)" 200

name="python3 makes a virtual environment"
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
	skip venv "$name" "this Python cannot make one: the package python3-venv is missing"
else
	ok "$name" inside --profile=python -- python3 -m venv env
	ok "pip builds and installs a package" inside --profile=pip --env="PROJECT=$WORK" \
		--env="CURIOUS_ABOUT=$HOME/canary:$HOME/.ssh/id_canary:$HOME/.config/pip/pip.conf" \
		-- env/bin/pip --disable-pip-version-check install --quiet \
		--no-index ./curious-1.0.tar.gz
	is "which has reached nothing of the caller's" "$(
		inside --profile=python -- env/bin/python -c 'import curious
print("\n".join(curious.SEEN))'
	)" "ENOENT
ENOENT
ENOENT
EROFS
no token"
fi

# Parts in C of what pip installs there are loaded from there.
is "programs run in the home, which is thrown away" "$(
	inside --profile=python -- sh -c 'printf "#!/bin/sh\necho ran\n" >~/x; chmod +x ~/x; ~/x'
	ls "$HOME/x" 2>/dev/null
)" ran

for profile in python pip pip3; do
	is "$profile: the current directory, and nothing else of the caller's" "$(
		reach "$profile" "write:$WORK/new" write:.git/config "read:$HOME/canary" \
			"write:$SRCDIR/new" env:CANARY_TOKEN
	)" "write reached
write EROFS
read ENOENT
write ENOENT
env ENODATA"
done
is "python3 by its name picks no profile but default" \
	"$(inside python3 - "read:$WORK" <"$DATA/reach.py")" "read ENOENT"
done_testing
