import type { Program } from '../program.ts';
import { env } from './env.ts';
import { coreutils, lendsSomething, loader, takesOne } from './other-wrappers.ts';
import { parallel } from './parallel.ts';
import { chroot, doas, gosu, ionice, namespaces, numactl, prlimit, su, sudo } from './privilege.ts';
import { builtin, command, exec } from './shell-words.ts';
import { bash, otherShells } from './shells.ts';
import { chrt, flock, nice, nohup, script, setsid, stdbuf, taskset, time, timeout, unbuffer, watch } from './small.ts';
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
  parallel,
  prlimit,
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
