#!/usr/bin/env node
// curious.js - the program that the package installs.
console.log("curious runs");
