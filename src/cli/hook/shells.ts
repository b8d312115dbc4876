import path from 'node:path';
import type { CommandAnalysis } from '../../shell/analysis.ts';
import { findBash } from '../../shell/process/bash.ts';

/**
 * Texts that zsh, and the small shells that `sh` may be, take apart as bash does: words, quotes, plain expansions, lists, pipes and
 * redirects to files. What only one of them knows (`=ls`, `*(e:'…':)`, `${(e)x}`, `=(…)`, `$'…'`, `<1-9>`) has a sign that is not here.
 */
const ALIKE =
  /^(?:[\w\s%+,./:@|;-]|\*(?!\*)|(?<![\s;|&]|^)=|&(?!>)|>(?![>|]?\s*[&!])|>&[12]\b|\$[A-Za-z_]\w*(?![\w[:])|'[^']*'|"(?:[^"\\$`]|\$[A-Za-z_]\w*(?![\w[:]))*")*$/;
const BASH_5 = 5;

/**
 * Why a command that was judged as bash 5 reads it may mean something else to the shell that the agent gives it to.
 * @param shell a path, or a name
 */
export function readOtherwise({ command, plain }: CommandAnalysis, shell: string): string | undefined {
  const name = path.basename(shell);
  if (name === 'bash') return plain || majorOf(shell) >= BASH_5 ? undefined : 'the bash of this agent is older than 5';
  return ALIKE.test(command)
    ? undefined
    : `it is judged as bash reads it, and ${name === '' ? 'the shell of this agent' : name} may read it otherwise`;
}

/** 0 when it cannot be told. */
function majorOf(shell: string): number {
  try {
    return (path.isAbsolute(shell) ? findBash([shell]) : findBash()).major;
  } catch {
    return 0;
  }
}
