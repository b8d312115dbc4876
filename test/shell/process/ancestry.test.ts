import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { launchTagged, newTag } from '../../../src/shell/process/tag.ts';

const MODULE = resolve(import.meta.dirname, '../../../src/shell/process/ancestry.ts');
const ASK = `import(${JSON.stringify(MODULE)}).then(async (m) => console.log(JSON.stringify(await m.runsBelowOurChild())))`;
const node = (): string => `'${process.execPath}' -e '${ASK}'`;

function answer(script: string, env: Record<string, string> = {}): unknown {
  const { stdout, stderr } = spawnSync('/bin/bash', ['-c', script], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', ...env } });
  return stdout === '' ? stderr : JSON.parse(stdout);
}

test('a program that a person starts is not below us', () => {
  expect(answer(node())).toEqual({ below: false });
});

test('the marker in its own environment, whatever its value', () => {
  expect(answer(node(), { BAILIWICK_TASK: '' })).toEqual({ below: true, why: expect.stringContaining('BAILIWICK_TASK') });
});

test('the marker in an ancestor alone', () => {
  expect(answer(`env -u BAILIWICK_TASK bash -c "env -i ${node().replaceAll('"', '\\"')}; true"; true`, { BAILIWICK_TASK: 't' })).toEqual({
    below: true,
    why: expect.stringMatching(/^BAILIWICK_TASK is in the environment of process \d+, an ancestor\.$/),
  });
});

test('a variable whose value only looks like the marker says nothing', () => {
  expect(answer(node(), { X: 'BAILIWICK_TASK=1', XBAILIWICK_TASK: '1' })).toEqual({ below: false });
});

test('the inherited limit, when the environment was emptied and no ancestor is left', () => {
  const start = launchTagged(
    [
      '/bin/bash',
      '-c',
      `setsid -f env -i ${node()} > "$1"; until [ -s "$1" ]; do :; done; cat "$1"; rm "$1"`,
      'bash',
      `/tmp/ancestry-${newTag()}`,
    ],
    undefined,
    newTag(),
  );
  const { stdout } = spawnSync(start.file, start.args, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
  expect(JSON.parse(stdout)).toEqual({ below: true, why: 'This process carries the limit that marks our children.' });
});
