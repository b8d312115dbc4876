import type { Program } from '../program.ts';
import { finger, getent, identity, last, who } from './accounts.ts';
import { banners, cows } from './banners.ts';
import { checksums } from './checksums.ts';
import { column, comm, cut, expand, fmt, fold, join, nl, paste, pr, rev, tac, tr, tsort, uniq } from './columns.ts';
import { cmp, diff, diff3, sdiff } from './compare.ts';
import { cat, head, tail, wc } from './contents.ts';
import { exiftool, media, pdfinfo, pdftotext, tidy, xmllint } from './documents.ts';
import { base64, hexdump, od, strings, xxd } from './dumps.ts';
import { environment } from './environment.ts';
import { jq, yq } from './json.ts';
import { df, du, file, ls, stat, tree } from './listing.ts';
import { man, pagers } from './pagers.ts';
import { basename, pathconf, realpath } from './paths.ts';
import { sort } from './sort.ts';
import { cal, date, free, hostname, pgrep, ps, uname, uptime } from './system-facts.ts';
import { expr, seq, tee, yes } from './values.ts';
import { bat, bc, delta, hexyl, shuffled } from './viewers.ts';

/** Programs that read files or tell facts. */
export const FILE_READERS: readonly Program[] = [
  banners,
  base64,
  basename,
  bat,
  bc,
  cal,
  cat,
  checksums,
  cmp,
  column,
  comm,
  cows,
  cut,
  date,
  delta,
  df,
  diff,
  diff3,
  du,
  environment,
  exiftool,
  expand,
  expr,
  file,
  finger,
  fmt,
  fold,
  free,
  getent,
  head,
  hexdump,
  hexyl,
  hostname,
  identity,
  join,
  jq,
  last,
  ls,
  man,
  media,
  nl,
  od,
  pagers,
  paste,
  pathconf,
  pdfinfo,
  pdftotext,
  pgrep,
  pr,
  ps,
  realpath,
  rev,
  sdiff,
  seq,
  shuffled,
  sort,
  stat,
  strings,
  tac,
  tail,
  tee,
  tidy,
  tr,
  tree,
  tsort,
  uname,
  uniq,
  uptime,
  wc,
  who,
  xmllint,
  xxd,
  yes,
  yq,
];
