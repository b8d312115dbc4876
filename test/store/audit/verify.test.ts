import { hash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AuditHead, createLineWriter, type LinePlace } from '../../../src/store/audit/chain.ts';
import type { AuditRecord } from '../../../src/store/audit/record.ts';
import { verifyAudit } from '../../../src/store/audit/verify.ts';
import { decision, opened, temporary } from './records.ts';

/** A chain of five lines in one file. */
function five(): { dir: string; path: string; lines: string[]; head: AuditHead } {
  const dir = temporary();
  const audit = opened(dir);
  for (let at = 1; at <= 5; at += 1) audit.append(decision({ at }));
  audit.close();
  const path = join(dir, 'c1.1.jsonl');
  return { dir, path, lines: readFileSync(path, 'utf8').trimEnd().split('\n'), head: audit.head() };
}

/** A line without its newline, and its hash. */
function lineAt(place: LinePlace, record: AuditRecord): { text: string; hash: string } {
  const { bytes, hash: digest } = createLineWriter()(place, record);
  return { text: bytes.toString().trimEnd(), hash: digest };
}

const text = (lines: readonly (string | undefined)[]): string => `${lines.join('\n')}\n`;

test('a chain that nobody touched is whole, with and without an anchor', () => {
  const { dir, head } = five();
  const whole = [{ chain: 'c1', ok: true, first: 1, last: 5 }];
  expect(verifyAudit(dir)).toEqual(whole);
  expect(verifyAudit(dir, [head])).toEqual(whole);
});

test('where there is no directory there is no chain', () => {
  expect(verifyAudit(join(temporary(), 'none'))).toEqual([]);
});

const TAMPERED: readonly { name: string; damage: string; line: number; tamper: (lines: string[]) => string }[] = [
  { name: 'a changed verdict', damage: 'changed', line: 3, tamper: (l) => text(l.with(2, (l[2] ?? '').replace('"allow"', '"deny"'))) },
  { name: 'a line that is none', damage: 'changed', line: 2, tamper: (l) => text(l.with(1, 'hello')) },
  { name: 'a missing line', damage: 'missing', line: 2, tamper: (l) => text(l.toSpliced(1, 1)) },
  { name: 'missing first lines', damage: 'missing', line: 1, tamper: (l) => text(l.slice(2)) },
  { name: 'a line moved down', damage: 'missing', line: 2, tamper: (l) => text([l[0], l[2], l[1], l[3], l[4]]) },
  { name: 'a line twice', damage: 'reordered', line: 3, tamper: (l) => text([l[0], l[1], l[1], l[2], l[3], l[4]]) },
  {
    name: 'a line made anew',
    damage: 'replaced',
    line: 3,
    tamper: (l) => {
      const place = { seq: 2, file: 1, line: 2, previous: JSON.parse(l[0] ?? '').hash };
      return text(l.with(1, lineAt(place, decision({ at: 99 })).text));
    },
  },
  { name: 'a torn last line', damage: 'torn', line: 5, tamper: (l) => text(l).slice(0, -9) },
];

describe('tampering is found', () => {
  test.for(TAMPERED)('$name', ({ damage, line, tamper }) => {
    const { dir, path, lines } = five();
    writeFileSync(path, tamper(lines));
    expect(verifyAudit(dir)).toEqual([{ chain: 'c1', ok: false, damage, path, line }]);
  });

  test('an end that was cut off, where an anchor knows better', () => {
    const { dir, path, lines, head } = five();
    writeFileSync(path, text(lines.slice(0, 3)));
    expect(verifyAudit(dir)).toEqual([{ chain: 'c1', ok: true, first: 1, last: 3 }]);
    expect(verifyAudit(dir, [head])).toEqual([{ chain: 'c1', ok: false, damage: 'cut', path, line: 3 }]);
  });

  test('a whole chain made anew, where an anchor knows better', () => {
    const { dir, path, head } = five();
    rmSync(path);
    const audit = opened(dir);
    for (let at = 1; at <= 6; at += 1) audit.append(decision({ at: at + 1 }));
    expect(verifyAudit(dir, [head])).toEqual([{ chain: 'c1', ok: false, damage: 'replaced', path, line: 5 }]);
  });

  test('a chain that is gone', () => {
    const { dir, path, head } = five();
    rmSync(path);
    expect(verifyAudit(dir, [head])).toEqual([{ chain: 'c1', ok: false, damage: 'cut', path: dir, line: 0 }]);
  });

  test('a file of the middle that is gone, or has changed its place', () => {
    const dir = temporary();
    const audit = opened(dir, { maxBytes: 1 });
    for (let at = 1; at <= 4; at += 1) audit.append(decision({ at }));
    const path = (number: number) => join(dir, `c1.${number}.jsonl`);
    renameSync(path(3), path(9));
    expect(verifyAudit(dir)).toEqual([{ chain: 'c1', ok: false, damage: 'missing', path: path(4), line: 1 }]);
  });
});

