# npx: programs of Node.js that are installed for one run.
summary   npx
include   node
