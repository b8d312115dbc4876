import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Asked, bash, COMPLETE, never, type Script, say } from './model.ts';

export const STEPS = 4;
export const FILE = 'steps.txt';
const HELD_STEP = 3;

/** When a server is ended in the middle of a child's work. */
export const MOMENTS = ['before its first call', 'in a call of the model', 'in a command', 'between', 'in a check'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Lets what runs in other processes wait until it is let go, and tells when it does. */
export interface Hold {
  readonly dir: string;
  /** Something waits here. */
  reached(name: 'tool' | 'check'): boolean;
  set(name: 'tool' | 'check'): void;
  /** Nothing waits from now on. */
  release(): void;
}

export function createHold(dir: string): Hold {
  mkdirSync(dir, { recursive: true });
  return {
    dir,
    reached: (name) => existsSync(path.join(dir, `in-${name}`)),
    set: (name) => writeFileSync(path.join(dir, `hold-${name}`), ''),
    release: () => {
      for (const name of ['tool', 'check']) rmSync(path.join(dir, `hold-${name}`), { force: true });
    },
  };
}

/** The repository: a program that waits while it is to be held, and a check that wants each line exactly once. */
export function stepFiles({ dir }: Pick<Hold, 'dir'>): Readonly<Record<string, string>> {
  const lines = Array.from({ length: STEPS }, (_, index) => `${lineOf(index + 1)}\n`).join('');
  return {
    'hold.mjs': [
      "import { existsSync, writeFileSync } from 'node:fs';",
      `const dir = ${JSON.stringify(dir)};`,
      'export function hold(name) {',
      '  if (!existsSync(`${dir}/hold-${name}`)) return;',
      "  writeFileSync(`${dir}/in-${name}`, '');",
      '  const nap = new Int32Array(new SharedArrayBuffer(4));',
      '  while (existsSync(`${dir}/hold-${name}`)) Atomics.wait(nap, 0, 0, 20);',
      '}',
      'if (process.argv[2] !== undefined) hold(process.argv[2]);',
      '',
    ].join('\n'),
    'check.mjs': [
      "import assert from 'node:assert/strict';",
      "import { readFileSync } from 'node:fs';",
      "import { hold } from './hold.mjs';",
      "hold('check');",
      `assert.equal(readFileSync('${FILE}', 'utf8'), ${JSON.stringify(lines)});`,
      '',
    ].join('\n'),
  };
}

export const lineOf = (step: number): string => `line-${step}`;

/** A model at work that is told to go on by whoever sends its conversation. */
export interface StepPlay {
  readonly script: Script;
  /** Its model was asked and does not answer. */
  readonly waits: () => boolean;
}

/**
 * Appends one line with each call, and ends when all are there. Where the conversation says that it is not known whether a call took effect,
 * it looks first, as every model is told to.
 * @param moment at this one it waits, once
 */
export function createStepPlay(moment: Moment): StepPlay {
  let waits = false;
  const holds = (turn: number): boolean =>
    !waits && ((moment === 'before its first call' && turn === 0) || (moment === 'in a call of the model' && turn === HELD_STEP - 1));
  return {
    waits: () => waits,
    script(asked) {
      if (holds(asked.turn)) {
        waits = true;
        return never(asked);
      }
      for (let step = 1; step <= STEPS; step += 1) {
        const next = nextFor(asked, step, moment);
        if (next !== undefined) return next;
      }
      return say(COMPLETE);
    },
  };
}

/** What is left to do of one step; `undefined` when it is done. */
function nextFor(asked: Asked, step: number, moment: Moment): ReturnType<Script> | undefined {
  const command = `printf '${lineOf(step)}\\n' >> ${FILE}${moment === 'in a command' && step === HELD_STEP ? ' && node hold.mjs tool' : ''}`;
  const first = asked.result(`step_${step}`);
  if (first === undefined) return bash(`step_${step}`, command);
  if (!/interrupted|not run/.test(first)) return undefined;
  const seen = asked.result(`look_${step}`);
  if (seen === undefined) return bash(`look_${step}`, `cat ${FILE}`);
  if (seen.includes(lineOf(step)) || asked.result(`again_${step}`) !== undefined) return undefined;
  return bash(`again_${step}`, command);
}

/** The line whose coming is the moment between two calls. */
export const LINE_BETWEEN = lineOf(HELD_STEP - 1);
