import { effects } from '../effects.ts';
import type { Program } from '../program.ts';

/** Whatever a person last copied may be a password. */
export const clipboards: Program = {
  names: ['pbcopy', 'pbpaste', 'xclip', 'xsel', 'wl-copy', 'wl-paste', 'clip', 'screencapture', 'scrot', 'grim', 'import'],
  effects: (_call, name) =>
    effects(
      'system',
      { none: "it reads or changes a person's clipboard or screen" },
      { facts: [{ kind: 'credential_access', what: name }] },
    ),
  match: { pbcopy: 'system' },
  notMatch: ['pbpaste', 'xclip -o'],
};

export const keychains: Program = {
  names: [
    'secret-tool',
    'kwallet-query',
    'keyring',
    'lpass',
    'bw',
    '1password',
    'gnome-keyring-daemon',
    'klist',
    'kinit',
    'cmdkey',
    'pass-otp',
    'ykman',
    'aws-okta',
    'saml2aws',
    'git-credential-manager',
    'docker-credential-desktop',
  ],
  effects: (_call, name) => effects('system', { none: 'it handles credentials' }, { facts: [{ kind: 'credential_access', what: name }] }),
  match: { klist: 'system' },
  notMatch: ['bw list items', 'secret-tool lookup x y'],
};
