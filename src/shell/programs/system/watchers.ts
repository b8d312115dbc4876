import { effects } from '../effects.ts';
import type { Program } from '../program.ts';

/** They see what other programs send and do; some write it to a file that is not named. */
export const watchers: Program = {
  names: [
    'tcpdump',
    'tshark',
    'wireshark',
    'bpftool',
    'sample',
    'spindump',
    'fs_usage',
    'powermetrics',
    'sc_usage',
    'nettop',
    'nethogs',
    'iotop',
    'iftop',
  ],
  effects: (_call, name) => effects('system', { none: 'it watches other programs' }, { facts: [{ kind: 'process_control', verb: name }] }),
  match: { 'tcpdump -i eth0': 'system', 'sample 12': 'system' },
  notMatch: ['tcpdump -z ./x', 'tcpdump -w out', 'sample 12', 'fs_usage -w'],
};

/** It finds words in the files of everyone, by what their contents are. */
export const mdfind: Program = {
  names: ['mdfind', 'mdutil', 'fdesetup'],
  effects: () => effects('system', { none: 'it reaches every file of this machine' }),
  match: { 'mdfind x': 'system' },
  notMatch: ['mdfind x', 'mdutil -E /', 'fdesetup disable'],
};
