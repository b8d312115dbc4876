import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerAll, countQuestions, type FrictionRow, readFriction, scoreFriction, tally } from '../../scripts/scores/friction.ts';
import { frictionTables, generalReason } from '../../scripts/scores/friction-tables.ts';

const rowsOf = (...commands: readonly string[]): FrictionRow[] =>
  commands.map((command) => ({ command, source: 'written', kind: 'agent', license: 'Apache-2.0' }));

describe('the corpus', () => {
  const rows = readFriction();

  test('has each command once, and enough of them', () => {
    const commands = rows.map(({ command }) => command);
    expect(commands.filter((command, i) => commands.indexOf(command) !== i)).toEqual([]);
    expect(commands.length).toBeGreaterThanOrEqual(1_500);
  });

  test('has neither addresses of people nor keys', () => {
    const private_ = /[\w.+-]+@[\w-]+\.(com|org|net|io|dev)\b|gh[pousr]_\w{20}|sk-\w{20}|AKIA\w{12}|xox[abp]-|PRIVATE KEY/;
    expect(rows.filter(({ command }) => private_.test(command))).toEqual([]);
  });

  test('what an agent issues is written for it, and what is recorded is from many projects', () => {
    expect(rows.filter(({ kind, source }) => kind === 'agent' && source !== 'written')).toEqual([]);
    expect(rows.filter(({ source, license }) => source === 'written' && license !== 'Apache-2.0')).toEqual([]);
    expect(new Set(rows.map(({ source }) => source.split(' ')[0])).size).toBeGreaterThan(60);
  });
});

describe('an answer', () => {
  const rows = rowsOf('ls', 'npm test', 'sudo ls', 'rm -rf /');

  test.each([
    ['strict', ['allowed', 'asked once', 'asked', 'denied'], { allowed: 1, 'asked once': 1, asked: 1, denied: 1 }],
    ['standard', ['allowed', 'asked once', 'asked', 'denied'], { allowed: 1, 'asked once': 1, asked: 1, denied: 1 }],
    ['relaxed', ['allowed', 'allowed', 'asked', 'denied'], { allowed: 2, 'asked once': 0, asked: 1, denied: 1 }],
  ] as const)('under %s', (preset, answers, counts) => {
    const answered = answerAll(rows, preset);
    expect(answered.map(({ answer }) => answer)).toEqual(answers);
    expect(tally(answered)).toEqual(counts);
  });

  test('comes with its row, the class and the reason', () => {
    expect(answerAll(rowsOf('npm test'), 'standard')).toEqual([
      { ...rowsOf('npm test')[0], answer: 'asked once', class: 'workspace-code', reason: "npm: it runs the workspace's own code" },
    ]);
  });
});

test.each([
  ['what is allowed or denied asks nobody', ['ls', 'rm -rf /'], 0],
  ['what was allowed for the session is asked once', ['npm test', 'npm test', 'npm run lint'], 2],
  ['what may not be allowed for the session is asked each time', ['sudo ls', 'sudo ls'], 2],
  ['several lines are too long a question to allow for the session', ['npm test\nnpm run lint', 'npm test\nnpm run lint'], 2],
])('one session: %s', (_, commands, questions) => {
  expect(countQuestions(rowsOf(...commands), 'standard')).toBe(questions);
});

test('the score is what is allowed under standard', () => {
  const { corpus, rows, misses, faults } = scoreFriction();
  const answered = answerAll(readFriction(), 'standard');
  expect({ corpus, rows, missed: misses.length, faults }).toEqual({
    corpus: 'friction: allowed unasked, standard',
    rows: answered.length,
    missed: answered.length - tally(answered).allowed,
    faults: [],
  });
  expect(misses.find(({ command }) => command === 'npm test')).toEqual({
    command: 'npm test',
    expected: 'allowed',
    seen: "asked once, workspace-code: npm: it runs the workspace's own code",
  });
});

describe('the tables', () => {
  const tables = frictionTables();

  test('each line of answers and classes adds up', () => {
    const lines = `${tables.answers}\n${tables.classes}`.split('\n').filter((line) => /\d/.test(line));
    const sums = lines.map((line) => {
      const [whole = 0, ...parts] = [...line.matchAll(/\| (\d+)/g)].map(([, count]) => Number(count));
      return parts.reduce((sum, part) => sum + part, -whole);
    });
    expect(lines.length).toBeGreaterThan(18);
    expect(sums).toEqual(lines.map(() => 0));
  });

  test('nobody is asked more often for allowing for the session', () => {
    const pairs = [...tables.session.matchAll(/\| (\d+) \([^)]*\) \| (\d+)/g)].map(([, once, session]) => [Number(once), Number(session)]);
    expect(pairs.map(([once = 0, session = 0]) => session <= once)).toEqual([true, true, true]);
  });

  test('the script prints them', () => {
    const script = join(import.meta.dirname, '../../scripts/scores.ts');
    const printed = execFileSync(process.execPath, [script, '--friction'], { encoding: 'utf8', timeout: 30_000 });
    expect(printed).toBe(`${Object.values(tables).join('\n\n')}\n`);
  });
});

test.each([
  ["npm: it runs the workspace's own code", "it runs the workspace's own code"],
  ['gradlew: ./gradlew would start /home/ann/project/gradlew, which lies in a writable place', 'what would start lies in a writable place'],
  ['cat: it reads /etc/shadow', 'it reads a path'],
  [
    'not understood completely: a word that is only known when it runs',
    'not understood completely: a word that is only known when it runs',
  ],
])('%s is counted as: %s', (reason, general) => {
  expect(generalReason(reason)).toBe(general);
});
