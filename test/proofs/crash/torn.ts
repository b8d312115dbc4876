import { join } from 'node:path';
import { ownedRows, verify } from './acknowledged.ts';
import { leftOver, putState } from './left-over.ts';
import type { Part } from './part.ts';
import { integrityOf, openState } from './state.ts';

const HEADER = 32;
const FRAME_HEADER = 24;
const WRITES = 60;
/** Every byte of the last frame; of the frames before it in the same change every so many. */
const COARSE = 16;
const QUICK = 397;

/** The journal is cut at every byte of the last change: all changes before it are there. */
export const torn: Part = async ({ quick, scratch }) => {
  const { acknowledged, file, wal } = await leftOver(join(scratch, 'torn-source'), WRITES);
  const frame = FRAME_HEADER + wal.readUInt32BE(8);
  const cuts: number[] = [];
  const from = startOfLastChange(wal, frame);
  for (let at = from; at <= wal.length; ) {
    cuts.push(at);
    at += quick ? QUICK : at < wal.length - frame ? COARSE : 1;
  }
  const stateDir = join(scratch, 'torn');
  const wrong: string[] = [];
  let checked = 0;
  for (const at of cuts) {
    putState(stateDir, file, wal.subarray(0, at));
    const state = openState(stateDir, { everybodyLives: true });
    const expected = at === wal.length ? acknowledged : acknowledged.slice(0, -1);
    const found = await verify(expected, state, ownedRows(stateDir));
    state.close();
    const integrity = integrityOf(stateDir);
    checked += found.checked;
    wrong.push(
      ...[...found.wrong, ...(integrity === 'ok' ? [] : [`integrity: ${integrity}`])].map(
        (each) => `cut at ${at} of ${wal.length}: ${each}`,
      ),
    );
  }
  return {
    name: `the journal cut at ${cuts.length} places of the last change (${wal.length - from} bytes)`,
    wrong,
    figures: `${checked} writes looked for`,
  };
};

/** Where the frames behind the last but one end of a change begin. */
function startOfLastChange(wal: Buffer, frame: number): number {
  const ends: number[] = [];
  for (let at = HEADER; at + frame <= wal.length; at += frame) if (wal.readUInt32BE(at + 4) !== 0) ends.push(at + frame);
  return ends.at(-2) ?? HEADER;
}
