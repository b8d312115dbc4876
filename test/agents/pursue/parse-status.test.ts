import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStatus } from '../../../src/agents/pursue/parse-status.ts';

const COMPLETE = { kind: 'complete' };

test.each([
  'STATUS: complete',
  'All three tests pass now.\n\nSTATUS: complete\n\n  \n',
  'done\r\nstatus: Complete\r\n',
  '**STATUS: complete**',
  '**STATUS:** complete',
  '**Status**: *complete*.',
  '__STATUS__ : __complete__',
  '_STATUS: complete._',
  '   STATUS:complete',
  'STATUS: blocked - no network\nSTATUS: complete',
  '```\nok 1\n```\nSTATUS: complete',
  '~~~ts\n```\n~~~~\nSTATUS: complete',
  '1. so:\n   ```sh\n   make\n   ```\nSTATUS: complete',
  '- ```sh\n  make\n  ```\nSTATUS: complete',
  '```in a line``` of text\nSTATUS: complete',
])('it is done: %j', (text) => {
  expect(parseStatus(text)).toEqual(COMPLETE);
});

test.each([
  ['STATUS: blocked - no network', 'blocked', 'no network'],
  ['STATUS: blocked \u2013 the host is down - since noon', 'blocked', 'the host is down - since noon'],
  ['**STATUS: Blocked \u2014 needs `a_b_`**', 'blocked', 'needs `a_b_`'],
  ['STATUS: blocked -- no_network_', 'blocked', 'no_network_'],
  ['**STATUS: blocked** - no network', 'blocked', 'no network'],
  ['STATUS: blocked', 'blocked', ''],
  ['STATUS: blocked -', 'blocked', ''],
  ['STATUS: decide - tabs or spaces?', 'decide', 'tabs or spaces?'],
  ['STATUS: decide.', 'decide', ''],
  ['STATUS: blocked - \u001b]52;c;x\u0007 \u202egone', 'blocked', '\u241b]52;c;x\u2407 \\u{202e}gone'],
])('it can not go on: %j', (text, kind, why) => {
  expect(parseStatus(text)).toEqual({ kind, why });
});

test.each([
  '',
  ' \n\n',
  'I am done.',
  'STATUS: complete\nAll tests pass.',
  'STATUS: complete except for the tests',
  'STATUS: complete - nearly',
  'STATUS: completed',
  'STATUS: incomplete',
  'STATUS: blocked because of the network',
  'STATUS complete',
  'The last line must be STATUS: complete',
  '> STATUS: complete',
  '- STATUS: complete',
  '`STATUS: complete`',
  '"STATUS: complete"',
  '    STATUS: complete',
  '\tSTATUS: complete',
  '```\nSTATUS: complete\n```',
  '```\nSTATUS: complete',
  '~~~\n```\nSTATUS: complete',
  '````\n```\nSTATUS: complete',
  '```\n- ```\nSTATUS: complete',
  '```\n```sh\nSTATUS: complete',
  '- ```\nSTATUS: complete',
  '\u017fTATUS: complete',
])('it says nothing of the kind: %j', (text) => {
  expect(parseStatus(text)).toBeUndefined();
});

test('a reason has a length, and a line has one', () => {
  expect(parseStatus(`STATUS: blocked - ${'x'.repeat(900)}`)).toEqual({ kind: 'blocked', why: 'x'.repeat(500) });
  expect(parseStatus(`STATUS: complete${' '.repeat(2_000)}`)).toBeUndefined();
});

const line = fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
const status = fc.constantFrom('STATUS: complete', '**STATUS: complete**', 'STATUS: blocked - x', 'status: decide \u2014 y');

test('a status anywhere but at the end never counts, whatever is round it', () => {
  const last = line.filter((text) => text.trim() !== '' && !/status/i.test(text));
  fc.assert(
    fc.property(fc.array(fc.oneof(line, status)), status, fc.array(line), last, (before, told, between, end) => {
      expect(parseStatus([...before, told, ...between, end].join('\n'))).toBeUndefined();
    }),
  );
});

test('in a code block or a quotation it never counts', () => {
  const wrapped = fc.constantFrom(
    (text: string) => `\`\`\`\n${text}\n\`\`\``,
    (text: string) => `~~~text\n${text}`,
    (text: string) => `> ${text}`,
    (text: string) => `    ${text}`,
    (text: string) => `\`${text}\``,
  );
  fc.assert(
    fc.property(fc.array(line.filter((text) => !/[`~]/.test(text))), status, wrapped, (before, told, wrap) => {
      expect(parseStatus([...before, wrap(told)].join('\n'))).toBeUndefined();
    }),
  );
});

test('any text gives one of the answers', () => {
  const piece = fc.oneof(fc.string(), status, fc.constantFrom('\n', '```', '* ', '__', ' ', '>', '\u2028', '\ud800', '\0', '\u{1f600}'));
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (text) => ['none', 'complete', 'blocked', 'decide'].includes(parseStatus(text)?.kind ?? 'none'),
    ),
  );
});

test('a long text takes no long time', () => {
  const begun = performance.now();
  for (const text of [' '.repeat(1e6), '`'.repeat(1e6), '\n'.repeat(1e6), `STATUS:${' '.repeat(1_900)}`, '- '.repeat(5e5)])
    parseStatus(text);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
