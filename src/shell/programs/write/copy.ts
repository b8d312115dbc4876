import type { Effects, Word } from '../../analysis.ts';
import type { Lists } from '../effects.ts';
import { danger, effects, notProven } from '../effects.ts';
import type { Grammar, Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { literal } from '../words.ts';

interface Places {
  readonly sources: readonly Word[];
  readonly targets: readonly Word[];
}

/** The last operand is the target, unless `-t` names it. */
function places(scanned: Scan): Places {
  const directory = valuesOf(scanned, '-t --target-directory');
  if (directory.length > 0) return { sources: scanned.operands, targets: directory };
  return { sources: scanned.operands.slice(0, -1), targets: scanned.operands.slice(-1) };
}

interface CopyTable extends Grammar, Pick<Program, 'names' | 'match' | 'notMatch'> {
  readonly lists: (found: Places, scanned: Scan) => Lists;
}

function copies(table: CopyTable): Program {
  const roles = optionTable({ ...table, flags: `${table.flags ?? ''} --help --version` });
  const effectsOf = (args: readonly Word[]): Effects => {
    const scanned = scan(args, roles);
    const known = table.lists(places(scanned), scanned);
    if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
    if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
    if (scanned.operands.length === 0) return effects('read-only', { words: 0 });
    return effects('workspace-write', known.facts?.length ? { none: 'it sets the set-user-id or set-group-id bit' } : { words: 0 }, known);
  };
  return { names: table.names, match: table.match, notMatch: table.notMatch, effects: (call) => effectsOf(call.args) };
}

const COMMON =
  '-b -f -i -n -T -u -v --force --interactive --no-clobber --no-target-directory --verbose --strip-trailing-slashes --update --debug';

/** They say what a copy of the old file is called: any name, also one that configures programs. */
const NAMES = '-S --suffix';

/** A link to a source lets a later write reach it, so that then sources count as written, too. */
export const copy = copies({
  names: ['cp', 'gcp'],
  flags:
    `${COMMON} -a -d -p -P -r -R -l -s -x -X -c --archive --no-dereference --recursive --link --symbolic-link --one-file-system --attributes-only ` +
    '--parents --remove-destination',
  attached: '--backup --preserve --reflink --sparse --update',
  values: '-t --target-directory --no-preserve',
  refused: `${NAMES} -L -H --dereference`,
  lists: ({ sources, targets }, scanned) => ({
    reads: sources,
    writes: hasOption(scanned, '-l -s --link --symbolic-link') ? [...sources, ...targets] : targets,
    removes: hasOption(scanned, '--remove-destination') ? targets : [],
    recursive: hasOption(scanned, '-a -r -R --archive --recursive'),
  }),
  match: { 'cp a b': 'workspace-write', 'cp -r src dst': 'workspace-write', 'cp -t dir a b': 'workspace-write' },
  notMatch: ['cp a b', 'cp -rL a b', 'cp --deref a b', 'cp $x b'],
});

/** It merges whole directories into its target, or unpacks an archive there. */
export const ditto: Program = {
  names: ['ditto'],
  effects: ({ args }) => {
    const words = args.filter((word) => !word.value.startsWith('-'));
    return notProven('which files it writes stands in what it copies', {
      reads: words.slice(0, -1),
      writes: words.slice(-1),
      recursive: true,
    });
  },
  match: {},
  notMatch: ['ditto a b', 'ditto -x a.cpgz .'],
};

export const move = copies({
  names: ['mv', 'gmv'],
  flags: COMMON,
  attached: '--backup --update',
  values: '-t --target-directory',
  refused: NAMES,
  lists: ({ sources, targets }) => ({ reads: sources, removes: sources, writes: targets }),
  match: { 'mv a b': 'workspace-write', 'mv -t dir a': 'workspace-write' },
  notMatch: ['mv a b', 'mv --frob a b'],
});

/** The target of a link counts as written: through the link it can be. */
export const link = copies({
  names: ['ln', 'link', 'symlink', 'gln'],
  flags: `${COMMON} -d -F -h -L -P -r -s -w --directory --logical --physical --relative --symbolic --no-dereference`,
  attached: '--backup',
  values: '-t --target-directory',
  refused: NAMES,
  lists: ({ sources, targets }) => ({
    reads: sources,
    writes: [...sources, ...(sources.length === 0 ? [...targets, literal('.')] : targets)],
  }),
  match: { 'ln -s a b': 'workspace-write', 'ln a b': 'workspace-write' },
  notMatch: ['ln -s a b', 'ln --frob a b'],
});

const SETID = danger('set-user-id or set-group-id bit');

export const install = copies({
  names: ['install', 'ginstall'],
  flags: '-b -c -C -d -D -p -T -v -U --compare --directory --preserve-timestamps --no-target-directory --verbose',
  attached: '--backup',
  values: '-m -t --mode --target-directory',
  refused: `${NAMES} -o -g -s --owner --group --strip --strip-program --context -Z`,
  lists: ({ sources, targets }, scanned) => ({
    reads: hasOption(scanned, '-d --directory') ? [] : sources,
    writes: hasOption(scanned, '-d --directory') ? scanned.operands : targets,
    facts: valuesOf(scanned, '-m --mode').some((word) => /^0*[2-7]\d{3}$|s/.test(word.value)) ? [SETID] : [],
  }),
  match: { 'install -m 644 a b': 'workspace-write', 'install -d x': 'workspace-write' },
  notMatch: ['install -m 4755 x /usr/local/bin/x', 'install --strip-program=./x -s a b'],
});
