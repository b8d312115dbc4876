import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { AgentEntry } from '../../../../src/agents/catalogue/entry.ts';

const run = promisify(execFile);

/** An agent's program, or why there is none. */
export type Installed = { readonly entry: AgentEntry; readonly program: string } | { readonly entry: AgentEntry; readonly reason: string };

/** Takes a directory that holds agents, each in a directory of its own or all in one; starts nothing and writes nothing. */
export function installedIn(dir: string, entries: readonly AgentEntry[]): readonly Installed[] {
  const places = [dir, ...readdirSync(dir).map((name) => path.join(dir, name))];
  return entries.map((entry) => {
    const program = places.map((place) => path.join(place, 'node_modules/.bin', entry.program)).find((file) => existsSync(file));
    return program === undefined ? { entry, reason: `${dir} holds no \`${entry.program}\`` } : { entry, program };
  });
}

/** Installs the version that each entry was tried with, each into a directory of its own, as far as time allows. */
export async function installInto(dir: string, entries: readonly AgentEntry[], limitMs: number): Promise<readonly Installed[]> {
  const all: Installed[] = [];
  for (const entry of entries) {
    const name = `${entry.install.split(' ').at(-1) ?? ''}@${entry.tested.to}`;
    const place = path.join(dir, entry.id);
    mkdirSync(place, { recursive: true });
    try {
      await run('npm', ['install', '--prefix', place, '--no-audit', '--no-fund', '--loglevel', 'error', name], {
        cwd: place,
        timeout: limitMs,
        killSignal: 'SIGKILL',
      });
      all.push(...installedIn(place, [entry]));
    } catch (error) {
      all.push({ entry, reason: `npm gave no ${name} within ${limitMs / 1_000} s: ${String(error).split('\n')[0]}` });
    }
  }
  return all;
}
