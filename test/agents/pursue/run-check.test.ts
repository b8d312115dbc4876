import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdOf } from '../../../src/agents/hold/hold-of.ts';
import { createCheckRunner, type NamedCheck } from '../../../src/agents/pursue/run-check.ts';
import type { ChildEvent } from '../../../src/agents/runner.ts';
import { gateBench } from '../../attacks/gate-bench.ts';
import { type ToolsOptions, toolsDeps } from '../child-tools/fixture.ts';
import { NEVER } from './fixture.ts';

const command = (text: string): NamedCheck => ({ kind: 'command', command: text });

/** Checks in a directory of their own, with a gate that says yes where it is not told otherwise. */
function checks(resolve: (name: string) => NamedCheck | Error, options: ToolsOptions & { readonly timeoutMs?: number } = {}) {
  const { deps, dir, judged, ends } = toolsDeps(options);
  const runner = createCheckRunner({
    ...deps,
    resolve: async (name) => {
      const found = resolve(name);
      if (found instanceof Error) throw found;
      return found;
    },
    timeoutMs: options.timeoutMs,
  });
  return { dir, judged, ends, check: (name: string, signal = NEVER) => runner(name, signal) };
}

const never = (): Promise<never> => Promise.reject(new Error('it ran'));

test('it passes, and what it wrote is kept', async () => {
  const { check, dir, judged, ends } = checks(() => command('echo out; echo err >&2'));
  expect(await check('test')).toEqual({
    name: 'test',
    command: 'echo out; echo err >&2',
    status: 'passed',
    exitCode: 0,
    detail: 'out\nerr\n',
  });
  expect([judged, ends]).toEqual([
    [{ kind: 'command', tool: 'verify', command: 'echo out; echo err >&2', cwd: dir, access: 'workspace-write' }],
    [{ status: 'completed', exitCode: 0 }],
  ]);
});

test('it fails with its exit code; nothing written is nothing told', async () => {
  const { check, ends } = checks(() => command('exit 3'));
  expect([await check('test'), ends]).toEqual([
    { name: 'test', command: 'exit 3', status: 'failed', exitCode: 3 },
    [{ status: 'failed', exitCode: 3 }],
  ]);
});

test('the end of a long output, with nothing that acts on a screen', async () => {
  const { check } = checks(() => command('seq 10000; printf "\\033[2J"; exit 1'));
  const { detail = '' } = await check('test');
  expect(Buffer.byteLength(detail)).toBeLessThanOrEqual(2_000);
  expect(detail.endsWith('\n9999\n10000\n\u241b[2J')).toBe(true);
  const binary = checks(() => command('head -c 5000 /dev/zero; exit 1'));
  const zeros = (await binary.check('test')).detail ?? '';
  expect([Buffer.byteLength(zeros) <= 2_000, /^\u2400+$/.test(zeros)]).toEqual([true, true]);
});

test('it has no end: ended at its time, or when nobody waits for it', async () => {
  const late = checks(() => command('echo begun; sleep 60'), { timeoutMs: 1_000 });
  expect([await late.check('test'), late.ends]).toEqual([
    { name: 'test', command: 'echo begun; sleep 60', status: 'failed', detail: 'it was ended after 1 s\nbegun\n' },
    [{ status: 'timed_out' }],
  ]);
  const stop = new AbortController();
  const stopped = checks(() => command('sleep 60'));
  const running = stopped.check('test', stop.signal);
  setImmediate(() => stop.abort());
  expect([await running, stopped.ends]).toEqual([
    { name: 'test', command: 'sleep 60', status: 'refused', detail: 'it was stopped' },
    [{ status: 'cancelled' }],
  ]);
});

test('it is killed, and can not start', async () => {
  const killed = checks(() => command('kill -9 $$'));
  expect(await killed.check('test')).toEqual({ name: 'test', command: 'kill -9 $$', status: 'failed', detail: 'it was ended by SIGKILL' });
  const { deps } = toolsDeps();
  const gone = createCheckRunner({ ...deps, cwd: join(deps.cwd, 'nowhere'), resolve: async () => command('true') });
  expect(await gone('test', NEVER)).toEqual({
    name: 'test',
    command: 'true',
    status: 'refused',
    detail: expect.stringContaining('nowhere'),
  });
});

