#!/usr/bin/env node
'use strict';
// The bin. Only syntax that any Node understands, so that one that is too old can say so.
const bundle = './bailiwick.cjs';
const bridge = './cage.cjs';
const judge = './hook.cjs';
// An agent takes every other code of its hook for a yes, and so it would a failure on the way there; some of them this code, too, when
// nothing is said on stderr.
const isHook = process.argv[2] === 'hook' && process.argv[3] !== '--help' && process.argv[3] !== '-h';
if (isHook) {
  process.exitCode = 2;
  process.on('uncaughtException', blocked);
  process.on('beforeExit', silent);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGXCPU']) process.on(signal, stopped);
}
const version = process.versions.node.split('.').map(Number);

if (process.platform === 'win32') {
  process.stderr.write('Bailiwick runs on Linux and macOS, not on Windows; there, start it inside WSL.\n');
  process.exit(isHook ? 2 : 1);
} else if (version[0] < 22 || (version[0] === 22 && version[1] < 13)) {
  process.stderr.write(`Bailiwick needs Node 22.13 or newer; this is Node ${process.versions.node} (${process.execPath}).\n`);
  process.exit(isHook ? 2 : 1);
} else if (process.argv[2] === 'cage') {
  // What leads a child to its tools: small, and loads nothing of the server.
  require(bridge);
} else {
  useCompileCache();
  require(isHook ? judge : bundle);
}

function stopped() {
  process.stderr.write('Bailiwick: the hook was stopped before it could answer, so it is no.\n');
  process.exit(2);
}

function silent() {
  process.stderr.write('Bailiwick: the hook ended before it could answer, so it is no.\n');
  process.exit(2);
}

function blocked(error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Bailiwick: the hook could not be started, so the answer is no: ${why}\n`);
  process.exit(2);
}

/**
 * Node would share a cache in the temporary directory, where another user could plant code; this one is ours alone. It lies in our
 * state, which commands may not write, and hangs on the user database's home, since the environment may come from a repository.
 */
function useCompileCache() {
  try {
    const fs = require('node:fs');
    const user = require('node:os').userInfo();
    const directory = require('node:path').join(user.homedir, '.local', 'state', 'bailiwick', 'compile-cache');
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const stat = fs.lstatSync(directory);
    if (stat.isDirectory() && stat.uid === user.uid && (stat.mode & 0o077) === 0) {
      require('node:module').enableCompileCache(directory);
    }
  } catch (_) {
    // Without a home that can be written, starting is only slower.
  }
}
