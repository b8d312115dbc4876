/** `node --expose-gc gate-memory.ts CALLS DIRECTORY`: prints, as JSON, the bytes in use before and after so many decisions of a gate. */

import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openAudit } from '../src/store/audit/audit.ts';
import { corpusCommands } from './decide-world.ts';
import { authorizerOf, gateOf, makeSite, storeIn } from './gate-world.ts';

const calls = Number(process.argv[2]);
const dir = process.argv[3];
const { gc } = globalThis;
if (gc === undefined || !Number.isSafeInteger(calls) || dir === undefined) {
  console.error('usage: node --expose-gc gate-memory.ts CALLS DIRECTORY');
  process.exit(64);
}

const site = makeSite(dir);
const store = storeIn(site, 'memory');
const audit = openAudit({
  dir: join(site.stateDir, 'audit'),
  chain: 'bench',
  now: Date.now,
  maxBytes: 16 * 1_048_576,
  // The lines of a million decisions need not all lie here.
  maxFiles: 4,
  anchor: (head) => store.heads.set(head),
  dropped: (chain) => store.heads.drop(chain),
  log: console.error,
});
const { authorize, settle } = authorizerOf(site, gateOf(site, { store, audit }));
const texts = corpusCommands();

let at = 0;
async function run(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    if (i % 64 === 0) await turn();
    // A new string each time, as they come from a client: memory kept by text would show.
    const answer = await authorize(`${texts[at % texts.length] ?? ''} # ${at}`);
    settle(answer);
    if (answer.decision === 'allow') answer.ended?.({ status: 'exited', exitCode: 0 });
    at += 1;
  }
}

function inUse(): number {
  for (let i = 0; i < 3; i++) gc?.();
  return process.memoryUsage().heapUsed;
}

// Compiled code and caches of fixed size are made first; what counts is what grows with the calls.
await run(Math.max(40_000, calls / 20));
const before = inUse();
await run(calls);
const after = inUse();
audit.close();
console.log(JSON.stringify({ before, after }));
