import type { Effects, Redirect, Word } from '../../analysis.ts';
import { danger, effects, notProven } from '../effects.ts';
import type { Program, ProgramCall } from '../program.ts';

const SHELL = 'it is a shell';

interface ShellCall {
  /** The script of `-c`, the file, or neither when the script comes from standard input. */
  readonly script?: Word;
  readonly file?: Word;
  readonly reason?: string;
}

const LONG_FLAGS = new Set(['--norc', '--noprofile', '--posix', '--verbose', '--noediting']);

/** Names after `-o` that only stop the shell earlier or make it print more. */
const NAMED_OPTIONS = new Set(['errexit', 'nounset', 'pipefail', 'xtrace', 'verbose']);

/** Reads the options of a shell up to its script. */
function shellCall(args: readonly Word[]): ShellCall {
  let code = false;
  let reason: string | undefined;
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined) break;
    if (word.kind !== 'static') {
      if (!code) reason ??= 'an option of the shell is only known when it runs';
      break;
    }
    if (word.value === '--' || word.value === '-') {
      at += 1;
      break;
    }
    if (!/^[-+]./.test(word.value)) break;
    if (word.value.startsWith('--')) {
      if (!LONG_FLAGS.has(word.value)) reason ??= `the option ${word.value} makes the shell read other files`;
      if (word.value === '--init-file' || word.value === '--rcfile') at += 1;
      continue;
    }
    const letters = word.value.slice(1);
    if (letters.includes('c') && word.value.startsWith('-')) code = true;
    if (/[lis]/.test(letters)) reason ??= 'a login, interactive or input shell reads other files';
    if (word.value.startsWith('+') || !/^[bcefhlmnoptuvxCEPTis]+$/.test(letters))
      reason ??= `the option ${word.value} changes how words are read`;
    if (/[oO]/.test(letters)) {
      at += 1;
      if (!NAMED_OPTIONS.has(args[at]?.value ?? '')) reason ??= `the option ${args[at]?.value ?? ''} changes how words are read`;
    }
  }
  const operand = args[at];
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(operand === undefined ? {} : code ? { script: operand } : { file: operand }),
  };
}

/** Keywords and operators that other shells take for programs, or for something else. */
const OF_BASH = /\b(time|function|select|coproc)\b|[|;]&/;

/**
 * Whether the shell `name` reads a script as bash does: no expansion, no quoting but plain ones, no redirect.
 * Never for zsh, which reads a file of its own first.
 */
export function portable(script: Word, name: string): boolean {
  if (name === 'bash' || name === 'rbash') return true;
  return name !== 'zsh' && script.kind === 'static' && /^[\w ./=:,@%+\-'"|;&\n]*$/.test(script.value) && !OF_BASH.test(script.value);
}

function fromInput(input: Redirect | undefined, piped: boolean, name: string): Effects {
  const facts = piped ? [danger(`input piped into ${name}`)] : [];
  if (input?.kind === 'text') {
    const runs = [{ kind: 'script', script: input.target }] as const;
    if (input.target.kind !== 'static') return notProven('a script that is only known when it runs', { runs });
    return portable(input.target, name)
      ? effects('read-only', { none: SHELL }, { runs })
      : notProven(`a script for ${name}, which reads it in its own way`, { runs });
  }
  // `<> file` reads, too.
  if (input?.kind === 'read' || input?.kind === 'write') return effects('workspace-code', { none: SHELL }, { reads: [input.target] });
  return notProven('a shell that runs what comes on its standard input', { facts });
}

function judgeShell(call: ProgramCall, name: string): Effects {
  const { args, redirects, piped } = call;
  const [only] = args;
  if (args.length === 1 && only?.kind === 'static' && (only.value === '--version' || only.value === '--help'))
    return effects('read-only', { none: SHELL });
  const found = shellCall(args);
  const { script, file } = found;
  if (script !== undefined) {
    const runs = [{ kind: 'script', script }] as const;
    const own = portable(script, name) ? undefined : `a script for ${name}, which reads it in its own way`;
    const reason = found.reason ?? (script.kind === 'static' ? own : 'a script that is only known when it runs');
    return reason === undefined ? effects('read-only', { none: SHELL }, { runs }) : notProven(reason, { runs });
  }
  if (file !== undefined) {
    const reason = found.reason ?? (file.kind === 'static' ? undefined : 'which script is run is only known when it runs');
    if (reason !== undefined) return notProven(reason, { reads: [file] });
    return effects('workspace-code', { none: SHELL }, { reads: [file] });
  }
  const input = redirects.findLast((redirect) => redirect.descriptor === 0);
  const judged = fromInput(input, piped, name);
  return found.reason === undefined ? judged : notProven(found.reason, judged);
}

export const bash: Program = {
  names: ['bash', 'sh', 'dash', 'ash', 'ksh', 'mksh', 'zsh', 'rbash'],
  effects: judgeShell,
  match: { 'bash a.sh': 'workspace-code', 'sh ./x.sh a b': 'workspace-code', 'bash --version': 'read-only' },
  notMatch: [
    'bash a.sh',
    "bash -c 'rm y'",
    "sh -lc 'git status'",
    'bash',
    "bash --rcfile x -c 'ls'",
    'bash -i',
    "dash -c 'ls &> x'",
    "zsh -c 'ls'",
    "bash -O extglob -c 'ls'",
    "bash +B -c 'ls'",
    "bash -o posix -c 'ls'",
    'bash $x',
    'sh -s',
  ],
};

/** Shells with another language: nothing inside is read. */
export const otherShells: Program = {
  names: ['fish', 'csh', 'tcsh', 'nu', 'nushell', 'elvish', 'xonsh', 'pwsh', 'powershell', 'cmd', 'cmd.exe', 'powershell.exe', 'rc', 'es'],
  effects: (call, name) => {
    const [only] = call.args;
    if (call.args.length === 1 && only?.kind === 'static' && only.value === '--version') return effects('read-only', { none: SHELL });
    const { script, file } = shellCall(call.args);
    return notProven(`${name} is a shell whose language is not read`, {
      runs: script === undefined ? [] : [{ kind: 'script', script }],
      reads: file === undefined ? [] : [file],
    });
  },
  match: { 'fish --version': 'read-only' },
  notMatch: ["fish -c 'rm y'", 'pwsh -Command x', 'tcsh a.csh'],
};
