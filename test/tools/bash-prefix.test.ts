import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bashPrefix } from '../../src/tools/bash-prefix.ts';
import { callOf, createBench, use } from '../session-fixture.ts';

test('judges each part, and runs and counts nothing', async () => {
  const session = await createBench().open({ preset: 'standard' });
  const call = callOf(session);
  const result = await use(bashPrefix, { command: 'touch made && npm install left-pad' }, call);
  expect(result).toEqual({
    prefix: { kind: 'injection_detected', reason: 'more than one command, or one inside another' },
    verdict: 'ask',
    tier: 5,
    class: 'install',
    signals: [
      { kind: 'file_modification', targets: ['made'], start: 0, end: 10 },
      { kind: 'package_install', manager: 'npm', start: 14, end: 34 },
      { kind: 'network', tool: 'npm', direction: 'download', start: 14, end: 34 },
    ],
    parts: [
      { start: 0, end: 10, argv: ['touch', 'made'], prefix: { kind: 'prefix', value: 'touch' }, class: 'workspace-write' },
      {
        start: 14,
        end: 34,
        argv: ['npm', 'install', 'left-pad'],
        prefix: { kind: 'no_prefix', reason: expect.any(String) },
        class: 'install',
      },
    ],
    reason: 'npm: it installs software',
  });
  expect(bashPrefix.render(result)).toContain('ask (tier 5, install): npm: it installs software');
  expect([call.asked, existsSync(path.join(session.workspace, 'made'))]).toEqual([[], false]);
});

test('a safe prefix, and a command whose characters hide', async () => {
  const session = await createBench().open();
  expect(await use(bashPrefix, { command: 'git status --short', cwd: '.' }, callOf(session))).toMatchObject({
    prefix: { kind: 'prefix', value: 'git status' },
  });
  const hidden = await use(bashPrefix, { command: 'ls \u202e' }, callOf(session));
  expect(hidden).toMatchObject({ verdict: 'ask', prefix: { kind: 'injection_detected' } });
  expect(JSON.stringify(hidden)).not.toContain('\u202e');
});
