'use strict';
// Loaded before the server by whatever tests or measures it (`node --require`): it takes TEST_HOME for the home directory of the user
// database, so that nobody's settings count and nobody's state is written. The server itself has no such switch.
const { syncBuiltinESMExports } = require('node:module');
const os = require('node:os');

const home = process.env.TEST_HOME;
if (home === undefined) throw new Error('TEST_HOME is missing');
const { userInfo } = os;
os.userInfo = (options) => ({ ...userInfo(options), homedir: home });
syncBuiltinESMExports();
