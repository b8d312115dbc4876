import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AgentFinderDeps } from '../../../src/agents/program/find-agent.ts';

/** A directory outside everybody's scratch, where nothing that is executed may lie; gone when the test ends. */
export function elsewhere(): string {
  return removed(mkdtempSync(join(homedir(), '.bailiwick-test-')));
}

export function scratchDir(): string {
  return removed(mkdtempSync(join(tmpdir(), 'bailiwick-test-')));
}

function removed(dir: string): string {
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return realpathSync(dir);
}

/** Writes files (0755) by relative path. */
export function put(dir: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(dir, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    chmodSync(file, 0o755);
  }
}

/** Makes a link and the directory that it is in. */
export function link(target: string, at: string): string {
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(target, at);
  return at;
}

export const SCRIPT = '#!/usr/bin/env node\nconsole.log("agent 1.2.3");\n';

/** An agent as npm installs it: a program on PATH that is a link into its package, with a dependency beside it. */
export function installed(dir: string): { readonly bin: string; readonly executable: string; readonly dependency: string } {
  put(join(dir, 'lib/node_modules'), {
    'agent/package.json': { name: 'agent', bin: { agent: 'cli.js' }, dependencies: { needed: '1' } },
    'agent/cli.js': SCRIPT,
    'needed/package.json': { name: 'needed' },
    'needed/lib/deep/index.js': 'deep',
  });
  link('../lib/node_modules/agent/cli.js', join(dir, 'bin/agent'));
  // Any program of the system: where the Node that runs the tests lies, others may write.
  link('/bin/true', join(dir, 'bin/node'));
  return {
    bin: join(dir, 'bin'),
    executable: join(dir, 'lib/node_modules/agent/cli.js'),
    dependency: join(dir, 'lib/node_modules/needed/lib/deep/index.js'),
  };
}

export const ENTRY = { id: 'agent', program: 'agent', install: 'npm install -g agent' };

export function finderDeps(workspace: string, searchPath: string, more: Partial<AgentFinderDeps> = {}): AgentFinderDeps {
  return { workspaces: [workspace], home: homedir(), ownDirs: [], configured: {}, searchPath, ...more };
}
