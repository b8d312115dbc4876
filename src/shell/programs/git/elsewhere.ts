import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { ProgramCall } from '../program.ts';
import { literal } from '../words.ts';

/** Where the sub-command stands; negative when there is none. */
export function subcommandAt(args: readonly Word[]): number {
  return args.findIndex((word, at) => !word.value.startsWith('-') && args[at - 1]?.value !== '-C');
}

/** A directory whose name needs no quoting, and which is the same whether links are followed or not. */
const PLAIN = /^[\w@.+/][\w@.+/-]*$/;

/**
 * Another directory is another repository with its own configuration: `git -C there log` is judged as `cd there && git log`, when every
 * word is known and it only reads. In the directory that the command starts in nothing changes.
 */
export function inDirectory(call: ProgramCall, whole: Effects): Effects {
  const { args, context } = call;
  if (args[0]?.value.startsWith('-') !== true) return whole;
  const end = subcommandAt(args);
  const globals = end < 0 ? args : args.slice(0, end);
  const places = globals.filter((_, at) => globals[at - 1]?.value === '-C');
  const proven = whole.class === 'read-only' || whole.class === 'remote-read' || whole.class === 'workspace-code';
  // An earlier `cd` may have left the directory that the command starts in: what is not asked about anyway is looked at there.
  const same = (value: string): boolean => value === '.' || (value === context.cwd && !proven);
  if (places.every((word) => word.kind === 'static' && same(word.value))) return whole;
  const [place] = places;
  if (place === undefined || places.length > 1 || !proven || args.some((word) => word.kind !== 'static') || !isPlain(place.value))
    return notProven('another repository, whose configuration is not known', whole);
  const rest = args.filter((word, at) => word !== place && args[at + 1] !== place);
  const script = literal(`cd ${place.value} && git ${rest.map((word) => quoted(word.value)).join(' ')}`, place);
  return effects('read-only', { none: 'it works in another directory' }, { runs: [{ kind: 'script', script }] });
}

function isPlain(directory: string): boolean {
  return PLAIN.test(directory) && !directory.split('/').includes('..');
}

function quoted(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
