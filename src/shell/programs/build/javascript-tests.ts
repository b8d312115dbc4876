import type { Program } from '../program.ts';
import { check, checker, installs, sends, verbs } from './checker.ts';

const VALUES =
  '--project -t -i -n --testNamePattern --test-name-pattern --grep -g --invert --bail --maxWorkers -w --workers --max-workers --testTimeout --test-timeout --timeout --shard --retry ' +
  '--retries --repeat-each --seed --pool --poolOptions --changed --since --changedSince --coverageReporters --coverage.reporter --coverage.provider --testPathPattern ' +
  '--testPathPatterns --selectProjects --mode --exclude --include --ignore --concurrency --jobs -j --slow --match -m --only --skip --name --max-failures --trace --browser -b ' +
  '--device --spec -s --tag --group --port --color --lines --branches --functions --statements --check-coverage --sequence.seed --hideSkippedTests';
const tests = {
  operands: 'text',
  values: VALUES,
  config: '--dir --roots --rootDir --globals --tsconfig',
  loads:
    '--inspect --inspect-brk --api --ui --testEnvironment --test-environment --env --watchPlugins --coverageProvider --resolver --snapshotSerializers --typecheck.checker --file --package --node-arguments',
  writes: '--outputFile --coverage.reportsDirectory --output --reporter-options --reporter-option',
} as const;

const MATCH = { 'vitest run src/a.test.ts': 'workspace-code', vitest: 'workspace-code', 'vitest run -t "a b"': 'workspace-code' } as const;

/** Test runners with verbs. */
const vitest = verbs({
  names: ['vitest'],
  usual: tests,
  commands: { 'run|watch|dev|related|bench|list|typecheck': check(tests), init: installs('npm') },
  match: MATCH,
  notMatch: ['vitest $x', 'vitest -c evil.ts', 'vitest run --config=x', 'vitest run --environment ./x', 'vitest init browser'],
});

const jest = checker({
  ...tests,
  names: [
    'jest',
    'mocha',
    'ava',
    'tap',
    'c8',
    'nyc',
    'karma',
    'jasmine',
    'wdio',
    'uvu',
    'qunit',
    'testcafe',
    'nightwatch',
    'cucumber-js',
    'stryker',
  ],
  match: { 'jest src': 'workspace-code', 'mocha --grep x': 'workspace-code' },
  notMatch: ['jest --config x', 'mocha -r ./evil', 'jest $x', 'ava --node-arguments=-e', 'jest --version'],
});

/** Browsers that are driven by tests. */
const playwright = verbs({
  names: ['playwright', 'cypress'],
  usual: tests,
  commands: {
    'test|run|verify|list|version|info|merge-reports': check(tests),
    'install|install-deps|uninstall|cache': installs('browser'),
    'codegen|open|screenshot|pdf|show-report|show-trace|cr|ff|wk|run-server|open-ct': sends('browser'),
  },
  match: { 'playwright test': 'workspace-code', 'cypress run --spec x': 'workspace-code', 'playwright install': 'install' },
  notMatch: ['playwright test -c x', 'playwright open https://x', 'playwright test $x', 'cypress run --config-file x'],
});

/** Test runners of JavaScript. */
export const JAVASCRIPT_TESTS: readonly Program[] = [vitest, jest, playwright];
