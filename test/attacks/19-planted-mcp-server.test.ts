import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findServerProgram } from '../../src/server/child-servers/server-program.ts';
import { opened, rawServer, server } from '../server/child-servers/fixture.ts';

/** Where nobody but the user of this machine writes. */
const SAFE = path.dirname(realpathSync(process.execPath));

interface Planted {
  readonly root: string;
  readonly workspace: string;
  readonly roots: { readonly workspaces: readonly string[]; readonly home: string; readonly ownDirs: readonly string[] };
}

function planted(): Planted {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'planted-server-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const workspace = path.join(root, 'w');
  mkdirSync(path.join(workspace, 'node_modules/.bin'), { recursive: true });
  mkdirSync(path.join(root, 'state'));
  const program = path.join(workspace, 'node_modules/.bin/docs-server');
  writeFileSync(program, '#!/usr/bin/env node\n');
  chmodSync(program, 0o755);
  writeFileSync(path.join(workspace, 'server.mjs'), '');
  writeFileSync(path.join(root, 'state/server.mjs'), '');
  symlinkSync(program, path.join(root, 'docs-server'));
  symlinkSync(path.join(workspace, 'server.mjs'), path.join(root, 'link.mjs'));
  return { root, workspace, roots: { workspaces: [workspace], home: path.join(root, 'home'), ownDirs: [path.join(root, 'state')] } };
}

const of = (more: object) => ({ name: 'docs', command: process.execPath, args: [], cwd: '/', ...more });

test('a program of the workspace is not started: by its path, first on PATH, or behind a link', () => {
  const { root, workspace, roots } = planted();
  const bin = path.join(workspace, 'node_modules/.bin');
  const found = [
    findServerProgram(of({ command: path.join(bin, 'docs-server') }), SAFE, roots),
    findServerProgram(of({ command: 'docs-server' }), `${bin}:${SAFE}`, roots),
    findServerProgram(of({ command: path.join(root, 'docs-server') }), SAFE, roots),
  ];
  const install = 'Install the MCP server docs elsewhere (outside of every workspace), or name its program in the settings.';
  const inWorkspace = `${bin}/docs-server lies in the workspace ${workspace}: anybody who works there could have put it there. ${install}`;
  const inTmp = `${root}/docs-server lies where programs keep what they have made: anybody who works there could have put it there. ${install}`;
  expect(found).toEqual([inWorkspace, inWorkspace, inTmp].map((problem) => ({ ok: false, problem })));
});

test.each<[string, (at: Planted) => readonly string[], string, (at: Planted) => string]>([
  ['by its path', ({ workspace }) => [path.join(workspace, 'server.mjs')], '/', ({ workspace }) => `in the workspace ${workspace}`],
  ['by its path from the directory', () => ['server.mjs'], 'w', ({ workspace }) => `in the workspace ${workspace}`],
  ['behind an option', ({ workspace }) => [`--import=${workspace}/server.mjs`], '/', ({ workspace }) => `in the workspace ${workspace}`],
  ['behind a short option', ({ workspace }) => [`-r${workspace}/server.mjs`], '/', ({ workspace }) => `in the workspace ${workspace}`],
  [
    'as an address',
    ({ workspace }) => [`--import=file://${workspace}/server.mjs`],
    '/',
    ({ workspace }) => `in the workspace ${workspace}`,
  ],
  ['behind a link', ({ root }) => [path.join(root, 'link.mjs')], '/', () => 'where programs keep what they have made'],
  ['among our own files', ({ root }) => [path.join(root, 'state/server.mjs')], '/', () => ''],
])('code that a child can change is not run: %s', (_, args, cwd, where) => {
  const at = planted();
  const found = findServerProgram(of({ args: args(at), cwd: path.resolve(at.root, cwd) }), SAFE, at.roots);
  expect(found).toEqual({
    ok: false,
    problem: expect.stringMatching(/^its argument names ".*", which lies .*: a child could change it\. Put it elsewhere\.$/),
  });
  expect(found.ok ? '' : found.problem).toContain(where(at));
});

test('directories of the workspace, and what is no file, may be named', () => {
  const { workspace, roots } = planted();
  const { ok } = findServerProgram(of({ args: [workspace, '--root', '.', '--name=x', '-e', '1', ''] }), SAFE, roots);
  expect(ok).toBe(true);
});

test('what a server says of its tools allows nothing', async () => {
  // Its tool says that it only reads; the hold hears of server, name and arguments alone.
  const bench = await opened([server({ tools: ['add'] })], { held: () => ({ allowed: false, reason: 'no' }) });
  const [add] = bench.tools;
  expect(await add?.call({ a: 1, b: 1 }, new AbortController().signal)).toEqual({ text: 'Denied: no', isError: true });
  expect(Object.keys(bench.asked[0] ?? {}).sort()).toEqual(['access', 'arguments', 'cwd', 'kind', 'name', 'server', 'tool']);
});

test('a schema that is deeper than anybody looks takes away neither the tool nor the child', async () => {
  const deep = rawServer(`
    if (method === 'tools/list')
      return write('{"jsonrpc":"2.0","id":' + JSON.stringify(id) + ',"result":{"tools":[{"name":"deep","inputSchema":{"type":"object","x":' + '['.repeat(4000) + ']'.repeat(4000) + '}}]}}');
  `);
  const { tools, problems } = await opened([deep]);
  expect([tools.map(({ name, schema }) => ({ name, schema })), problems]).toEqual([
    [{ name: 'mcp_raw_deep', schema: { type: 'object' } }],
    [],
  ]);
});
