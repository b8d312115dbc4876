import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { StoreFailed } from '../../../src/store/store.ts';
import { type Acknowledged, ownedRows, verify } from './acknowledged.ts';
import { closedFile, leftOver, putState } from './left-over.ts';
import type { Part } from './part.ts';
import { openState, type State } from './state.ts';

const WHOLE = 200;
const QUICK = 40;
const WRITES = 120;
/** What outlives its server. A chain's head is compared with the chain itself, and questions end with whoever asked. */
const LASTING: ReadonlySet<Acknowledged['kind']> = new Set(['session', 'todos', 'task', 'event']);

/** One bit is turned over somewhere in the file or its journal: that is found, or what was acknowledged can be read as it was. */
export const flip: Part = async ({ quick, scratch }) => {
  const source = join(scratch, 'flip-source');
  const { acknowledged: all, file, wal } = await leftOver(source, WRITES);
  const acknowledged = all.filter(({ kind }) => LASTING.has(kind));
  const closed = closedFile(source);
  const stateDir = join(scratch, 'flip');
  const wrong: string[] = [];
  const counts = { 'in the file': { found: 0, harmless: 0 }, 'in the journal': { found: 0, harmless: 0 } };
  for (let round = 0; round < (quick ? QUICK : WHOLE); round++) {
    const where = round % 2 === 0 ? 'in the file' : 'in the journal';
    const bytes = Buffer.from(where === 'in the file' ? closed : wal);
    const at = randomInt(bytes.length);
    const bit = randomInt(8);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
    if (where === 'in the file') putState(stateDir, bytes, undefined);
    else putState(stateDir, file, bytes);
    const seen = await lookAt(stateDir, acknowledged);
    if (seen === 'found' || seen === 'harmless') counts[where][seen] += 1;
    else wrong.push(`bit ${bit} of byte ${at} ${where}: ${seen}`);
  }
  const figures = Object.entries(counts).map(([where, { found, harmless }]) => `${where} ${found} found and ${harmless} harmless`);
  return { name: `a flipped bit at ${quick ? QUICK : WHOLE} places`, wrong, figures: figures.join(', ') };
};

/** `found`: somebody is told; else what is wrong without a word. */
async function lookAt(stateDir: string, acknowledged: readonly Acknowledged[]): Promise<string> {
  let state: State;
  try {
    state = openState(stateDir, { everybodyLives: true });
  } catch {
    return 'found';
  }
  try {
    const { wrong } = await verify(acknowledged, state, ownedRows(stateDir));
    // Of the last change it is said that it can not be read.
    return wrong[0] === undefined ? 'harmless' : state.said.length > 0 ? 'found' : wrong[0];
  } catch (error) {
    return error instanceof StoreFailed || (error instanceof Error && 'errcode' in error) ? 'found' : `it threw ${String(error)}`;
  } finally {
    closeQuietly(state);
  }
}

function closeQuietly(state: State): void {
  try {
    state.close();
  } catch {
    // A damaged file can not be closed in order.
  }
}
