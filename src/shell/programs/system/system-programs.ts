import type { Program } from '../program.ts';
import { clipboards, keychains } from './desktop.ts';
import { disks, mounts } from './disks.ts';
import { editors } from './editors.ts';
import { kernel, network, power, services } from './machine.ts';
import { openers } from './openers.ts';
import { schedulers, terminals } from './schedulers.ts';
import { users } from './users.ts';

/** Programs that act on the machine rather than on the workspace. */
export const SYSTEM_PROGRAMS: readonly Program[] = [
  clipboards,
  disks,
  editors,
  kernel,
  keychains,
  mounts,
  network,
  openers,
  power,
  schedulers,
  services,
  terminals,
  users,
];
