import { danger, effects } from '../effects.ts';
import type { Program } from '../program.ts';
import { upTo, verbs } from './verbs.ts';

const STOPS = 'it stops this machine';

export const power: Program = {
  names: ['shutdown', 'reboot', 'halt', 'poweroff', 'init', 'telinit', 'rtcwake', 'kexec'],
  effects: (_call, name) => effects('system', { none: STOPS }, { facts: [danger(`${name} stops this machine`)] }),
  match: { reboot: 'system' },
  notMatch: ['shutdown -h now', 'init 0'],
};

export const pmset = verbs({
  names: ['pmset'],
  reads: { '-g': upTo(1) },
  other: { reason: STOPS, facts: [danger('pmset stops this machine')] },
  match: { 'pmset -g': 'read-only', 'pmset -g batt': 'read-only', 'pmset sleepnow': 'system' },
  notMatch: ['pmset -a sleep 0', 'pmset', 'pmset -g batt sleepnow'],
});
