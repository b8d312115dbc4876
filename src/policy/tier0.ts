import path from 'node:path';
import { type CommandAnalysis, type Invocation, type Span, UNKNOWN, type Word } from '../shell/analysis.ts';
import { codeAt, startsAt } from '../shell/code-at.ts';
import { nameIn } from '../shell/name-in.ts';
import { includes, nameSet } from '../shell/name-set.ts';
import { FORMATTER } from '../shell/programs/traits.ts';
import type { Judged } from './judge.ts';
import { type Bounds, DISK, isVital } from './places.ts';
import type { Touch } from './touches.ts';

/** A catastrophe that no rule, person or model can allow. */
export interface Catastrophe {
  readonly rule: 'remove-vital' | 'destroy-disk' | 'fork-bomb' | 'own-files' | 'self-approval';
  readonly reason: string;
  readonly span: Span;
}

/**
 * The first catastrophe in a command, judged on argv through every wrapper and in every part, also when the analysis is incomplete.
 * @param ownPrograms real paths of the files that start this program.
 */
export function findCatastrophe(
  analysis: CommandAnalysis,
  judged: readonly Judged[],
  bounds: Bounds,
  ownPrograms: readonly string[],
): Catastrophe | undefined {
  const bomb = analysis.forkBombs[0];
  if (bomb !== undefined) return { rule: 'fork-bomb', reason: 'a function that starts itself again and again', span: bomb };
  for (const one of judged) {
    const found = removesVital(one, bounds) ?? destroysDisk(one) ?? writesOwnFiles(one) ?? approvesItself(one.invocation, ownPrograms);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether any of them changes what it touches; most commands only read. */
function changesSome(touches: readonly Touch[]): boolean {
  for (const { use } of touches) if (use !== 'read') return true;
  return false;
}

/** A pattern that names all that a directory holds, `x/*`, `x/?*` or `x/.*`, counts as the directory. */
function withoutStar(word: Word): string {
  if (word.kind === 'static') return word.value;
  const plain = word.value.replace(/(.)\/+$/, '$1');
  const last = plain.slice(plain.lastIndexOf('/') + 1);
  const matchesAll = /[*?[]/.test(last) && last.replace(/\[[^/]*\]/g, '').replace(/[*?.]/g, '') === '';
  return matchesAll ? `${plain.slice(0, plain.length - last.length)}.` : plain;
}

const FIND_TESTS = /^-(i?name|i?path|i?wholename|i?regex|newer.*|[acm]min|[acm]time|size|empty|perm|user|group|links|inum|samefile)$/;

function removesVital({ invocation, touches }: Judged, bounds: Bounds): Catastrophe | undefined {
  const { effects } = invocation;
  const targets = effects.removes;
  if (targets === undefined) return undefined;
  // What is not understood could say that it goes down.
  const goesDown = effects.recursive === true || effects.unproven !== undefined || invocation.name === 'mv' || invocation.name === 'find';
  const picky = invocation.name === 'find' && invocation.argv.some((word) => FIND_TESTS.test(word.value));
  // What a pattern really matches counts, too.
  const found = goesDown ? touches.find((touch) => touch.use === 'remove' && touch.paths.some((real) => isVital(real, bounds))) : undefined;
  if (found !== undefined) return removal(found.text, found.span);
  for (const target of targets) {
    if (!goesDown && target.kind !== 'dynamic') continue;
    const written = withoutStar(target);
    if (picky && target.value !== '/') continue;
    // `~name` reaches us unexpanded: it is somebody's home. A quoted `~` is only a file name, and nobody has a file of that name.
    const home = (target.kind === 'dynamic' && /^~[a-z_][\w-]*\/?(\.|\*)?$/.test(written)) || /^~\/?\.?$/.test(written);
    const paths =
      written.includes(UNKNOWN) && !home ? [] : (invocation.directories ?? ['/nowhere']).map((directory) => nameIn(directory, written));
    if (home || paths.some((each) => isVital(each, bounds))) {
      return removal(target.value, target.span.end > target.span.start ? target.span : invocation.span);
    }
  }
  return undefined;
}

function removal(text: string, span: Span): Catastrophe {
  return { rule: 'remove-vital', reason: `it removes ${text}, which everything else depends on`, span };
}

function formats({ name, traits }: Invocation): boolean {
  return (traits & FORMATTER) !== 0 || startsAt(name, 'mkfs.') || startsAt(name, 'newfs_');
}

/** By code: the letters that names of programs begin with that can destroy a disk and have no trait of formatters. */
const SUSPECTS = new Uint8Array(128);
for (const letter of 'mnfd') SUSPECTS[codeAt(letter, 0)] = 1;

function destroysDisk({ invocation, touches }: Judged): Catastrophe | undefined {
  if (changesSome(touches))
    for (const touch of touches)
      if (touch.place === 'device' && touch.use !== 'read') return disaster(`it overwrites the disk ${touch.text}`, touch.span);
  const { name, argv, traits } = invocation;
  if ((traits & FORMATTER) === 0 && (name === '' || SUSPECTS[codeAt(name, 0)] !== 1)) return undefined;
  if (formats(invocation)) return formatsDisk(name, argv.slice(1));
  const drive = name === 'format' ? argv.find((word) => /^[A-Za-z]:\\?$/.test(word.value)) : undefined;
  if (drive !== undefined) return disaster(`it formats the drive ${drive.value}`, drive.span);
  const erase = name === 'diskutil' && argv.some((word) => /^(erase|partition|zero|secureErase)/.test(word.value));
  return erase ? disaster('diskutil erases a disk', invocation.span) : undefined;
}

/** When nothing else stands beside the disk, it is only looked at. */
const LISTING = new Set('-l --list -p print --help -h --version -V'.split(' '));

function formatsDisk(name: string, words: readonly Word[]): Catastrophe | undefined {
  const disk = words.find(
    (word) => DISK.test(name === 'dd' ? word.value.replace(/^of=/, '') : word.value) && !(name === 'dd' && !word.value.startsWith('of=')),
  );
  const lists = words.every((word) => word === disk || LISTING.has(word.value));
  return disk === undefined || (lists && words.length > 1)
    ? undefined
    : disaster(`${name} destroys what is on ${disk.value.replace(/^of=/, '')}`, disk.span);
}

function disaster(reason: string, span: Span): Catastrophe {
  return { rule: 'destroy-disk', reason, span };
}

function writesOwnFiles({ touches }: Judged): Catastrophe | undefined {
  if (!changesSome(touches)) return undefined;
  for (const { use, place, text, span } of touches) {
    if (use !== 'read' && place === 'own')
      return { rule: 'own-files', reason: `${text} holds the settings and the state that guard this machine`, span };
  }
  return undefined;
}

/** Subcommands that carry a person's authority. */
const AUTHORITY = nameSet(
  'approve approvals deny trust untrust rules state engine token tasks output report patch stop undo log replay supervise doctor cage',
);

function isAuthority(word: string): boolean {
  return includes(AUTHORITY, word);
}

const OWN_NAME = /^bailiwick(@[^/]*)?(\.(cjs|mjs|js|mcpb))?$/;

/** `bailiwick approve` in every spelling that argv shows: by name, by path, through npx or node. */
function approvesItself(invocation: Invocation, ownPrograms: readonly string[]): Catastrophe | undefined {
  if (invocation.effects.class === 'read-only' && invocation.name !== 'env') return undefined;
  const { argv } = invocation;
  let verb = argv.length - 1;
  while (verb > 0 && !isAuthority(argv[verb]?.value ?? '')) verb--;
  if (verb <= 0) return undefined;
  const directory = invocation.directories?.[0] ?? '/';
  const own = argv.findIndex(
    (word) => OWN_NAME.test(path.posix.basename(word.value)) || ownPrograms.includes(path.resolve(directory, word.value)),
  );
  if (own < 0 || own >= verb) return undefined;
  const said = argv.slice(own + 1).find((word) => isAuthority(word.value));
  return {
    rule: 'self-approval',
    reason: `only a person may run \`${said?.value}\`, in a terminal of their own`,
    span: invocation.span,
  };
}
