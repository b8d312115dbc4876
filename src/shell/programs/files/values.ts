import { effects, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';

export const seq = leaf({
  names: ['seq'],
  flags: '-w --equal-width',
  values: '-f -s -t --format --separator',
  numeric: true,
  operands: 'text',
  match: { 'seq 1 10': 'read-only', 'seq -s , 3': 'read-only' },
  notMatch: ['seq --frob 1'],
});

export const yes = leaf({
  names: ['yes', 'factor', 'clear', 'reset', 'tabs'],
  operands: 'text',
  match: { 'yes y': 'read-only', clear: 'read-only' },
  notMatch: ['yes --frob'],
});

/** Every word is an operand of the expression. */
export const expr: Program = {
  names: ['expr'],
  effects: () => effects('read-only', { words: 0 }),
  match: { 'expr 1 + 2': 'read-only' },
  notMatch: [],
};

const copies = leaf({
  names: ['tee'],
  flags: '-a -i -p --append --ignore-interrupts',
  attached: '--output-error',
  operands: 'write',
  class: 'workspace-write',
  match: {},
  notMatch: [],
});

export const tee: Program = {
  names: ['tee'],
  effects: (call, name) => {
    const judged = copies.effects(call, name);
    if (judged.unproven !== undefined) return notProven(judged.unproven, judged);
    return judged.writes === undefined ? effects('read-only', judged.prefix) : judged;
  },
  match: { 'tee -a log': 'workspace-write', tee: 'read-only' },
  notMatch: ['tee x', 'tee --frob x'],
};
