import { checker } from './checker.ts';

/** They lint JavaScript with rules and plug-ins that the workspace brings. */
export const eslint = checker({
  names: ['eslint', 'eslint_d', 'oxlint', 'standard', 'xo', 'stylelint', 'tslint'],
  operands: 'read',
  flags: '-q -s',
  values:
    '--ext --env --global --rule --max-warnings --report-unused-disable-directives-severity --ignore-pattern --fix-type --flag --concurrency --stdin-filename ' +
    '-A -D -W --allow --deny --warn --threads --custom-syntax --suppress-rule',
  config: '--ignore-path --cache-file --suppressions-location -i',
  loads: '--config-lookup --config-basedir --customSyntax --processor',
  rewrites: '--fix --suppress-all --prune-suppressions --fix-suggestions --fix-dangerously',
  unless: '--fix-dry-run',
  match: { 'eslint .': 'workspace-code', 'eslint --fix src': 'workspace-code', 'stylelint "**/*.css"': 'workspace-code' },
  notMatch: ['eslint -c evil.js .', 'eslint *', 'eslint $x', 'eslint -o out .', 'eslint @args', 'eslint --version'],
});
