import { ACTION_CLASSES, type ActionClass } from '../shell/analysis.ts';
import { type Decision, PRESETS, type Preset } from './action.ts';

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

const ANSWERS = new Map(
  PRESETS.map((preset) => [
    preset,
    new Map(
      ACTION_CLASSES.map((cls): [ActionClass, PresetAnswer] => [
        cls,
        { decision: PRESET_DECISIONS[preset][cls], rule: `preset:${preset}:${cls}` },
      ]),
    ),
  ]),
);

const NO_ANSWER: PresetAnswer = { decision: 'ask', rule: 'preset:none' };

/** The answer of a preset for a class; a preset or a class that there is not asks. */
export function presetAnswer(preset: Preset, cls: ActionClass): PresetAnswer {
  return ANSWERS.get(preset)?.get(cls) ?? NO_ANSWER;
}
