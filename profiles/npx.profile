# npx: programs of Node.js, installed for one run.
summary   The package runner npx
include   node
