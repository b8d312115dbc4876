import type { Program } from '../program.ts';
import { finger, getent, identity, who } from './accounts.ts';
import { checksums } from './checksums.ts';
import { column, comm, cut, expand, fmt, fold, join, nl, paste, pr, rev, tac, tr, tsort, uniq } from './columns.ts';
import { cmp, diff, diff3, sdiff } from './compare.ts';
import { cat, head, tail, wc } from './contents.ts';
import { base64, hexdump, od, strings, xxd } from './dumps.ts';
import { environment } from './environment.ts';
import { jq, yq } from './json.ts';
import { du, file, ls, stat, tree } from './listing.ts';
import { man, pagers } from './pagers.ts';
import { arch, basename, pathconf, realpath } from './paths.ts';
import { sort } from './sort.ts';
import { cal, date, hostname, pgrep, processes, ps, uname } from './system-facts.ts';
import { expr, seq, tee, yes } from './values.ts';

/** Programs that read files or tell facts. */
export const FILE_READERS: readonly Program[] = [
  arch,
  base64,
  basename,
  cal,
  cat,
  checksums,
  cmp,
  column,
  comm,
  cut,
  date,
  diff,
  diff3,
  du,
  environment,
  expand,
  expr,
  file,
  finger,
  fmt,
  fold,
  getent,
  head,
  hexdump,
  hostname,
  identity,
  join,
  jq,
  ls,
  man,
  nl,
  od,
  pagers,
  paste,
  pathconf,
  pgrep,
  pr,
  processes,
  ps,
  realpath,
  rev,
  sdiff,
  seq,
  sort,
  stat,
  strings,
  tac,
  tail,
  tee,
  tr,
  tree,
  tsort,
  uname,
  uniq,
  wc,
  who,
  xxd,
  yes,
  yq,
];
