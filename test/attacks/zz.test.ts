import path from 'node:path';
import { test } from 'vitest';
import { begin, hostileBench, outcome, saidBy } from './children.ts';
const MAIN = path.join(import.meta.dirname, '../../src/main.ts');
const START = `'${process.execPath}' '${MAIN}'`;
test.each([START, `env -i ${START}`, 'bailiwick', 'npx bailiwick', `bash -c "${START}"`])('%s', async (c) => {
  const bench = hostileBench('caged');
  const session = await bench.open({ clientName: 'claude-code' });
  const id = await begin(session, { tool: 'bash', args: { command: `echo x | ${c}`, timeout_ms: 5000 } });
  const b = Date.now();
  console.log(c, JSON.stringify(await outcome(session, id, { wait_ms: 10_000 })), Date.now() - b);
  console.log(await saidBy(session, id), bench.logged);
});
