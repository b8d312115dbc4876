import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf, valuesWithRole } from '../scanned.ts';
import { derived, HERE, hostOf } from '../words.ts';
import { fileOfUrl } from './url-files.ts';

const grammar: Grammar = {
  flags:
    '-q -nv -v -c -N -S -4 -6 -r -k -K -m -p -L -np -nc -nd -nH -x -E -b -d -F -H -V -h --quiet --no-verbose --continue --spider --recursive --mirror --no-check-certificate --version --help --no-clobber --timestamping --show-progress --content-disposition --trust-server-names',
  values:
    '-O -o -a -P -t -T -w -Q -l -A -R -D -I -X -U -e --output-document --tries --timeout --wait --level --accept --reject --domains --user-agent --header --post-data --user --password --method --body-data --limit-rate --referer',
  reads: '-i -B --input-file --post-file --body-file --certificate --private-key --ca-certificate --load-cookies',
  writes: '--output-file --append-output --directory-prefix --save-cookies --warc-file --rejected-log --hsts-file',
  refused: '--use-askpass --execute --config --ca-directory --input-metalink',
  lenient: true,
};
const roles = optionTable(grammar);

/** A query belongs to the name. */
function savedAs(url: Word, directory: Word | undefined): Word | undefined {
  const file = url.value.includes('?') ? undefined : fileOfUrl(url, 'index.html');
  return file === undefined || directory === undefined ? file : derived(`${directory.value}/${file.value}`, url);
}

function judgeWget(args: readonly Word[], name: string): Effects {
  const [only] = args;
  if (args.length === 1 && only?.kind === 'static' && /^(--version|-V|--help|-h)$/.test(only.value))
    return effects('read-only', { words: 0 });
  const scanned = scan(args, roles);
  const output = valuesOf(scanned, '-O --output-document');
  const places = [...valuesOf(scanned, '-P -o -a'), ...valuesWithRole(scanned, 'writes')];
  const toScreen = output.some((word) => word.value === '-');
  const uploads = hasOption(scanned, '--post-data --post-file --body-data --body-file');
  const directory = valuesOf(scanned, '-P --directory-prefix').at(-1);
  const saves = output.length === 0 && !hasOption(scanned, '--spider');
  const named = saves ? scanned.operands.map((url) => savedAs(url, directory)) : [];
  const known = {
    facts: scanned.operands.map((url) => networkFact(name, uploads ? 'upload' : 'download', hostOf(url))),
    reads: valuesWithRole(scanned, 'reads'),
    writes: [...output.filter((word) => word.value !== '-' && word.value !== '/dev/null'), ...places, ...named.map((word) => word ?? HERE)],
  };
  if (hasOption(scanned, '-e')) return notProven('an option sets configuration that can run a program', known);
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
  if (
    /^(aria2c|axel)$/.test(name) ||
    named.includes(undefined) ||
    hasOption(scanned, '-r -p -k -m -x -i --recursive --mirror --input-file --content-disposition --trust-server-names')
  )
    return notProven('which files it writes is only known when it runs', known);
  return effects('network', toScreen ? { words: 0 } : { none: 'it writes a file' }, known);
}

export const wget: Program = {
  names: ['wget', 'wget2', 'aria2c', 'axel'],
  effects: (call, name) => judgeWget(call.args, name),
  match: { 'wget https://example.com/x': 'network', 'wget -qO- https://example.com': 'network' },
  notMatch: [
    'wget --use-askpass=./x https://h',
    'wget -e use_askpass=./x https://h',
    'wget --execute=x h',
    'wget --post-file=.env h',
    'wget -r https://h/x',
  ],
};
