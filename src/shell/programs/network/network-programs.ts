import type { Program } from '../program.ts';
import { clients, lookups, servers } from './clients.ts';
import { curl } from './curl.ts';
import { gpg, sshAdd, sshKeygen } from './keys.ts';
import { openssl } from './openssl.ts';
import { rsync } from './rsync.ts';
import { scp, sftp, ssh, sshKeys } from './ssh.ts';
import { wget } from './wget.ts';

/** Programs that talk to other machines. */
export const NETWORK_PROGRAMS: readonly Program[] = [
  clients,
  curl,
  gpg,
  lookups,
  openssl,
  rsync,
  scp,
  servers,
  sftp,
  ssh,
  sshAdd,
  sshKeygen,
  sshKeys,
  wget,
];
