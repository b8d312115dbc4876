import type { ActionClass } from '../shell/analysis.ts';
import type { Decision, Preset } from './action.ts';

/** The built-in rules of tier 3: what each preset answers for each class. */
export const PRESET_DECISIONS: Readonly<Record<Preset, Readonly<Record<ActionClass, Exclude<Decision, 'deny'>>>>> = {
  strict: {
    'read-only': 'allow',
    'remote-read': 'ask',
    'workspace-code': 'ask',
    'workspace-write': 'ask',
    'control-write': 'ask',
    'git-write': 'ask',
    install: 'ask',
    network: 'ask',
    system: 'ask',
    unknown: 'ask',
  },
  standard: {
    'read-only': 'allow',
    'remote-read': 'ask',
    'workspace-code': 'ask',
    'workspace-write': 'allow',
    'control-write': 'ask',
    'git-write': 'ask',
    install: 'ask',
    network: 'ask',
    system: 'ask',
    unknown: 'ask',
  },
  relaxed: {
    'read-only': 'allow',
    'remote-read': 'allow',
    'workspace-code': 'allow',
    'workspace-write': 'allow',
    'control-write': 'ask',
    'git-write': 'allow',
    install: 'allow',
    network: 'allow',
    system: 'allow',
    unknown: 'ask',
  },
};
