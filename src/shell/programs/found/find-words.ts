import type { Word } from '../../analysis.ts';

/** Words of an expression of find that stand alone. */
export const FLAGS: ReadonlySet<string> = new Set(
  (
    '-depth -d -daystart -noleaf -mount -xdev -x -ignore_readdir_race -noignore_readdir_race -nowarn -warn -empty -executable -false -nogroup -nouser ' +
    '-readable -true -writable -ls -print -print0 -prune -quit -a -and -o -or -not ! ( ) , -P -H -E -s -X -help --help -version --version'
  ).split(' '),
);
/** Words that a value follows, which only chooses. */
export const VALUES: ReadonlySet<string> = new Set(
  (
    '-maxdepth -mindepth -amin -atime -cmin -ctime -mmin -mtime -fstype -gid -group -ilname -iname -inum -ipath -iregex -iwholename -links -lname -name -path ' +
    '-perm -regex -regextype -size -type -uid -used -user -wholename -xtype -printf -newermt -newerat -newerct -flags -context -D'
  ).split(' '),
);
/** Words that a file follows, which is read or written. */
export const READS: ReadonlySet<string> = new Set('-anewer -cnewer -newer -samefile'.split(' '));
export const WRITES: ReadonlySet<string> = new Set('-fprint -fprint0 -fls -fprintf'.split(' '));
/** Words that a command follows. */
export const EXECS: ReadonlySet<string> = new Set('-exec -execdir -ok -okdir'.split(' '));

export function takesValue(word: string): boolean {
  return VALUES.has(word) || READS.has(word) || WRITES.has(word) || /^-newer[aBcm][aBcmt]$/.test(word);
}

/**
 * Where the command ends that begins at `start`: at `;`, or at `+` behind `{}`; negative when that is not told. Some take every word that
 * begins with `;` for its end, or with `+` behind `{}`, or a `+` that stands anywhere: what follows would be find's own.
 */
export function commandEnd(args: readonly Word[], start: number): number {
  for (let at = start; at < args.length; at += 1) {
    const word = args[at]?.value ?? '';
    const behindBraces = args[at - 1]?.value === '{}' && at > start;
    if (word === ';' || (word === '+' && behindBraces)) return at;
    if (word.startsWith(';') || word === '+' || (word.startsWith('+') && behindBraces)) return -1;
  }
  return -1;
}
