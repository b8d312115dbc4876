import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf, valuesWithRole } from '../scanned.ts';
import { hostOf } from '../words.ts';

const grammar: Grammar = {
  flags:
    '-a -A -b -c -C -d -D -E -F -g -h -H -i -I -l -m -n -N -o -O -p -P -q -r -R -S -t -u -U -v -W -x -X -z -0 -1 -4 -6 -V --archive --verbose --quiet --checksum --recursive --relative --update --inplace --append --dirs --links ' +
    '--hard-links --perms --executability --acls --xattrs --owner --group --devices --specials --times --omit-dir-times --sparse --dry-run --whole-file --one-file-system --existing --ignore-existing ' +
    '--delete --del --delete-before --delete-during --delete-delay --delete-after --delete-excluded --force --partial --prune-empty-dirs --numeric-ids --ignore-times --size-only --fuzzy --compress --stats ' +
    '--human-readable --progress --itemize-changes --list-only --mkpath --no-perms --no-owner --no-group --no-times --cvs-exclude --safe-links --munge-links --version --help --delete-missing-args',
  attached: '--info --debug --outbuf',
  values:
    '-B -M -f --block-size --max-delete --max-size --min-size --timeout --contimeout --modify-window --chmod --exclude --include --filter --bwlimit --suffix --skip-compress --compress-level --port --out-format --compress-choice',
  reads: '--exclude-from --include-from --files-from --compare-dest --password-file',
  writes: '-T --backup-dir --partial-dir --log-file --temp-dir --write-batch',
  runs: '-e --rsh',
  refused:
    '-L -K -k --copy-links --copy-unsafe-links --copy-dirlinks --rsync-path --remote-option --link-dest --copy-dest --daemon --config --early-input --read-batch --remove-source-files --sockopts --super --fake-super --usermap --groupmap --chown --remove-sent-files',
};
const roles = optionTable(grammar);

function isRemote(word: Word | undefined): boolean {
  return word !== undefined && (/^[^/]*:/.test(word.value) || word.kind === 'dynamic');
}

function judgeRsync(args: readonly Word[]): Effects {
  const scanned = scan(args, roles);
  const target = scanned.operands.at(-1);
  const sources = scanned.operands.slice(0, -1);
  const up = isRemote(target);
  const down = sources.some(isRemote);
  const runs = valuesWithRole(scanned, 'runs').map((script) => ({ kind: 'script', script }) as const);
  const deletes = hasOption(
    scanned,
    '--delete --del --delete-before --delete-during --delete-delay --delete-after --delete-excluded --delete-missing-args --force',
  );
  const places = up || target === undefined ? [] : [target];
  const known = {
    runs,
    reads: [...sources.filter((word) => !isRemote(word)), ...valuesWithRole(scanned, 'reads')],
    writes: [...places, ...valuesOf(scanned, '-T'), ...valuesWithRole(scanned, 'writes')],
    removes: deletes ? places : [],
    recursive: true,
    facts: [
      ...(up || down ? [networkFact('rsync', up ? 'upload' : 'download', hostOf(up ? target : sources.find(isRemote)))] : []),
      ...(deletes ? [danger('rsync --delete', 'medium')] : []),
    ],
  };
  if (args.length === 1 && hasOption(scanned, '--version -V --help')) return effects('read-only', { words: 0 });
  if (scanned.unknown !== undefined || runs.length > 0) return notProven(scanned.unknown ?? 'an option starts another command', known);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
  if (up || down) return effects('network', deletes && up ? { none: 'it deletes on the other side' } : { words: 0 }, known);
  return effects('control-write', { words: 0 }, known);
}

export const rsync: Program = {
  names: ['rsync'],
  effects: (call) => judgeRsync(call.args),
  match: { 'rsync -a src/ dst/': 'control-write', 'rsync -az src h:dst': 'network' },
  notMatch: ["rsync -e 'rm y' a h:b", 'rsync --rsh=./x a h:b', 'rsync --rsync-path=x a h:b', 'rsync -aL a b', 'rsync --rs=x a h:b'],
};
