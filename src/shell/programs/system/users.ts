import { effects } from '../effects.ts';
import type { Program } from '../program.ts';

export const users: Program = {
  names: [
    'useradd',
    'userdel',
    'usermod',
    'adduser',
    'deluser',
    'groupadd',
    'groupdel',
    'groupmod',
    'gpasswd',
    'passwd',
    'chpasswd',
    'chsh',
    'chfn',
    'visudo',
    'vipw',
    'newgrp',
    'sg',
    'login',
    'chage',
    'dseditgroup',
    'sysadminctl',
    'authconfig',
    'pam-auth-update',
  ],
  effects: (_call, name) => effects('system', { none: 'it changes users' }, { facts: [{ kind: 'privilege', tool: name }] }),
  match: { passwd: 'system' },
  notMatch: ['useradd x', 'usermod -aG sudo x', 'visudo'],
};
