import type { Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { nested } from '../wrapper.ts';

const WRAPS = 'it runs another command';
const execGrammar = { flags: '-c -l', values: '-a', style: 'posix' } as const;
const execRoles = optionTable(execGrammar);

/** `-v`, `-pv`, and `-p` before it. */
function looksUp(first: Word, second: Word | undefined): boolean {
  if (first.kind !== 'static') return false;
  if (/^-p?[vV]p?$/.test(first.value)) return true;
  return first.value === '-p' && second?.kind === 'static' && /^-[vV]$/.test(second.value);
}

/** `command -v` looks a name up; otherwise it runs its words, past functions and aliases. */
export const command: Program = {
  names: ['command'],
  effects: ({ args }) => {
    const [first, ...rest] = args;
    if (first === undefined) return effects('read-only', { none: WRAPS });
    if (looksUp(first, rest[0])) return effects('read-only', { words: 0 });
    if (first.kind === 'static' && first.value === '-p')
      return notProven('it looks the command up on another PATH', { runs: nested(rest) });
    const words = first.kind === 'static' && first.value === '--' ? rest : args;
    if (words[0]?.kind !== 'static' || words[0].value.startsWith('-'))
      return notProven('the command is only known when it runs', { runs: nested(words) });
    return effects('read-only', { none: WRAPS }, { runs: nested(words) });
  },
  match: { 'command -v git': 'read-only', 'command -V git': 'read-only', 'command -p -v ls': 'read-only' },
  notMatch: ['command rm y', 'command -p rm y', 'command -- rm y', 'command $x'],
};

export const builtin: Program = {
  names: ['builtin'],
  effects: ({ args }) => {
    const words = args[0]?.kind === 'static' && args[0].value === '--' ? args.slice(1) : args;
    if (words[0] !== undefined && words[0].kind !== 'static')
      return notProven('the command is only known when it runs', { runs: nested(words) });
    return effects('read-only', { none: WRAPS }, { runs: nested(words) });
  },
  match: {},
  notMatch: ['builtin eval rm', 'builtin $x'],
};

/** Without a command it only changes where the shell's own streams go; the redirects are judged elsewhere. */
export const exec: Program = {
  names: ['exec'],
  effects: ({ args }) => {
    const scanned = scan(args, execRoles);
    const runs = nested(scanned.operands);
    if (args.length === 0) return effects('read-only', { none: WRAPS });
    if (scanned.unknown !== undefined || scanned.options.length > 0) return notProven('exec with options', { runs });
    if (scanned.operands[0]?.kind !== 'static') return notProven('the command is only known when it runs', { runs });
    return effects('read-only', { none: WRAPS }, { runs });
  },
  match: { exec: 'read-only' },
  notMatch: ['exec rm y', 'exec -a x rm y', 'exec -c rm y', 'exec $x'],
};
