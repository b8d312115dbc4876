import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_KINDS, type ClientKind, connectInProcess, type TestClient } from '../harness.ts';
import { createGatedToy, type GatedToy } from '../server/gated-toy.ts';
import { initialize } from '../server/raw-client.ts';

/** Name and root are self-declared: whoever says the same gets nothing of what is there. */
const NAME = 'claude-code';
const ROOTS = () => ['file:///srv/same'];
const COMMAND = { command: 'git commit -m x' };
const OUTPUT = 'bailiwick://tasks/a7c1/output';

let toy: GatedToy;
const clients: TestClient[] = [];

beforeEach(() => {
  toy = createGatedToy();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  toy.remove();
});

async function connect(kind: ClientKind, choice?: string) {
  const asked: string[] = [];
  const { client, ended } = await connectInProcess(kind, toy.app, {
    name: NAME,
    roots: ROOTS,
    ...(choice === undefined
      ? {}
      : {
          elicit: ({ message }) => {
            asked.push(message);
            return { action: 'accept', content: { choice } };
          },
        }),
  });
  clients.push(client);
  const run = async () => (await client.call('guarded', COMMAND)).structuredContent;
  const outputs = async () => (await client.resources()).map(({ uri }) => uri).filter((uri) => uri.startsWith('bailiwick://tasks/'));
  return { client, asked, run, outputs, ended };
}

const completed = (detail: unknown) => ({ status: 'completed', detail });
const needsApproval = { status: 'needs_approval', detail: expect.any(String) };

describe.each(CLIENT_KINDS)('%s client', (kind) => {
  test('at the same time: sessions, grants and tasks are apart', async () => {
    const owner = await connect(kind, 'allow_session');
    expect(await owner.run()).toEqual(completed('approval:allow_session'));
    expect(await owner.run()).toEqual(completed(expect.stringMatching(/^grant:/)));
    expect(owner.asked.length).toBe(1);
    expect(await owner.outputs()).toEqual([OUTPUT]);

    const intruder = await connect(kind);
    expect(await intruder.run()).toEqual(needsApproval);
    expect(await intruder.outputs()).toEqual([]);
    await expect(intruder.client.read(OUTPUT)).rejects.toThrow(`Resource not found: ${OUTPUT}`);
    expect(toy.opened.length).toBe(2);
  });

  test('one after the other: what was allowed has died with the connection', async () => {
    const owner = await connect(kind, 'allow_session');
    expect(await owner.run()).toEqual(completed('approval:allow_session'));
    await owner.client.close();
    await owner.ended;
    expect(toy.closed).toEqual(['session-1']);

    const heir = await connect(kind);
    expect(await heir.run()).toEqual(needsApproval);
    expect(await heir.outputs()).toEqual([]);
  });
});

test('from inside a child: whatever it says, it is not served', async () => {
  const program = join(import.meta.dirname, '../../src/main.ts');
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, BAILIWICK_TASK: 'task-1' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(initialize())}\n`);
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  expect({ exitCode, stdout }).toEqual({ exitCode: 77, stdout: '' });
});
