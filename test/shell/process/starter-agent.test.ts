import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { agentBash, allOf, ENDED, firstOf } from './agent-fixture.ts';
import { killNine, serverWithAgent } from './detached-fixture.ts';
import { living, scratch } from './fixture.ts';

const ms = expect.any(Number);
/** A process of its own session, which nothing but its tag tells as ours. */
const daemon = (name: string): string =>
  `setsid env -i bash -c 'exec -a ${name} sleep 60' < /dev/null > /dev/null 2>&1 & until grep -qas ^${name} /proc/$!/cmdline; do :; done;`;

describe('an agent', () => {
  test('is talked to over its standard streams and ends by itself', async () => {
    const agent = agentBash(await scratch(), 'read -r line; echo "heard $line"; echo odd >&2; exit 3');
    agent.stdin.write('hello\n');
    expect(await allOf(agent)).toBe('heard hello\n');
    expect(await agent.done).toEqual({ ...ENDED, exitCode: 3, durationMs: ms });
    expect(agent.errors()).toBe('odd\n');
  });

  test('that can not be started says so, and takes what is written to it', async () => {
    const agent = agentBash(await scratch(), '', { argv: ['/no/such/agent'] });
    agent.stdin.write('hello\n');
    expect(await allOf(agent)).toBe('');
    const error = 'The program /no/such/agent does not exist.';
    expect(await agent.done).toEqual({ ...ENDED, reason: 'start_failed', exitCode: null, durationMs: ms, error });
    expect([agent.pid, agent.errors(), await agent.stop()]).toEqual([undefined, '', await agent.done]);
  });

  test('is ended by a signal from elsewhere', async () => {
    const agent = agentBash(await scratch(), 'kill -KILL $$');
    expect(await agent.done).toEqual({ ...ENDED, reason: 'signalled', exitCode: null, signal: 'SIGKILL', durationMs: ms });
  });

  test('that has closed its standard input loses what is written, and nothing is thrown', async () => {
    const agent = agentBash(await scratch(), 'exec 0<&-; echo closed; sleep 60');
    await firstOf(agent);
    const lost = Promise.withResolvers<string>();
    agent.stdin.on('error', (error: NodeJS.ErrnoException) => lost.resolve(error.code ?? ''));
    agent.stdin.write(Buffer.alloc(10_000_000));
    expect(await lost.promise).toBe('EPIPE');
    agent.stdin.write('more');
    expect(await agent.stop({ force: true })).toMatchObject({ reason: 'stopped', survivors: [] });
    agent.stdin.write('after the end');
  });

  test('that writes 300 MB to standard error is not waited for, and only its last 8 KiB are kept, characters whole', async () => {
    const before = process.memoryUsage.rss();
    const agent = agentBash(
      await scratch(),
      'head -c 300000000 /dev/zero | tr "\\0" x >&2; yes ä | head -5000 | tr -d "\\n" >&2; printf end >&2',
    );
    let most = 0;
    const looking = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss() - before);
    }, 5);
    await agent.done;
    clearInterval(looking);
    expect(agent.errors()).toBe(`${'ä'.repeat((8_192 - 4) / 2)}end`);
    expect(most).toBeLessThan(150_000_000);
  });
});

describe('a stop', () => {
  test('asks, waits for the grace, and ends what has left the group as well', async () => {
    const name = `daemon-${randomUUID()}`;
    const agent = agentBash(await scratch(), `trap "" TERM; ${daemon(name)} echo on; while :; do sleep 0.01; done`, { stopGraceMs: 80 });
    await firstOf(agent);
    expect(living(name)).toHaveLength(1);
    const end = await agent.stop();
    expect(end).toMatchObject({ reason: 'stopped', exitCode: null, signal: 'SIGKILL', survivors: [] });
    expect(end.killed.map(({ argv0 }) => argv0)).toEqual(expect.arrayContaining(['/bin/bash', name]));
    expect(living(name)).toEqual([]);
  });

  test('lets one go that ends when it is asked', async () => {
    const agent = agentBash(await scratch(), 'trap "exit 5" TERM; echo on; while :; do sleep 0.01; done');
    await firstOf(agent);
    expect(await agent.stop()).toMatchObject({ reason: 'stopped', exitCode: 5, signal: null, survivors: [] });
  });

  test('that is forced ends a grace which runs', async () => {
    const agent = agentBash(await scratch(), 'trap "" TERM; echo on; while :; do sleep 0.01; done', { stopGraceMs: 60_000 });
    await firstOf(agent);
    const slow = agent.stop();
    expect(await Promise.race([slow, delay(100, 'waits')])).toBe('waits');
    expect(await agent.stop({ force: true })).toBe(await slow);
  });
});

test('what an agent has left when it ends by itself is ended', async () => {
  const name = `left-${randomUUID()}`;
  const agent = agentBash(await scratch(), daemon(name));
  expect(await agent.done).toEqual({ ...ENDED, durationMs: ms, killed: [{ pid: ms, argv0: name }] });
  expect(living(name)).toEqual([]);
});

test('an agent and what it has started end when its server is killed', async () => {
  const dir = await scratch();
  const name = `guarded-${randomUUID()}`;
  const script = `trap "" TERM; ${daemon(name)} echo on; exec -a ${name} sleep 60`;
  const server = await serverWithAgent({ argv: ['/bin/bash', '--norc', '-c', script], cwd: dir, env: { PATH: '/usr/bin:/bin' } });
  await vi.waitUntil(() => living(name).length === 2, { interval: 10 });
  await killNine(server.process);
  await vi.waitUntil(() => living(name).length === 0, { timeout: 5_000, interval: 20 });
});

describe('a token', () => {
  /** Which descriptors of a program lead to the token, what can be read of number 3, and every environment and argument. */
  const LOOK = `for fd in /proc/$$/fd/*; do case $(readlink $fd) in */token*) echo "holds \${fd##*/}" ;; esac; done
cat <&3 || echo none
cat /proc/$$/environ /proc/$$/cmdline`;

  test('is inherited as number 3, by nobody else, and stands in no environment and no argument', async () => {
    const dir = await scratch();
    const file = join(dir, 'token');
    const secret = `secret-${randomUUID()}`;
    writeFileSync(file, secret, { mode: 0o600 });
    // One more of ours than the agent is to have.
    const [other, token] = [openSync(file, 'r'), openSync(file, 'r')];
    unlinkSync(file);
    const held = await allOf(agentBash(dir, LOOK, { token }));
    expect([held.startsWith(`holds 3\n${secret}`), held.split(secret).length]).toEqual([true, 2]);
    const without = await allOf(agentBash(dir, LOOK));
    expect([without.startsWith('none\n'), without.includes(secret)]).toEqual([true, false]);
    closeSync(token);
    closeSync(other);
  });
});

test('a stranger who was given the output does not keep its reader waiting', async () => {
  const dir = await scratch();
  const at = join(dir, 'at');
  const holder = spawn('python3', ['-c', HOLD, at], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  const agent = agentBash(dir, '', { argv: ['/usr/bin/env', 'python3', '-c', GIVE, at] });
  expect(await allOf(agent)).toBe('mine\n');
  expect([holder.exitCode, await agent.done]).toEqual([null, { ...ENDED, durationMs: ms }]);
});

const HOLD = `import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); print('ready', flush=True)
held = socket.recv_fds(s.accept()[0], 1, 1); time.sleep(60)`;
const GIVE = `import socket, sys
print('mine', flush=True)
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); socket.send_fds(s, [b'x'], [1])`;
