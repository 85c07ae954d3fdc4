#!/bin/sh
# program-node.t - Node.js and npm under `node`.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/program.sh"

need_all userns python3 node git tar
start_server "$DATA"
git init -q .
printf '%s\n' '//registry.npmjs.org/:_authToken=CANARY' init-author-name=CANARY >"$HOME/.npmrc"
tar -C "$DATA" --transform s/^npm-package/package/ -czf curious.tgz npm-package
echo '{ "name": "project", "version": "1.0.0" }' >package.json

is "node computes, picked by its name" "$(inside node -p '6 * 7')" 42
is "it reaches the network" "$(
	inside node -e 'require("http").get(process.argv[1], r => console.log(r.statusCode))' \
		"$server/page.html"
)" 200

name="npm installs a package and runs what comes with it"
if need npm "$name"; then
	ok "$name" inside --env="CURIOUS_ABOUT=$HOME/canary:$HOME/.ssh/id_canary:$HOME/.npmrc" -- \
		npm install --offline --no-audit --no-fund --no-update-notifier ./curious.tgz
	is "which has reached nothing of the caller's" "$(cat installed.log)" "ENOENT
ENOENT
ENOENT
EROFS
no token"
	is "what was installed is there outside" "$(ls node_modules)" curious
	is "npx runs it" "$(inside npx --offline --no-update-notifier curious)" "curious runs"
	is "npm does not know the settings and tokens of the real home" \
		"$(inside npm config get init-author-name)" ""
fi

for profile in node npm npx; do
	is "$profile: the current directory, and nothing else of the caller's" "$(
		reach "$profile" "write:$WORK/new" write:.git/config "read:$HOME/canary" \
			"write:$SRCDIR/new" env:CANARY_TOKEN
	)" "write reached
write EROFS
read ENOENT
write ENOENT
env ENODATA"
done
done_testing
