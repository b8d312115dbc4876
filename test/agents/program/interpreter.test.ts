import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { interpreterOf } from '../../../src/agents/program/interpreter.ts';
import { link, put, scratchDir } from './installed.ts';

const TRUE = realpathSync('/bin/true');

function place(content: string): { readonly file: string; readonly path: string; readonly dir: string } {
  const dir = scratchDir();
  link('/bin/true', join(dir, 'bin/node'));
  put(dir, { agent: content });
  return { file: join(dir, 'agent'), path: `.:${join(dir, 'bin')}`, dir };
}

test.each([
  '#!/usr/bin/env node\n',
  '#!/usr/bin/env node',
  '#! /usr/bin/env  node \r\n',
  '#!/bin/env node\n',
  '#!/usr/bin/env -S node --no-warnings\n',
  '#!/usr/bin/env -Snode --no-warnings\n',
  '#!/usr/bin/env --split-string=node --no-warnings\n',
  '#!/usr/bin/env -S NO_COLOR=1 FORCE= node --no-warnings\n',
])('%j is run by the first node on PATH', (line) => {
  const { file, path } = place(line);
  expect(interpreterOf(file, path)).toBe(TRUE);
});

test('an interpreter with its whole path is that one', () => {
  const { file, dir } = place('');
  put(dir, { agent: `#!${dir}/bin/node --flag\n` });
  expect(interpreterOf(file, '/usr/bin')).toBe(TRUE);
});

test.each(['', '\u007fELF', '#', ' #!/usr/bin/env node'])('a file that begins with %j is run by itself', (content) => {
  const { file, path } = place(content);
  expect(interpreterOf(file, path)).toBe(undefined);
});

test.each([
  ['#!/bin/sh\n', /agent is a script for \/bin\/sh: what it starts can not be known\. Name the agent's own program in the settings\.$/],
  ['#!/usr/bin/env bash\n', /is a script for bash/],
  ['#!/usr/bin/env -S python3 -I\n', /is a script for python3/],
  ['#!/usr/bin/env -i node\n', /names an interpreter in a way that is not understood/],
  ['#!/usr/bin/env -S "node" x\n', /not understood/],
  ['#!/usr/bin/env -S ${NODE} x\n', /not understood/],
  ['#!/usr/bin/env ./node\n', /not understood/],
  ['#!bin/node\n', /not understood/],
  ['#!node\n', /not understood/],
  ['#!\n', /not understood/],
  ['#!/opt/env node\n', /is a script for \/opt\/env/],
  ['#!/no/such/node\n', /^\/no\/such\/node, which runs .*, is not on PATH\. Install it\.$/],
  ['#!/usr/bin/env nodejs\n', /^nodejs, which runs .*, is not on PATH/],
])('%j is refused', (line, message) => {
  const { file, path } = place(line);
  expect(() => interpreterOf(file, path)).toThrow(message);
});

test('a node that is a script which starts another one is refused', () => {
  const { file, dir } = place('#!/usr/bin/env node\n');
  put(dir, { 'shims/node': '#!/bin/sh\n' });
  expect(() => interpreterOf(file, join(dir, 'shims'))).toThrow(/shims\/node, which runs .* Put the real one first on PATH\.$/);
});
