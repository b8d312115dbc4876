import { ACTION_CLASSES, type ActionClass, rankOfClass } from '../shell/analysis.ts';
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

/** What a preset answers, with the name of the rule. */
export interface PresetAnswer {
  readonly decision: Exclude<Decision, 'deny'>;
  readonly rule: string;
}

/** By preset, then by the rank of the class. */
const ANSWERS = {
  strict: answersOf('strict'),
  standard: answersOf('standard'),
  relaxed: answersOf('relaxed'),
} satisfies Readonly<Record<Preset, readonly PresetAnswer[]>>;

function answersOf(preset: Preset): readonly PresetAnswer[] {
  return ACTION_CLASSES.map((cls) => ({ decision: PRESET_DECISIONS[preset][cls], rule: `preset:${preset}:${cls}` }));
}

const NO_ANSWER: PresetAnswer = { decision: 'ask', rule: 'preset:none' };

/** The answer of a preset for a class; a preset or a class that there is not asks. */
export function presetAnswer(preset: Preset, cls: ActionClass): PresetAnswer {
  return answersFor(preset)?.[rankOfClass(cls)] ?? NO_ANSWER;
}

/** Written out, since looking a name up is slower than comparing it with three. */
function answersFor(preset: Preset): readonly PresetAnswer[] | undefined {
  if (preset === 'standard') return ANSWERS.standard;
  if (preset === 'strict') return ANSWERS.strict;
  return preset === 'relaxed' ? ANSWERS.relaxed : undefined;
}
