import { leaf } from '../leaf.ts';

export const rg = leaf({
  names: ['rg', 'ripgrep'],
  flags:
    '-a -b -c -F -h -H -i -I -l -n -N -o -p -P -q -s -S -u -U -v -V -w -x -0 -. --text --byte-offset --count --count-matches --fixed-strings --with-filename ' +
    '--no-filename --ignore-case --files-with-matches --files-without-match --line-number --no-line-number --only-matching --pretty --pcre2 --quiet ' +
    '--case-sensitive --smart-case --unrestricted --multiline --multiline-dotall --invert-match --word-regexp --line-regexp --null --null-data --hidden ' +
    '--no-ignore --no-ignore-vcs --no-ignore-parent --no-ignore-global --no-ignore-dot --no-heading --heading --files --type-list --stats --json --vimgrep ' +
    '--column --no-column --trim --crlf --no-messages --glob-case-insensitive --passthru --one-file-system --max-columns-preview --include-zero --no-config ' +
    '--line-buffered --block-buffered --no-unicode --auto-hybrid-regex --debug --no-follow --no-hidden --no-pre --no-search-zip --no-ignore-exclude --no-ignore-files --no-ignore-messages --no-require-git ' +
    '--mmap --no-mmap --no-pcre2-unicode --pcre2-unicode --unicode --no-context-separator --no-binary --binary --ignore-file-case-insensitive --pcre2-version --no-json --no-stats --no-trim ' +
    '--ignore --ignore-dot --ignore-vcs --ignore-parent --ignore-global --ignore-files --messages --require-git --no-crlf --no-fixed-strings --no-multiline --no-invert-match --no-text --stop-on-nonmatch ' +
    '--no-max-columns-preview --no-byte-offset --no-pcre2 --no-include-zero --no-passthru --passthrough --no-one-file-system',
  values:
    '-A -B -C -d -e -g -j -m -M -r -t -T -E --after-context --before-context --context --max-depth --maxdepth --regexp --glob --iglob --threads --max-count --max-columns ' +
    '--replace --type --type-not --type-add --type-clear --encoding --engine --sort --sortr --color --colors --context-separator ' +
    '--field-context-separator --field-match-separator --max-filesize --path-separator --dfa-size-limit --regex-size-limit',
  reads: '-f --file --ignore-file',
  runs: '--pre --hostname-bin',
  refused: '-z -L --follow --pre-glob --search-zip --hyperlink-format --generate',
  operands: 'pattern',
  patternOptions: '-e --regexp -f --file --files --type-list',
  here: true,
  match: { "rg 'a\\|b' src": 'read-only', 'rg -n foo': 'read-only', "rg --files -g '*.ts'": 'read-only', 'rg -tjs foo src': 'read-only' },
  notMatch: ['rg --pre ./x foo', 'rg --pre=./x foo', 'rg --hostname-bin=rm foo', 'rg -L foo', 'rg $x', 'rg --search-zip foo'],
});
