import { effects, notProven } from '../effects.ts';
import { compile, judge, leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { literal } from '../words.ts';

const directory = compile({ operands: 'read', flags: '-L -P -e -@', numeric: false });

/** Where it goes counts as read: what follows is judged from there. */
export const cd: Program = {
  names: ['cd', 'chdir'],
  effects: (call) => {
    const judged = judge(directory, call.args);
    if (judged.unproven !== undefined) return judged;
    if (call.args.some((word) => word.kind === 'static' && word.value === '-')) return notProven('cd - goes where the shell was before');
    const reads = judged.reads ?? [literal(call.context.home)];
    if (reads.length > 1) return notProven('cd with more than one directory');
    return effects('read-only', { words: 0 }, { reads });
  },
  match: { 'cd src': 'read-only', cd: 'read-only', 'cd -P path/to/files/': 'read-only' },
  notMatch: ['cd -', 'cd a b', 'cd --foo'],
};

export const pushd = leaf({
  names: ['pushd'],
  operands: 'read',
  flags: '-n',
  match: { 'pushd src': 'read-only' },
  notMatch: ['pushd +1', 'pushd', 'pushd -2'],
  check: ({ operands }) =>
    operands.length === 1 && operands[0]?.value.startsWith('+') === false ? undefined : 'where it goes is not told',
});

export const popd = leaf({
  names: ['popd'],
  operands: 'none',
  match: {},
  notMatch: ['popd', 'popd +1'],
  check: () => 'where it goes is not told',
});
