import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { nested } from '../wrapper.ts';

export const SKIPS_HOOKS = danger('git hooks skipped', 'medium');
/** They start the signing program and use the person's key. */
export const SIGNS = '-S --gpg-sign';

const rebaseGrammar = {
  values: '-s -X -C --onto --strategy --strategy-option --whitespace',
  runs: '-x --exec',
  flags: '-i --interactive',
  refused: SIGNS,
  style: 'gnu',
  lenient: true,
} as const;
const rebaseRoles = optionTable(rebaseGrammar);

/** It may run a command after each commit. */
export function rebase(args: readonly Word[], words: number): Effects {
  const scanned = scan(args, rebaseRoles);
  const facts: Fact[] = [{ kind: 'git_write', verb: 'rebase' }];
  if (hasOption(scanned, '--no-verify')) facts.push(SKIPS_HOOKS);
  const runs = valuesOf(scanned, '-x --exec').map((script) => ({ kind: 'script', script }) as const);
  const reason = scanned.unknown ?? (runs.length > 0 ? 'it runs a command after each commit' : undefined);
  return reason === undefined ? effects('git-write', { words }, { facts }) : notProven(reason, { facts, runs });
}

/** It may run a command at each commit that it tries. */
export function bisect(args: readonly Word[], words: number): Effects {
  const facts = [{ kind: 'git_write', verb: 'bisect' }] as const;
  if (args[0]?.value === 'visualize' || args[0]?.value === 'view') return notProven('it starts another program', { facts });
  if (args[0]?.value !== 'run')
    return args[0]?.kind === 'static'
      ? effects('git-write', { words }, { facts })
      : notProven('what it does is only known when it runs', { facts });
  return effects('git-write', { none: 'it runs another command' }, { facts, runs: nested(args.slice(1)) });
}

/** It may run a command in every submodule. */
export function submodule(args: readonly Word[], words: number): Effects {
  const facts = [{ kind: 'git_write', verb: 'submodule' }] as const;
  const [verb, ...rest] = args.filter((word) => word.kind !== 'static' || !/^(-q|--quiet)$/.test(word.value));
  if (verb?.value === 'foreach') {
    const script = rest.filter((word) => word.value !== '--recursive');
    const runs = script.length === 1 && script[0] ? [{ kind: 'script', script: script[0] } as const] : nested(script);
    return notProven('it runs a command in every submodule', { facts, runs });
  }
  if (verb === undefined) return effects('workspace-code', { words }, {});
  return effects('network', { words }, { facts: [...facts, { kind: 'network', tool: 'git', direction: 'download' }] });
}

/** It runs scripts for each commit. */
export function filterBranch(args: readonly Word[]): Effects {
  const runs = args.flatMap((word, at) => {
    const script = args[at + 1];
    return /^--.*-filter$/.test(word.value) && script !== undefined ? [{ kind: 'script', script } as const] : [];
  });
  return notProven('it runs a script for each commit', {
    runs,
    facts: [{ kind: 'git_write', verb: 'filter-branch' }, danger('git history rewritten')],
  });
}
