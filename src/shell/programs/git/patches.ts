import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption, valuesWithRole } from '../scanned.ts';
import { HERE } from '../words.ts';
import { DIFF_ATTACHED, DIFF_FLAGS, DIFF_REFUSED, DIFF_VALUES } from './diff-options.ts';

const roles = optionTable({
  flags:
    `${DIFF_FLAGS} -h -n -N -k -s -q --stdout --numbered --no-numbered --keep-subject --signoff --no-signoff --cover-letter --no-cover-letter --rfc ` +
    '--no-thread --no-attach --no-signature --no-notes --no-base --no-stat --zero-commit --always --root --ignore-if-in-upstream --progress --no-progress ' +
    '--encode-email-headers --no-encode-email-headers --no-to --no-cc --no-from --no-add-header --full-diff',
  values:
    `${DIFF_VALUES} -v --reroll-count --start-number --filename-max-length --subject-prefix --to --cc --in-reply-to --signature --base --add-header ` +
    '--cover-from-description --creation-factor --max-count',
  attached: `${DIFF_ATTACHED} --from --thread --attach --inline --notes --interdiff --range-diff --rfc --color --base`,
  reads: '--signature-file --description-file',
  writes: '-o --output-directory',
  // The suffix and plain numbers give the files other names.
  refused: `${DIFF_REFUSED} --suffix --numbered-files --output`,
  numeric: true,
});

/** A file for each commit, named by its subject, in a directory where links of such names may lie. */
export function formatPatch(args: readonly Word[], words: number): Effects {
  const scanned = scan(args, roles);
  const prints = hasOption(scanned, '--stdout');
  const directories = valuesWithRole(scanned, 'writes');
  const known = {
    reads: valuesWithRole(scanned, 'reads'),
    writes: directories.length > 0 ? directories : prints ? [] : [HERE],
    recursive: !prints,
  };
  if (scanned.unknown !== undefined) return notProven(scanned.unknown, known);
  if (scanned.doubtful !== undefined) return notProven('a word that is only known when it runs could be an option', known);
  return effects(known.writes.length > 0 ? 'workspace-write' : 'read-only', { words }, known);
}
