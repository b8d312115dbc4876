import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const FACT = { class: 'read-only', prefix: { words: 0 } };

test.each<[string, object]>([
  ['gpg --version', FACT],
  ['gpg -k', FACT],
  ['gpg --list-keys --with-colons me@example.com', FACT],
  ['gpg --verify x.asc x', { class: 'read-only', prefix: { words: 0 }, reads: ['x.asc', 'x'] }],
  ['ssh-keygen -lf k.pub', { class: 'read-only', prefix: { words: 0 }, reads: ['k.pub'] }],
  ['ssh-keygen -F github.com', FACT],
  ['ssh-add -l', { class: 'remote-read', prefix: { words: 0 }, facts: [{ kind: 'network', tool: 'ssh-add', direction: 'download' }] }],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'gpg',
  'gpg -K',
  'gpg x',
  'gpg --export me',
  'gpg --list-keys --export-secret-keys',
  'gpg --homedir x --list-keys',
  'gpg --list-keys --keyring x',
  'gpg --list-keys --options x',
  'gpg --list-keys --list-options show-photos',
  'gpg --verify x --output y',
  'gpg --verify --decrypt x',
  'gpg --list-keys --photo-viewer x',
  'gpg --verify --auto-key-locate wkd x',
  'gpg -k $x',
  'ssh-keygen',
  'ssh-keygen -y -f k',
  'ssh-keygen -l -D x.so -f k',
  'ssh-keygen -lf k -O x',
  'ssh-keygen -p -f k',
  'ssh-keygen -R h',
  'ssh-keygen -F h -f x',
  'ssh-keygen -lf $x',
  'ssh-add',
  'ssh-add k',
  'ssh-add -s x.so',
  'ssh-add -d k',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