test('ninety seconds when nobody says, never more than ten minutes', async () => {
  const limits: number[] = [];
  const run: NonNullable<ToolsOptions['run']> = (_, { timeoutMs }) => {
    limits.push(timeoutMs);
    return never();
  };
  for (const timeoutMs of [undefined, 1_000, 900_000]) {
    await checks(() => command('true'), { run, ...(timeoutMs === undefined ? {} : { timeoutMs }) }).check('test');
  }
  expect(limits).toEqual([90_000, 1_000, 600_000]);
});

test('what is denied does not run', async () => {
  const { check, ends } = checks(() => command('make'), { judge: () => 'a person\u001b said no', run: never });
  expect([await check('build'), ends]).toEqual([
    { name: 'build', command: 'make', status: 'refused', detail: 'a person\u241b said no' },
    [],
  ]);
});

test('what the workspace has nothing for is left out', async () => {
  const { check, judged } = checks(() => ({ kind: 'missing', detail: 'no lint script' }), { run: never });
  expect([await check('lint'), judged]).toEqual([{ name: 'lint', status: 'skipped', detail: 'no lint script' }, []]);
});

test('a name that no check has is a command; one that every workspace has never is', async () => {
  const { check, judged } = checks(() => ({ kind: 'refused', reason: 'there is no such check' }));
  expect(await check('echo a b')).toEqual({ name: 'echo a b', command: 'echo a b', status: 'passed', exitCode: 0, detail: 'a b\n' });
  expect(await check('true')).toEqual({ name: 'true', command: 'true', status: 'passed', exitCode: 0 });
  expect(await check('test')).toEqual({ name: 'test', status: 'refused', detail: 'there is no such check' });
  expect(judged.map((action) => action.kind === 'command' && action.command)).toEqual(['echo a b', 'true']);
});

test('what breaks on our side passes nothing', async () => {
  const broken = checks(() => new Error('secret words'), { run: never });
  expect(await broken.check('test')).toEqual({ name: 'test', status: 'refused', detail: 'it could not be run' });
  const full = checks(() => command('true'), { run: () => Promise.reject(Object.assign(new Error('secret words'), { code: 'EMFILE' })) });
  expect([await full.check('test'), full.ends]).toEqual([
    { name: 'test', status: 'refused', detail: 'it could not be run (EMFILE)' },
    [{ status: 'failed' }],
  ]);
  const { deps } = toolsDeps({ run: never });
  const hold = { judge: async () => ({ allowed: true, execution: undefined, ended: () => undefined }) as const };
  const nothing = createCheckRunner({ ...deps, hold, resolve: async () => command('true') });
  expect(await nothing('test', NEVER)).toEqual({
    name: 'test',
    command: 'true',
    status: 'refused',
    detail: 'nothing says what would be run',
  });
});

test('a check is judged like any other command: by a real gate, which it can not talk round', async () => {
  const bench = gateBench();
  const { workspace } = bench;
  writeFileSync(join(workspace, 'a.txt'), 'one\n');
  const events: ChildEvent[] = [];
  const hold = holdOf({ gate: bench.open(), report: (event) => void events.push(event), stopping: NEVER, log: () => undefined });
  const { deps } = toolsDeps();
  const of = { hold, cwd: workspace, run: deps.run, resolve: async (name: string) => ({ kind: 'refused', reason: name }) as const };
  const check = createCheckRunner({ ...of, access: 'workspace-write' });
  expect(await check('cat a.txt', NEVER)).toEqual({
    name: 'cat a.txt',
    command: 'cat a.txt',
    status: 'passed',
    exitCode: 0,
    detail: 'one\n',
  });
  const refused = [];
  for (const text of ['bailiwick approve 1', 'cat a.txt; rm -rf /', 'cat ~/.ssh/id_rsa']) refused.push((await check(text, NEVER)).status);
  refused.push((await createCheckRunner({ ...of, access: 'read-only' })('touch b.txt', NEVER)).status);
  expect(refused).toEqual(['refused', 'refused', 'refused', 'refused']);
  expect(events.filter((event) => event.kind === 'answered').map(({ allowed }) => allowed)).toEqual([true, false, false, false, false]);
});
