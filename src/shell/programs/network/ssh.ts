import type { Effects } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesWithRole } from '../scanned.ts';
import { hostOf, joined } from '../words.ts';

/** `-o`, `-F` and their like name programs (`ProxyCommand`, `LocalCommand`) or other configuration. */
const sshGrammar: Grammar = {
  flags: '-4 -6 -a -A -C -f -g -G -k -K -M -n -N -q -s -t -T -v -V -x -X -y -Y',
  values: '-B -b -c -D -e -L -l -m -O -p -Q -R -W -w',
  reads: '-i -E',
  refused: '-o -F -J -S -I -P',
  style: 'posix',
};
const sshRoles = optionTable(sshGrammar);

function judgeSsh({ args }: Parameters<Program['effects']>[0], name: string): Effects {
  const [only] = args;
  if (args.length === 1 && only?.kind === 'static' && only.value === '-V') return effects('read-only', { words: 0 });
  const scanned = scan(args, sshRoles);
  const [host, ...command] = scanned.operands;
  const facts = [networkFact(name, 'unknown', hostOf(host))];
  const known = {
    facts,
    reads: valuesWithRole(scanned, 'reads'),
    runs: command.length > 0 ? [{ kind: 'script', script: joined(command) } as const] : [],
  };
  if (scanned.unknown !== undefined) return notProven('an option can start a program or reads other configuration', known);
  if (scanned.doubtful !== undefined && scanned.operands.indexOf(scanned.doubtful) <= 0)
    return notProven('where it goes is only known when it runs', known);
  if (command[0]?.value.startsWith('-')) return notProven('options after the host', known);
  if (hasOption(scanned, '-L -R -D -W -w')) return notProven('it opens a way into or out of this machine', known);
  return effects('system', { none: 'it runs a command on another machine' }, known);
}

export const ssh: Program = {
  names: ['ssh', 'mosh', 'autossh', 'slogin', 'rsh', 'rlogin', 'et'],
  effects: judgeSsh,
  match: { 'ssh h': 'system', 'ssh -V': 'read-only', 'ssh -p 22 u@h uptime': 'system' },
  notMatch: [
    "ssh -o ProxyCommand='rm y' h",
    "ssh -oProxyCommand='rm y' h",
    'ssh h rm -rf /',
    'ssh -F conf h',
    'ssh $x',
    'ssh h -oProxyCommand=x',
  ],
};

const copyGrammar: Grammar = {
  flags: '-1 -2 -3 -4 -6 -A -B -C -O -p -q -r -R -s -T -v -a -f -N',
  values: '-c -l -P -s -X',
  reads: '-i -b',
  refused: '-o -F -S -J -D',
};
const copyRoles = optionTable(copyGrammar);

export const scp: Program = {
  names: ['scp', 'rcp'],
  effects: ({ args }, name) => {
    const scanned = scan(args, copyRoles);
    const remote = (value: string) => /^[^/]*:/.test(value);
    const sources = scanned.operands.slice(0, -1).filter((word) => !remote(word.value));
    const target = scanned.operands.slice(-1);
    const up = target.some((word) => remote(word.value));
    const known = {
      facts: [networkFact(name, up ? 'upload' : 'download', hostOf(up ? target[0] : scanned.operands[0]))],
      reads: [...sources, ...valuesWithRole(scanned, 'reads')],
      writes: target.filter((word) => !remote(word.value)),
    };
    if (scanned.unknown !== undefined) return notProven('an option can start a program or reads other configuration', known);
    if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
    return effects('network', { words: 0 }, known);
  },
  match: { 'scp a h:b': 'network', 'scp h:b a': 'network' },
  notMatch: ["scp -o ProxyCommand='rm y' a h:b", 'scp -S ./x a h:b', 'scp -F c a h:b'],
};

export const sftp: Program = {
  names: ['sftp', 'lftp', 'ftp', 'tftp', 'ncftp', 'smbclient'],
  effects: ({ args }, name) =>
    notProven('a session with a language of its own', { facts: [networkFact(name, 'unknown', hostOf(args.at(-1)))] }),
  match: {},
  notMatch: ['sftp h', 'lftp -e x', 'ftp h'],
};

export const sshKeys: Program = {
  names: ['ssh-agent', 'ssh-copy-id', 'gpg-agent', 'age', 'pass', 'gopass', 'keytool', 'ssh-keyscan'],
  effects: ({ args }, name) =>
    args.length === 1 && args[0]?.kind === 'static' && args[0].value === '--version'
      ? effects('read-only', { words: 0 })
      : notProven('it handles keys', { facts: [{ kind: 'credential_access', what: name }] }),
  match: { 'age --version': 'read-only' },
  notMatch: ['ssh-agent rm y', 'pass show x', 'age -d x'],
};
