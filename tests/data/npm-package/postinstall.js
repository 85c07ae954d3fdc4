// postinstall.js - what any package may do: run while it is being installed. It tries to
// read each of the files in CURIOUS_ABOUT, and to leave a git hook; what became of that
// stands in installed.log of the project.
const fs = require("fs");
const project = process.env.INIT_CWD;

function outcome(attempt) {
	try {
		attempt();
		return "done";
	} catch (e) {
		return e.code;
	}
}

const log = process.env.CURIOUS_ABOUT.split(":").map((file) => outcome(() => fs.readFileSync(file)));
log.push(outcome(() => fs.writeFileSync(project + "/.git/hooks/pre-commit", "#!/bin/sh\n")));
log.push(process.env.CANARY_TOKEN || "no token");
fs.writeFileSync(project + "/installed.log", log.join("\n") + "\n");
