import { networkFact } from '../effects.ts';
import type { Rule } from '../leaf.ts';

/** Installing: it brings code here, and mostly runs it. */
export function installs(manager: string, rule: Partial<Rule> = {}): Rule {
  return {
    class: 'install',
    operands: 'text',
    lenient: true,
    facts: [{ kind: 'package_install', manager }, networkFact(manager, 'download')],
    noPrefix: 'it installs packages',
    ...rule,
  };
}

/** Runs what the workspace holds: its scripts, tests, builds, plug-ins. `refused` are options that run or load something else. */
export function workspaceCode(refused: string, rule: Partial<Rule> = {}): Rule {
  return { class: 'workspace-code', operands: 'text', lenient: true, refused, ...rule };
}

/** Talks to a registry with the configuration of the workspace, which can name another one. */
export function registry(tool: string, direction: 'upload' | 'download' | 'unknown' = 'download', rule: Partial<Rule> = {}): Rule {
  return { class: 'network', operands: 'text', lenient: true, facts: [networkFact(tool, direction)], ...rule };
}

/** For `check`: a rule whose meaning changes with an operand. */
export const noOperands: NonNullable<Rule['check']> = ({ operands }) => (operands.length === 0 ? undefined : 'it takes no word of its own');
