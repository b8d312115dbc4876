import type { Word } from '../../analysis.ts';
import { optionTable, scan } from '../options.ts';
import { valuesOf } from '../scanned.ts';
import { derived } from '../words.ts';
import { isPlainSedScript } from './sed-script.ts';

/** On BSD options end at the first operand. */
const roles = optionTable({
  flags: '-a -E -l -n -r -s -u -z',
  attached: '-i -I',
  values: '-e',
  refused: '-f',
  style: 'posix',
});

/** Nothing in it ends a command or hides a delimiter: a path, or one command. */
const LONE = /^[\w./@+~-]+$/;

/** Nobody has a file of the name of such a script, which stands for one where another -e took the place of the suffix. */
const SCRIPT_ONLY = /^\/[^/]+\/[dDpPgGhHnNxqz=]$/;

/**
 * The file that a path writes when it is taken for a script; '' when it writes none, undefined when nobody can tell.
 * Most letters make it no script at all; `w` takes the rest for a name, `s` and `y` what follows their flags.
 */
function writtenByPath(text: string, reads: boolean): string | undefined {
  if (!LONE.test(text)) return undefined;
  const command = text.replace(/^(\d+|\/[^/]*\/I?)/, '');
  const name = command.charAt(0);
  if (name === 'w') return command.slice(1);
  if (name === 'r') return reads ? undefined : '';
  if (name !== 's' && name !== 'y') return '';
  const flags = command.slice(2).split(command.charAt(1)).slice(2).join(command.charAt(1));
  const at = flags.indexOf('w');
  return at < 0 ? '' : flags.slice(at + 1);
}

/**
 * What `sed -i …` writes besides its files where -i takes the next word for the suffix of its copies, so that another word is the script.
 * @param rest the words after a bare -i; undefined when that script could do more than edit.
 */
export function writtenOnBsd(before: readonly Word[], rest: readonly Word[]): readonly Word[] | undefined {
  const [suffix, ...after] = rest;
  if (suffix === undefined) return [];
  const scanned = scan([...before, ...after], roles);
  if (scanned.unknown !== undefined || scanned.doubtful !== undefined) return undefined;
  const given = valuesOf(scanned, '-e');
  const scripts = given.length > 0 ? given : scanned.operands.slice(0, 1);
  const operands = given.length > 0 ? scanned.operands : scanned.operands.slice(1);
  const files = operands.filter((word) => !SCRIPT_ONLY.test(word.value));
  const writes = [...files, ...(suffix.value === '' ? [] : files.map((file) => derived(file.value + suffix.value, file)))];
  if (isPlainSedScript(scripts.map((word) => word.value).join('\n')))
    return scripts.some((word) => word.kind !== 'static') ? undefined : writes;
  const [script] = scripts;
  if (script === undefined || given.length > 0) return undefined;
  const written = script.kind === 'static' ? writtenByPath(script.value, files.length > 0) : undefined;
  if (written === undefined) return undefined;
  return written === '' ? writes : [...writes, derived(written, script)];
}
