import type { Program } from '../program.ts';
import { check, checker, TELLS, verbs } from './checker.ts';

/** It prints what a file would look like; `-c` and `-l` only tell which differ. */
const prettier = checker({
  names: ['prettier', 'prettierd', 'dprint-node'],
  operands: 'read',
  flags: '-c -l -u',
  values:
    '--parser --tab-width --print-width --end-of-line --trailing-comma --arrow-parens --prose-wrap --quote-props --log-level --stdin-filepath ' +
    '--range-start --range-end --cursor-offset --embedded-language-formatting --html-whitespace-sensitivity --object-wrap --cache-strategy --with-node-modules-level',
  config: '--ignore-path --find-config-path --file-info',
  loads: '--config-precedence --with-node-modules',
  rewrites: '-w --write',
  match: { 'prettier --check .': 'workspace-code', 'prettier --write x': 'workspace-code', 'prettier -c src': 'workspace-code' },
  notMatch: ['prettier --config ./x.js .', 'prettier --plugin=./x .', 'prettier $x', 'prettier --version'],
});

const biomeCheck = {
  operands: 'read',
  values:
    '--max-diagnostics --diagnostic-level --only --skip --since --stdin-file-path --colors --log-level --indent-style --line-width --graph --profile-rules',
  config: '--vcs-root',
  rewrites: '--write --fix --apply --apply-unsafe --suppress',
} as const;

/** Its configuration is data, but names plug-ins. */
const biome = verbs({
  names: ['biome', 'rome', 'dprint'],
  usual: { operands: 'text' },
  commands: {
    'check|lint|format|ci|search': check(biomeCheck),
    'output-file-paths|output-resolved-config': check({ operands: 'text' }),
    fmt: check({ operands: 'read', rewrites: 'always' }),
    'migrate|init|config': check({ operands: 'text', rewrites: 'always' }),
    // For licences plug-ins are loaded.
    'explain|version': TELLS,
  },
  match: { 'biome check .': 'workspace-code', 'biome format --write x': 'workspace-code', 'biome explain noDebugger': 'read-only' },
  notMatch: ['biome check --config-path=/x .', 'biome check $x', 'biome --version', 'biome explain --frob', 'dprint license'],
});

/** Formatters of JavaScript and its neighbours. */
export const JAVASCRIPT_FORMATTERS: readonly Program[] = [prettier, biome];
