import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { derived } from '../words.ts';

const TEXT = /^(bs|ibs|obs|cbs|count|skip|seek|iseek|oseek|conv|iflag|oflag|status)=/;

/** Operands are `name=value`; only `if` and `of` name files. */
export const dd: Program = {
  names: ['dd', 'dcfldd', 'ddrescue'],
  effects: ({ args }, name) => {
    const value = (key: string) =>
      args.flatMap((word) => (word.value.startsWith(`${key}=`) ? [derived(word.value.slice(key.length + 1), word)] : []));
    const known = { reads: value('if'), writes: name === 'dd' ? value('of') : [...value('of'), ...args] };
    if (args.length === 1 && /^--(version|help)$/.test(args[0]?.value ?? '')) return effects('read-only', { words: 0 });
    const odd = args.find((word) => word.kind === 'dynamic' || !(TEXT.test(word.value) || /^(if|of)=/.test(word.value)));
    if (odd !== undefined) return notProven('an operand that is not known', known);
    if (known.writes.length === 0) return effects('read-only', { words: 0 }, known);
    return effects('workspace-write', { words: 0 }, known);
  },
  match: {
    'dd if=/dev/zero of=test.bin bs=1M count=10': 'workspace-write',
    'dd if=x bs=1 count=4': 'read-only',
    'dd --version': 'read-only',
  },
  notMatch: ['dd of=x', 'dd of=$x', 'dd foo', 'dd if=x of=/dev/sda'],
};