test('first lines that were dropped are missed, whatever the file is called', () => {
  const { dir, path, lines, head } = five();
  const later = join(dir, 'c1.2.jsonl');
  writeFileSync(path, text(lines.slice(2)));
  renameSync(path, later);
  expect(verifyAudit(dir, [head])).toEqual([{ chain: 'c1', ok: false, damage: 'missing', path: later, line: 1 }]);
});

test('a later file without its first lines is no chain that begins later', () => {
  const dir = temporary();
  const audit = opened(dir, { maxBytes: 2000 });
  for (let at = 1; at <= 6; at += 1) audit.append(decision({ at }));
  rmSync(join(dir, 'c1.1.jsonl'));
  const path = join(dir, 'c1.2.jsonl');
  writeFileSync(path, text(readFileSync(path, 'utf8').trimEnd().split('\n').slice(1)));
  expect(verifyAudit(dir, [audit.head()])).toEqual([{ chain: 'c1', ok: false, damage: 'missing', path, line: 1 }]);
});

/** A line as it was written before lines said where they stand. */
function oldLine(seq: number, previous: string): { text: string; hash: string } {
  const body = `{"seq":${seq},"previous":"${previous}",${JSON.stringify(decision({ at: seq })).slice(1)}`;
  const digest = hash('sha256', body);
  return { text: `${body.slice(0, -1)},"hash":"${digest}"}`, hash: digest };
}

test('a chain of an older version is whole, also without its first files; one that becomes old in the middle is not', () => {
  const dir = temporary();
  const first = oldLine(7, 'b'.repeat(64));
  const second = oldLine(8, first.hash);
  const path = join(dir, 'c1.3.jsonl');
  writeFileSync(path, text([first.text, second.text]));
  expect(verifyAudit(dir)).toEqual([{ chain: 'c1', ok: true, first: 7, last: 8 }]);
  const placed = lineAt({ seq: 7, file: 3, line: 1, previous: 'b'.repeat(64) }, decision());
  writeFileSync(path, text([placed.text, oldLine(8, placed.hash).text]));
  expect(verifyAudit(dir)).toEqual([{ chain: 'c1', ok: false, damage: 'changed', path, line: 2 }]);
});

test('files removed for their age leave a chain that begins later', () => {
  const dir = temporary();
  const audit = opened(dir, { maxBytes: 1 });
  for (let at = 1; at <= 4; at += 1) audit.append(decision({ at }));
  rmSync(join(dir, 'c1.1.jsonl'));
  rmSync(join(dir, 'c1.2.jsonl'));
  expect(verifyAudit(dir, [audit.head()])).toEqual([{ chain: 'c1', ok: true, first: 3, last: 4 }]);
});

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyRecord: fc.Arbitrary<AuditRecord> = fc.oneof(
  fc.record({ kind: fc.constant('note' as const), at: fc.nat(), text: anyText }),
  fc.record({
    kind: fc.constant('end' as const),
    at: fc.nat(),
    session: anyText,
    of: fc.nat(),
    status: anyText,
    exitCode: fc.option(fc.nat(), { nil: undefined }),
  }),
  fc
    .record({ command: anyText, reason: anyText })
    .map(({ command, reason }) => decision({ reason, action: { kind: 'command', command, cwd: '/w', access: 'full' } })),
);

test('any records make a whole chain, in which any changed byte is found', () => {
  fc.assert(
    fc.property(
      fc.array(anyRecord, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (records, place, change) => {
        const dir = temporary();
        const audit = opened(dir, { maxBytes: 600 });
        for (const record of records) audit.append(record);
        audit.close();
        expect(verifyAudit(dir, [audit.head()])).toEqual([{ chain: 'c1', ok: true, first: 1, last: records.length }]);
        const path = join(dir, 'c1.1.jsonl');
        const bytes = readFileSync(path);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(path, bytes);
        expect(verifyAudit(dir)).toEqual([expect.objectContaining({ chain: 'c1', ok: false })]);
      },
    ),
    { numRuns: 60 },
  );
});
