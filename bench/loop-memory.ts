/** `node --expose-gc loop-memory.ts CHILDREN DIRECTORY URL`: prints, as JSON, the bytes that one child keeps in use in the middle of its work. */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientAt, makeWork, openIn, toolsIn } from './loop-world.ts';

const children = Number(process.argv[2]);
const [dir, baseUrl] = process.argv.slice(3);
const { gc } = globalThis;
if (gc === undefined || !Number.isSafeInteger(children) || dir === undefined || baseUrl === undefined) {
  console.error('usage: node --expose-gc loop-memory.ts CHILDREN DIRECTORY URL');
  process.exit(64);
}

const work = makeWork(dir);
const inUse = async (): Promise<{ readonly heap: number; readonly rss: number }> => {
  // What connections held is free some time after their last answer.
  for (let n = 0; n < 5; n++) {
    gc?.();
    await sleep(100);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
};

let made = 0;
/** One that has had ten calls of its model and nine of its tools, and waits for what it is told next. */
async function child(): Promise<unknown> {
  made += 1;
  const conversation = await openIn(join(dir ?? '', `log-${made}`), clientAt(baseUrl ?? ''), toolsIn(work), () => {});
  const { kind, why } = await conversation.prompt('Look at it.');
  if (kind !== 'done') throw new Error(`${kind}: ${why}`);
  return conversation;
}

const kept: unknown[] = [];
const empty = await inUse();
for (let n = 0; n < children; n++) kept.push(await child());
const full = await inUse();
kept.length = 0;
const left = await inUse();
// What the first ones make once for all is not theirs: the heap is what goes with them. The system takes nothing back so soon.
console.log(JSON.stringify({ heap: (full.heap - left.heap) / children, rss: (full.rss - empty.rss) / children }));
process.exit(0);
