import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentEntry } from '../../../../src/agents/catalogue/entry.ts';
import { writeFiles } from '../../../../src/agents/verify/plant.ts';

/** Names that every agent may see; see `agentEnvironment`. */
const COMMON = ['HOME'];

/** A user with agents that are logged in at the scripted model. */
export interface User {
  readonly home: string;
  /** What the person who installed the agents has on PATH. */
  readonly bin: string;
  /** What the login shell gives. */
  readonly login: Readonly<Record<string, string>>;
  /** Agents that can not be pointed at a model by what a user can set up, and are started by a script that adds it. */
  readonly wrapped: readonly string[];
}

export interface UserOf {
  readonly root: string;
  readonly baseUrl: string;
  readonly agents: readonly { readonly entry: AgentEntry; readonly program: string }[];
}

/** Makes the home of a user whose login environment and files point the agents at the scripted model. */
export function makeUser({ root, baseUrl, agents }: UserOf): User {
  const home = path.join(root, 'home');
  const bin = path.join(root, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(process.execPath, path.join(bin, 'node'));
  const login: Record<string, string> = {};
  const wrapped: string[] = [];
  for (const { entry, program } of agents) {
    const { args, env, homeFiles = {} } = entry.scripted({ baseUrl, home, privateDir: path.join(root, 'unused') });
    writeFiles(home, homeFiles);
    const { HOME: _, ...own } = env;
    const known = new Set([...COMMON, ...entry.environment]);
    if (args.length === 0 && Object.keys(own).every((name) => known.has(name))) {
      Object.assign(login, own);
      symlinkSync(program, path.join(bin, entry.program));
    } else {
      wrapped.push(entry.id);
      writeFileSync(path.join(bin, entry.program), wrapper({ program, args, env: own, home }));
      chmodSync(path.join(bin, entry.program), 0o700);
    }
  }
  Object.assign(login, { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin` });
  const exports = Object.entries(login)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
  writeFiles(home, { '.profile': exports, '.zprofile': exports, '.bashrc': '# none\n', '.gitconfig': '[user]\n\tname = proof\n' });
  return { home, bin, login: { ...login, HOME: home }, wrapped };
}

/** Only for the children of this user: `doctor --verify` brings a home and a model of its own. */
function wrapper(of: { program: string; args: readonly string[]; env: object; home: string }): string {
  return `#!/usr/bin/env node
'use strict';
const { spawn } = require('node:child_process');
const { program, args, env, home } = ${JSON.stringify(of)};
const own = process.env.HOME === home && !process.argv.includes('--version');
const child = spawn(program, [...process.argv.slice(2), ...(own ? args : [])], {
  stdio: 'inherit',
  env: own ? { ...process.env, ...env } : process.env,
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => (signal === null ? process.exit(code) : process.kill(process.pid, 'SIGKILL')));
`;
}

/** Writes the user's settings; the next server reads them. */
export function writeSettings(home: string, settings: object): void {
  writeFiles(home, { '.config/bailiwick/settings.json': JSON.stringify(settings) });
}
