import { expect, test } from 'vitest';
import type { Action, AuthorizeOptions } from '../../src/policy/action.ts';
import type { Session } from '../../src/session/session.ts';
import { bash } from '../../src/tools/bash.ts';
import { callOf, createBench, use } from '../session-fixture.ts';

const NOTES = { undo: 'u000000000', warnings: ['another session (cursor, pid 7) changed a 2 min ago'] };

/** A session whose gate says this beside its yes. */
function saying(session: Session, notes: Partial<typeof NOTES>): Session {
  const authorize = async (action: Action, options: AuthorizeOptions) => ({ ...(await session.gate.authorize(action, options)), ...notes });
  return { ...session, gate: { ...session.gate, authorize } };
}

test('a result says how to take it back, and what else there is to know, only where there is something', async () => {
  const session = await createBench().open();
  const noted = await use(bash, { command: 'touch a' }, callOf(saying(session, NOTES)));
  expect([noted.status, noted.undo, noted.warnings]).toEqual(['completed', NOTES.undo, NOTES.warnings]);
  expect(bash.render(noted).split('\n')).toEqual([
    `completed, exit 0, ${noted.duration_ms} ms, sandbox: none; undo: u000000000`,
    'note: another session (cursor, pid 7) changed a 2 min ago',
  ]);
  const plain = await use(bash, { command: 'true' }, callOf(saying(session, {})));
  expect(['undo' in plain, 'warnings' in plain, bash.render(plain)]).toEqual([
    false,
    false,
    `completed, exit 0, ${plain.duration_ms} ms, sandbox: none`,
  ]);
});

test('so does the answer of one that goes on as a task', async () => {
  const session = await createBench().open();
  const started = await use(bash, { command: 'touch a', background: true }, callOf(saying(session, NOTES)));
  expect([started.status, started.undo, started.warnings]).toEqual(['running', NOTES.undo, NOTES.warnings]);
});
