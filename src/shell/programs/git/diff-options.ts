/** Options that `diff`, `log` and `show` share and that only choose what is printed. */
export const DIFF_FLAGS =
  '-p -u -s -w -b -R -a -z -B -W -r -t -c --cc --patch --no-patch --raw --patch-with-raw --indent-heuristic --no-indent-heuristic --minimal --patience --histogram ' +
  '--stat --compact-summary --numstat --shortstat --summary --patch-with-stat --name-only --name-status --no-color --no-color-moved --no-renames --check ' +
  '--full-index --binary --pickaxe-all --pickaxe-regex --text --ignore-cr-at-eol --ignore-space-at-eol --ignore-space-change --ignore-all-space ' +
  '--ignore-blank-lines --function-context --exit-code --quiet --no-ext-diff --no-textconv --no-prefix --default-prefix --no-relative --ita-invisible-in-index ' +
  '--find-copies-harder --cached --staged --merge-base --no-index --cumulative --ignore-submodules --irreversible-delete -D --rename-empty --no-rename-empty ' +
  '--ita-visible-in-index --combined-all-paths --no-diff-merges --no-color-moved-ws --no-follow';
export const DIFF_VALUES =
  '-S -G -l --anchored --diff-algorithm --diff-filter --inter-hunk-context --src-prefix --dst-prefix --line-prefix --output-indicator-new ' +
  '--output-indicator-old --output-indicator-context --find-object --stat-width --stat-name-width --stat-graph-width --stat-count';
export const DIFF_ATTACHED =
  '-U -M -C -X --unified --stat --dirstat --dirstat-by-file --color --color-moved --color-moved-ws --color-words --word-diff --word-diff-regex --ws-error-highlight --abbrev ' +
  '--find-renames --find-copies --break-rewrites --relative --submodule --ignore-submodules --ignore-matching-lines --rotate-to --skip-to --diff-merges -I';
/** `--ext-diff` and `--textconv` run programs of the configuration, `--output` writes. */
export const DIFF_REFUSED = '--ext-diff --textconv --help -O';
export const DIFF_WRITES = '--output';

export const LOG_FLAGS =
  '-g -i -E -F -P -1 -m --oneline --graph --all --branches --tags --remotes --decorate --no-decorate --source --follow --full-diff --log-size --no-merges --merges --first-parent ' +
  '--no-notes --show-signature-never --relative-date --parents --children --left-right --cherry --cherry-pick --cherry-mark --boundary --reverse --topo-order ' +
  '--date-order --author-date-order --walk-reflogs --simplify-by-decoration --full-history --dense --sparse --ancestry-path --no-walk --abbrev-commit ' +
  '--no-abbrev-commit --regexp-ignore-case --invert-grep --all-match --extended-regexp --fixed-strings --perl-regexp --reflog --bisect --mailmap --no-mailmap ' +
  '--use-mailmap --clear-decorations --not --left-only --right-only --no-min-parents --no-max-parents --expand-tabs --no-expand-tabs --count --objects --quiet --dd --remerge-diff ' +
  '--show-pulls --simplify-merges --do-walk --no-graph --exclude-first-parent-only --bisect-all --bisect-vars --header --timestamp --no-object-names ' +
  '--no-commit-header --commit-header --in-commit-order --use-bitmap-index --unpacked --objects-edge --no-encode-email-headers --single-worktree --no-standard-notes --ignore-missing';
export const LOG_VALUES =
  '-n -L --max-count --skip --since --after --until --before --author --committer --grep --date --glob --exclude --decorate-refs ' +
  '--decorate-refs-exclude --grep-reflog --since-as-filter --max-age --min-age --exclude-hidden';
export const LOG_ATTACHED =
  '--format --encoding --max-parents --min-parents --pretty --decorate --branches --tags --remotes --notes --show-notes --no-walk --abbrev --ancestry-path --expand-tabs --show-linear-break --disk-usage --missing --filter --progress';
