import type { Program } from '../program.ts';
import { unzip, zip } from './archives.ts';
import { chmod, chown } from './chmod.ts';
import { gzip } from './compress.ts';
import { copy, ditto, install, link, move } from './copy.ts';
import { dd } from './dd.ts';
import { ar, lz4, rar, sevenZip } from './looked-into.ts';
import { csplit, mkdir, mktemp, patch, shred, split, touch, truncate } from './make-files.ts';
import { rm, rmdir, trash } from './rm.ts';
import { tar } from './tar.ts';

/** Programs that make, change or remove files. */
export const WRITERS: readonly Program[] = [
  ar,
  chmod,
  chown,
  copy,
  csplit,
  dd,
  ditto,
  gzip,
  install,
  link,
  lz4,
  mkdir,
  mktemp,
  move,
  patch,
  rar,
  rm,
  rmdir,
  sevenZip,
  shred,
  split,
  tar,
  touch,
  trash,
  truncate,
  unzip,
  zip,
];
