import { effects, networkFact, notProven } from '../effects.ts';
import { compile, judge } from '../leaf.ts';
import type { Program } from '../program.ts';

/** What only tells of public keys; homes, keyrings, key servers and agents of the command's own are in none of them. */
const GPG_LISTS = compile({
  flags:
    '-k -v -q --list-keys --list-public-keys --fingerprint --list-sigs --with-colons --with-fingerprint --with-subkey-fingerprint --with-keygrip --keyid-format-long --batch --no-tty --verbose --quiet',
  values: '--keyid-format --charset --display-charset',
  operands: 'text',
});
const GPG_VERIFIES = compile({
  flags: '-v -q --verify --batch --no-tty --verbose --quiet --no-auto-key-retrieve',
  values: '--keyid-format --status-fd --logger-fd',
  operands: 'read',
});
const FINGERPRINT = compile({ flags: '-l -v', values: '-E', reads: '-f', operands: 'none', style: 'posix' });
const KNOWN_HOST = compile({ flags: '-l -H', values: '-F', operands: 'none', style: 'posix' });

function handlesKeys(what: string) {
  return notProven('it handles keys', { facts: [{ kind: 'credential_access', what }] });
}

export const gpg: Program = {
  names: ['gpg', 'gpg2'],
  effects: ({ args }, name) => {
    if (args.length === 1 && args[0]?.kind === 'static' && /^--(version|help)$/.test(args[0].value))
      return effects('read-only', { words: 0 });
    const asks = (pattern: RegExp) => args.some(({ kind, value }) => kind === 'static' && pattern.test(value));
    const rule = asks(/^--verify$/) ? GPG_VERIFIES : asks(/^(-k|--list-(public-)?keys|--list-sigs|--fingerprint)$/) ? GPG_LISTS : undefined;
    const judged = rule === undefined ? undefined : judge(rule, args);
    // A word that is only known when it runs could be another command; behind `--` even `--verify` is a file, which it may decrypt.
    const odd = args.some(({ kind, value }) => kind !== 'static' || value === '--');
    return judged === undefined || judged.unproven !== undefined || odd ? handlesKeys(name) : judged;
  },
  match: {
    'gpg --version': 'read-only',
    'gpg --list-keys --keyid-format long': 'read-only',
    'gpg --verify x.asc x': 'read-only',
  },
  notMatch: [
    'gpg --export-secret-keys',
    'gpg -K',
    'gpg --list-secret-keys',
    'gpg --list-keys --homedir x',
    'gpg --verify x.asc --output y',
    'gpg --keyring x --verify y',
    'gpg --list-keys --export-secret-keys',
    'gpg -d x',
    'gpg --verify $x',
    'gpg -- --verify',
  ],
};

export const sshKeygen: Program = {
  names: ['ssh-keygen'],
  effects: ({ args }, name) => {
    if (!args.every(({ kind }) => kind === 'static')) return handlesKeys(name);
    const has = (letter: string) => args.some(({ value }) => new RegExp(`^-[lvH]*${letter}`).test(value));
    const judged = has('F') ? judge(KNOWN_HOST, args) : has('l') && has('f') ? judge(FINGERPRINT, args) : undefined;
    return judged === undefined || judged.unproven !== undefined ? handlesKeys(name) : judged;
  },
  match: { 'ssh-keygen -lf k.pub': 'read-only', 'ssh-keygen -l -E sha256 -f k.pub': 'read-only', 'ssh-keygen -F github.com': 'read-only' },
  notMatch: [
    'ssh-keygen',
    'ssh-keygen -t ed25519 -f k',
    'ssh-keygen -D ./x.so',
    'ssh-keygen -l -D ./x.so -f k',
    'ssh-keygen -R h',
    'ssh-keygen -y -f k',
    'ssh-keygen -F h -f x',
  ],
};

/** It asks the user's agent, which tells public keys. */
export const sshAdd: Program = {
  names: ['ssh-add'],
  effects: ({ args }, name) =>
    args.length === 1 && args[0]?.kind === 'static' && /^-[lL]$/.test(args[0].value)
      ? effects('remote-read', { words: 0 }, { facts: [networkFact(name, 'download')] })
      : handlesKeys(name),
  match: { 'ssh-add -l': 'remote-read' },
  notMatch: ['ssh-add', 'ssh-add -D ./x', 'ssh-add -s ./x.so', 'ssh-add -l x', 'ssh-add -e x'],
};
