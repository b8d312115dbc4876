import type { Program } from '../program.ts';
import { env } from './env.ts';
import { coreutils, lendsSomething, loader, takesOne } from './other-wrappers.ts';
import { parallel } from './parallel.ts';
import { chroot, doas, gosu, ionice, namespaces, numactl, prlimit, su, sudo } from './privilege.ts';
import { rtk } from './rtk.ts';
import { conversations, script } from './script.ts';
import { builtin, command, exec } from './shell-words.ts';
import { bash, otherShells } from './shells.ts';
import { chrt, flock, nice, nohup, ownWay, setsid, stdbuf, taskset, time, timeout, unbuffer, watch } from './small.ts';
import { busybox, entr, gdb, strace } from './tracing.ts';
import { xargs } from './xargs.ts';

/** Programs that start other programs. */
export const WRAPPERS: readonly Program[] = [
  bash,
  builtin,
  busybox,
  chroot,
  chrt,
  command,
  conversations,
  coreutils,
  doas,
  entr,
  env,
  exec,
  flock,
  gdb,
  gosu,
  ionice,
  lendsSomething,
  loader,
  namespaces,
  nice,
  nohup,
  numactl,
  otherShells,
  ownWay,
  parallel,
  prlimit,
  rtk,
  script,
  setsid,
  stdbuf,
  strace,
  su,
  sudo,
  takesOne,
  taskset,
  time,
  timeout,
  unbuffer,
  watch,
  xargs,
];
