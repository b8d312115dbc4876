import { effects, networkFact } from '../effects.ts';
import type { Program } from '../program.ts';
import { asks, check, checker, installs, sends, tellsVersion, verbs } from './checker.ts';

/** Checkers of prose and words. */
const prose = checker({
  names: [
    'mdl',
    'typos',
    'proselint',
    'write-good',
    'textlint',
    'lychee',
    'markdown-link-check',
    'terraform-docs',
    'mdformat',
    'misspell-fixer',
    'licensecheck',
    'reuse',
    'scspell',
  ],
  operands: 'text',
  flags: '-q -v -r',
  values: '--minAlertLevel --glob --exclude --ext --locale --sort-by --hidden --type',
  config: '--ignore-path --rulesets -i --header-from --footer-from',
  loads: '--rule --rulesdir --filter',
  writes: '--output-file',
  rewrites: '-w --write-changes --fix --write',
  match: { 'typos src': 'workspace-code', 'mdl .': 'workspace-code' },
  notMatch: ['typos --config x', 'textlint --rule ./x y', 'mdl $x'],
});

const vale = tellsVersion(
  verbs({
    names: ['vale'],
    usual: { operands: 'read', values: '--minAlertLevel --glob --ext --filter', config: '--path' },
    commands: { sync: installs('vale'), 'ls-config|ls-metrics|ls-dirs|ls-vars': check({ operands: 'read' }) },
    match: { 'vale docs': 'workspace-code', 'vale sync': 'install', 'vale --version': 'read-only' },
    notMatch: ['vale --config=/x docs', 'vale $x', 'vale sync'],
  }),
);

const sqlfluff = verbs({
  names: ['sqlfluff', 'sqlfmt', 'pgformatter'],
  usual: { operands: 'read', rewrites: 'always', unless: '--check --diff' },
  commands: {
    'lint|parse|render|dialects|rules|version': check({
      operands: 'read',
      flags: '-n -v -d -i',
      values: '--dialect -d --templater -t --rules --exclude-rules -e -p --processes --annotation-level',
      config: '--ignore-local-config --library-path',
      writes: '--write-output --persist-timing',
    }),
    'fix|format': check({
      operands: 'read',
      flags: '-f -v -x -k',
      values: '--dialect -d --templater -t --rules --exclude-rules -e -p --processes --fixed-suffix',
      config: '--library-path',
      rewrites: 'always',
    }),
  },
  match: { 'sqlfluff lint a.sql': 'workspace-code', 'sqlfluff fix a.sql': 'workspace-code' },
  notMatch: ['sqlfluff lint --config x a.sql', 'sqlfluff lint $x'],
});

/** Rules come from a registry unless a file is named, and figures are sent. */
const SCANS = 'rules come from elsewhere, and figures are sent';
const scan = asks('network', [networkFact('semgrep', 'unknown')], SCANS);
const semgrep = verbs({
  names: ['semgrep', 'opengrep'],
  usual: { operands: 'text' },
  commands: {
    'scan|ci': scan,
    'login|logout|publish|lsp|mcp|show': sends('semgrep'),
    'install-semgrep-pro': installs('semgrep'),
    'test|validate': check({ operands: 'read' }),
  },
  match: { 'semgrep scan .': 'network', 'semgrep validate rules': 'workspace-code', 'semgrep --config auto .': 'network' },
  notMatch: ['semgrep scan .', 'semgrep ci', 'semgrep validate $x', 'semgrep --config auto .'],
});

/** Without a verb it scans. */
const semgrepOrScan: Program = {
  ...semgrep,
  effects: (call, name) => {
    const judged = semgrep.effects(call, name);
    const [first] = call.args;
    const verbless = first === undefined || first.value.startsWith('-') || judged.class === 'workspace-code';
    return verbless && first?.value !== 'test' && first?.value !== 'validate' && judged.unproven === undefined
      ? effects('network', { none: SCANS }, { ...judged, facts: [networkFact('semgrep', 'unknown')] })
      : judged;
  },
};

/** Checkers of texts, queries and patterns. */
export const TEXT_CHECKERS: readonly Program[] = [prose, vale, sqlfluff, semgrepOrScan];
