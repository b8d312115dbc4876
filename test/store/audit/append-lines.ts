import { writeSync } from 'node:fs';
import { openAudit } from '../../../src/store/audit/audit.ts';

/** Appends lines for ever and says the number of each that was taken, or what was wrong and then of one more, short one. */
const [dir = '', chain = ''] = process.argv.slice(2);
const audit = openAudit({
  dir,
  chain,
  now: () => 0,
  maxBytes: 1_000_000_000,
  maxFiles: 10,
  anchor: () => {},
  dropped: () => {},
  log: () => {},
});
const note = (text: string) => audit.append({ kind: 'note', at: 0, text });
for (;;) {
  let said: string;
  try {
    said = `${note('x'.repeat(500))}`;
  } catch (error) {
    said = `failed: ${error instanceof Error ? error.message : 'no error'}`;
    try {
      said += `\nthen ${note('')}`;
    } catch {
      said += '\nthen none';
    }
  }
  writeSync(1, `${said}\n`);
  if (said.startsWith('failed')) break;
}
