import path from 'node:path';
import type { CommandAnalysis, Invocation, Span, Word } from '../shell/analysis.ts';
import type { Judged } from './judge.ts';
import { type Bounds, isVital } from './places.ts';

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

/** A pattern that names all that a directory holds, `x/*` or `x/.*`, counts as the directory. */
function withoutStar(word: Word): string {
  return word.kind === 'glob' ? word.value.replace(/(^|\/)(\.?\*+|\.?\[!?.+\]\*?)$/, '$1.') : word.value;
}

const FIND_TESTS = /^-(i?name|i?path|i?wholename|i?regex|newer.*|[acm]min|[acm]time|size|empty|perm|user|group|links|inum|samefile)$/;

function removesVital({ invocation, span }: Judged, bounds: Bounds): Catastrophe | undefined {
  const { effects } = invocation;
  const targets = [...(effects.removes ?? [])];
  if (targets.length === 0 || (effects.recursive !== true && invocation.name !== 'mv' && invocation.name !== 'find')) return undefined;
  const picky = invocation.name === 'find' && invocation.argv.some((word) => FIND_TESTS.test(word.value));
  for (const target of targets) {
    const written = withoutStar(target);
    if (picky && target.value !== '/') continue;
    // `~name` reaches us unexpanded: it is somebody's home. A quoted `~` is only a file name, and nobody has a file of that name.
    const home = (target.kind === 'dynamic' && /^~[a-z_][\w-]*\/?(\.|\*)?$/.test(written)) || /^~\/?\.?$/.test(written);
    const paths =
      target.kind === 'dynamic' && !home
        ? []
        : (invocation.directories ?? ['/nowhere']).map((directory) => path.resolve(directory, written));
    if (home || paths.some((each) => isVital(each, bounds))) {
      return {
        rule: 'remove-vital',
        reason: `it removes ${target.value}, which everything else depends on`,
        span: target.span.end > target.span.start ? target.span : span,
      };
    }
  }
  return undefined;
}

const FORMATTERS =
  /^(mkfs(\..+)?|mke2fs|mkswap|mkntfs|mkdosfs|newfs(_.+)?|fdisk|sfdisk|cfdisk|gdisk|sgdisk|parted|wipefs|blkdiscard|badblocks|hdparm|nvme|sg_format|cryptsetup|zpool|shred|dd)$/;
const DISK_WORD = /^(of=)?\/dev\/(r?disk|sd|hd|vd|xvd|nvme|mmcblk|loop|dm-|md|mapper\/|sr|nbd|zram)/;

function destroysDisk({ invocation, touches }: Judged): Catastrophe | undefined {
  const words = invocation.argv.slice(1);
  const disk = FORMATTERS.test(invocation.name)
    ? words.find((word) => DISK_WORD.test(word.value) && !(invocation.name === 'dd' && !word.value.startsWith('of=')))
    : undefined;
  const listing = words.some((word) => /^(-l|--list|print|--help|-h|--version|-V)$/.test(word.value));
  if (disk !== undefined && !listing)
    return disaster(`${invocation.name} destroys what is on ${disk.value.replace(/^of=/, '')}`, disk.span);
  const touched = touches.find((touch) => touch.use !== 'read' && touch.place === 'device');
  if (touched !== undefined) return disaster(`it overwrites the disk ${touched.text}`, touched.span);
  const drive = invocation.name === 'format' ? words.find((word) => /^[A-Za-z]:\\?$/.test(word.value)) : undefined;
  if (drive !== undefined) return disaster(`it formats the drive ${drive.value}`, drive.span);
  const erase = invocation.name === 'diskutil' && words.some((word) => /^(erase|partition|zero|secureErase)/.test(word.value));
  return erase ? disaster('diskutil erases a disk', invocation.span) : undefined;
}

function disaster(reason: string, span: Span): Catastrophe {
  return { rule: 'destroy-disk', reason, span };
}

function writesOwnFiles({ touches }: Judged): Catastrophe | undefined {
  const own = touches.find((touch) => touch.use !== 'read' && touch.place === 'own');
  return own === undefined
    ? undefined
    : { rule: 'own-files', reason: `${own.text} holds the settings and the state that guard this machine`, span: own.span };
}

/** Subcommands that carry a person's authority. */
const AUTHORITY = new Set(['approve', 'trust', 'untrust', 'rules', 'state', 'engine', 'token']);
const OWN_NAME = /^bailiwick(@[^/]*)?(\.(cjs|mjs|js|mcpb))?$/;

/** `bailiwick approve` in every spelling that argv shows: by name, by path, through npx or node. */
function approvesItself(invocation: Invocation, ownPrograms: readonly string[]): Catastrophe | undefined {
  if (invocation.effects.class === 'read-only' && invocation.name !== 'env') return undefined;
  const { argv } = invocation;
  const directory = invocation.directories?.[0] ?? '/';
  for (const [i, word] of argv.entries()) {
    const named = OWN_NAME.test(path.posix.basename(word.value)) || ownPrograms.includes(path.resolve(directory, word.value));
    if (!named) continue;
    const verb = argv.slice(i + 1).find((next) => AUTHORITY.has(next.value));
    if (verb !== undefined)
      return {
        rule: 'self-approval',
        reason: `only a person may run \`${verb.value}\`, in a terminal of their own`,
        span: invocation.span,
      };
  }
  return undefined;
}
