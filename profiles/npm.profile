# npm: package installs of Node.js.
summary   npm
include   node
