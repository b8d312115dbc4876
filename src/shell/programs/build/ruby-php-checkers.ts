import type { Program } from '../program.ts';
import { check, checker, sends, verbs } from './checker.ts';

const ruby = checker({
  names: [
    'rubocop',
    'rspec',
    'standardrb',
    'reek',
    'brakeman',
    'erblint',
    'haml-lint',
    'slim-lint',
    'minitest',
    'cucumber',
    'steep',
    'srb',
    'fasterer',
    'rails_best_practices',
  ],
  operands: 'text',
  flags: '-d -p -q -A -a -x -l -L -D',
  values:
    '--only --except --fail-level --display-only-fail-level-offenses --example -e --tag -t --seed --order --pattern -P --color --confidence-level -w --fail-fast --bisect -n --name',
  config: '-I --default-path --exclude-pattern --ignore-config -i --interactive-ignore',
  loads: '-C --server-option --drb-port',
  rewrites: '-A -a -x --autocorrect --autocorrect-all --auto-correct --auto-correct-all --auto-gen-config --fix-layout',
  match: { 'rubocop -A lib': 'workspace-code', 'rspec spec/a_spec.rb:3': 'workspace-code' },
  notMatch: ['rspec -r ./evil', 'rubocop --config x', 'rspec $x', 'rubocop --version'],
});

const php = checker({
  names: ['phpunit', 'paratest', 'phpcs', 'phpcbf', 'infection', 'behat', 'phpmd', 'rector', 'pint', 'deptrac'],
  operands: 'text',
  flags: '-n -q -s -v',
  values:
    '--filter --group --exclude-group --testsuite --order-by --processes --standard --severity --extensions --ignore --level --colors --columns --threads',
  config: '--bootstrap --coverage-filter --test-suffix --cache-result-file --include-path --autoload-file',
  loads: '-d --printer --extension --prepend --stderr-module',
  writes:
    '--log-junit --log-teamcity --coverage-html --coverage-clover --coverage-text --coverage-xml --coverage-php --coverage-cobertura --coverage-crap4j --testdox-html --testdox-text --testdox-xml --report-file --report-full --generate-baseline',
  rewrites: '--fix --dirty',
  match: { 'phpunit tests': 'workspace-code', 'phpcs src': 'workspace-code' },
  notMatch: ['phpunit -c evil.xml', 'phpunit --bootstrap x', 'phpunit $x'],
});

const analysers = verbs({
  names: ['phpstan', 'psalm', 'phan', 'php-cs-fixer', 'pest'],
  usual: {
    operands: 'text',
    config: '--autoload-file -a --bootstrap',
    writes: '--report --generate-baseline --set-baseline',
    rewrites: '--alter',
  },
  commands: {
    'analyse|analyze|check|list|describe|dump-parameters|diagnose|clear-result-cache': check({
      operands: 'text',
      flags: '-v -q',
      values: '-l --level --memory-limit --error-format',
      config: '-a --autoload-file',
      writes: '-b --generate-baseline',
      refused: '--pro',
    }),
    fix: check({ operands: 'read', values: '--rules --path-mode --show-progress', rewrites: 'always', unless: '--dry-run' }),
    'login|worker|self-update': sends('phpstan'),
  },
  match: { 'phpstan analyse src': 'workspace-code', 'php-cs-fixer fix --dry-run .': 'workspace-code', psalm: 'workspace-code' },
  notMatch: ['phpstan analyse -c evil.neon', 'phpstan analyse $x', 'phpstan self-update'],
});

/** Checkers of Ruby and PHP. */
export const RUBY_PHP_CHECKERS: readonly Program[] = [ruby, php, analysers];
