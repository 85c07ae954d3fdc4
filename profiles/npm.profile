# npm: the package manager of Node.js.
summary   The package manager npm
include   node
