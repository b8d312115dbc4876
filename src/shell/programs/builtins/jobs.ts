import type { Effects, Fact } from '../../analysis.ts';
import { danger, effects } from '../effects.ts';
import type { Program } from '../program.ts';

function signals(verb: string, facts: readonly Fact[] = []): Effects {
  return effects('system', { words: 0 }, { facts: [{ kind: 'process_control', verb }, ...facts] });
}

export const kill: Program = {
  names: ['kill', 'pkill', 'killall', 'killall5', 'skill', 'xkill', 'fuser', 'tskill'],
  effects: ({ args }, name) => {
    if (args.every((word) => word.kind === 'static' && /^-[lL]$/.test(word.value)) && args.length === 1 && name === 'kill') {
      return effects('read-only', { words: 0 });
    }
    const everything = name === 'kill' && args.slice(1).some((word) => word.kind === 'static' && word.value === '-1');
    return signals(name, everything || name === 'killall5' ? [danger('kill every process')] : []);
  },
  match: { 'kill 123': 'system', 'kill -l': 'read-only', 'pkill node': 'system' },
  notMatch: ['kill -9 -1', 'kill $!', 'killall node', 'pkill -f x'],
};

export const jobControl: Program = {
  names: ['bg', 'fg', 'disown', 'suspend', 'renice'],
  effects: (_call, name) => signals(name),
  match: { 'bg %1': 'system' },
  notMatch: ['disown -h %1', 'renice 5 1'],
};
