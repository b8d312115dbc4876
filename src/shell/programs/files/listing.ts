import { leaf } from '../leaf.ts';
import { hasOption } from '../scanned.ts';

export const ls = leaf({
  names: ['ls', 'dir', 'vdir', 'll'],
  flags:
    '-a -A -b -B -c -C -d -D -f -F -g -G -h -H -i -k -l -L -m -n -N -o -p -q -Q -r -s -S -t -u -U -v -x -X -Z -1 -@ -e -O -W --all --almost-all ' +
    '--author --escape --ignore-backups --directory --dired --classify --file-type --no-group --human-readable --si --dereference-command-line ' +
    '--inode --kibibytes --dereference --numeric-uid-gid --literal --hide-control-chars --show-control-chars --quote-name --reverse --recursive ' +
    '--size --context --zero --group-directories-first --full-time -R',
  // On BSD these three are flags.
  attached: '-I -T -w --color --hyperlink --classify',
  values: '--block-size --format --hide --indicator-style --ignore --quoting-style --sort --time --time-style --tabsize --width',
  operands: 'read',
  here: true,
  check: (scanned) =>
    hasOption(scanned, '-R --recursive') && hasOption(scanned, '-L --dereference') ? 'it follows links out of the directory' : undefined,
  match: { 'ls -la': 'read-only', 'ls --color=auto src': 'read-only', ls: 'read-only', 'ls -- -x': 'read-only' },
  notMatch: ['ls --frob', 'ls -LR', 'ls -R --dereference .'],
});

export const tree = leaf({
  names: ['tree'],
  flags:
    '-a -d -f -x -p -s -h -u -g -D -F -q -N -Q -r -t -c -U -v -X -J -S -n -C -A -i --inodes --device --noreport --dirsfirst --filesfirst --prune ' +
    '--gitignore --matchdirs --ignore-case --si --du --nolinks --metafirst --fflinks',
  values: '-L -P -I -H -T --charset --filelimit --timefmt --sort',
  writes: '-o',
  refused: '-l -R --fromfile --fromtabfile --gitfile --infofile --info',
  detached: true,
  operands: 'read',
  here: true,
  match: { 'tree -L 2 src': 'read-only', 'tree -aL2': 'read-only', tree: 'read-only', 'tree -ao out src': 'workspace-write' },
  notMatch: ['tree -o out', 'tree -oa .npmrc d', 'tree -Po a .npmrc', 'tree --fromfile x', 'tree -l'],
});

export const du = leaf({
  names: ['du'],
  flags:
    '-0 -a -b -c -h -H -i -k -l -m -P -s -S -x -D --null --all --apparent-size --bytes --total --human-readable --inodes --count-links ' +
    '--no-dereference --separate-dirs --si --summarize --one-file-system',
  values: '-B -d -t --block-size --max-depth --threshold --time-style --exclude',
  attached: '--time',
  refused: '-L --dereference --files0-from -X --exclude-from',
  operands: 'read',
  here: true,
  match: { 'du -sh src': 'read-only', 'du -d 1': 'read-only' },
  notMatch: ['du --files0-from=x', 'du -L src', 'du -X list .'],
});

/** How full file systems are, which a path only points to. */
export const df = leaf({
  names: ['df'],
  flags:
    '-a -b -c -g -h -H -i -I -k -l -m -n -P -T -v -Y --all --human-readable --si --inodes --local --no-sync --portability --print-type --sync --total',
  values: '-B -t -x --block-size --type --exclude-type',
  attached: '--output',
  operands: 'text',
  match: { 'df -h': 'read-only', 'df -hT /': 'read-only', 'df --output=pcent .': 'read-only' },
  notMatch: ['df --frob'],
});

export const stat = leaf({
  names: ['stat'],
  flags: '-L -f -t -x -s -n -q -l -r -F --dereference --file-system --terse',
  values: '-c --format --printf --cached',
  operands: 'read',
  match: { 'stat -c %s x': 'read-only', 'stat x': 'read-only' },
  notMatch: ['stat --frob x'],
});

/** `-C` compiles a magic file, `-m` and `-f` read lists, `-z` decompresses by other programs. */
export const file = leaf({
  names: ['file'],
  flags:
    '-b -h -i -I -k -L -n -N -p -r -s -0 -E --brief --no-dereference --mime --mime-type --mime-encoding --keep-going --dereference --no-pad --raw --special-files --print0 --extension --apple',
  values: '-F -e -P --separator --exclude --exclude-quiet --parameter',
  refused:
    '-C -m -f -z -Z -S -d -v -c -l --compile --magic-file --files-from --uncompress --uncompress-noreport --no-sandbox --debug --checking-printout --list',
  operands: 'read',
  match: { 'file -b x': 'read-only', 'file --mime-type x': 'read-only' },
  notMatch: ['file -C -m x', 'file -f list', 'file -z a.gz'],
});
