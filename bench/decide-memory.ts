/** `node --expose-gc decide-memory.ts CALLS`: prints, as JSON, the bytes in use before and after so many decisions. */

import { corpusCommands, deciderIn, MADE_UP } from './decide-world.ts';

const calls = Number(process.argv[2]);
const { gc } = globalThis;
if (gc === undefined || !Number.isSafeInteger(calls)) {
  console.error('usage: node --expose-gc decide-memory.ts CALLS');
  process.exit(64);
}

const work = deciderIn(MADE_UP);
const texts = corpusCommands();

let at = 0;
function run(count: number): void {
  for (let i = 0; i < count; i++) {
    // A new string each time, as they come from a client: memory kept by text would show.
    work(`${texts[at % texts.length] ?? ''} # ${at}`);
    work(texts[at % texts.length] ?? '');
    at += 1;
  }
}

function inUse(): number {
  for (let i = 0; i < 3; i++) gc?.();
  return process.memoryUsage().heapUsed;
}

// Compiled code and caches of fixed size are made first; what counts is what grows with the calls.
run(Math.max(50_000, calls / 20));
const before = inUse();
run(calls / 2);
console.log(JSON.stringify({ before, after: inUse() }));
