import type { Program } from '../program.ts';
import { alias, commandLookup, hash } from './aliases.ts';
import { bracket } from './bracket.ts';
import { cd, popd, pushd } from './cd.ts';
import { declare, exportName, readonlyName } from './declare.ts';
import { echo, printf } from './echo.ts';
import { evaluate, source, trap } from './eval.ts';
import { inert, limits, waits } from './inert.ts';
import { jobControl, kill } from './jobs.ts';
import { getopts, mapfile, read, unset } from './names.ts';
import { set, shopt } from './set.ts';
import { arithmetic, shellState } from './state.ts';

/** Builtins of bash, and the programs of the same names. */
export const BUILTINS: readonly Program[] = [
  alias,
  arithmetic,
  bracket,
  cd,
  commandLookup,
  declare,
  echo,
  evaluate,
  exportName,
  getopts,
  hash,
  inert,
  jobControl,
  kill,
  limits,
  mapfile,
  popd,
  printf,
  pushd,
  read,
  readonlyName,
  set,
  shellState,
  shopt,
  source,
  trap,
  unset,
  waits,
];
