import type { Program } from '../program.ts';
import { check, checker, provenOr, sends, TELLS, tellsVersion, verbs } from './checker.ts';

/** Its settings are data; `-i` writes. */
const clangFormat = tellsVersion(
  provenOr(
    {
      names: ['clang-format'],
      style: 'single-dash',
      flags: '-n -dry-run -Werror -dump-config -verbose -sort-includes -output-replacements-xml -fail-on-incomplete-format -list-ignored',
      values: '-assume-filename -fallback-style -length -offset -lines -cursor -ferror-limit -Wno-error',
      operands: 'read',
      match: {
        'clang-format -n a.c': 'read-only',
        'clang-format a.c': 'read-only',
        'clang-format -i a.c': 'workspace-write',
        'clang-format --version': 'read-only',
      },
      notMatch: [
        'clang-format -i a.c',
        'clang-format --files=x',
        'clang-format -style=file:/x a.c',
        'clang-format @args',
        'clang-format $x',
      ],
      check: ({ operands }) =>
        operands.some((word) => word.value.startsWith('@')) ? 'a word with @ stands for words that are in a file' : undefined,
    },
    { operands: 'read', flags: '-n', config: '--files -style --style', rewrites: '-i --inplace' },
    '-i',
  ),
);

/** It follows modules to files that the code names. */
const rustfmt = tellsVersion(
  checker({
    names: ['rustfmt', 'cargo-fmt', 'leptosfmt', 'dioxusfmt'],
    operands: 'read',
    flags: '-l -q -v -p',
    values: '--edition --style-edition --color --emit --print-config',
    rewrites: 'always',
    unless: '--check',
    match: { 'rustfmt --check a.rs': 'workspace-code', 'rustfmt a.rs': 'workspace-code', 'rustfmt --version': 'read-only' },
    notMatch: ['rustfmt --config-path /x a.rs', 'rustfmt $x', 'rustfmt --check --version a.rs'],
  }),
  '--version -V --help -h',
);

/** They compile as they check, or start what their settings name. */
const linters = checker({
  names: [
    'clippy-driver',
    'clang-tidy',
    'cppcheck',
    'cpplint',
    'iwyu',
    'include-what-you-use',
    'scan-build',
    'swiftlint',
    'swiftformat',
    'ktlint',
    'detekt',
    'checkstyle',
    'spotbugs',
    'pmd',
    'scalafmt',
    'scalafix',
    'google-java-format',
    'hlint',
    'ormolu',
    'fourmolu',
    'credo',
    'dialyzer',
    'luacheck',
    'stylua',
    'selene',
    'dartanalyzer',
    'buildifier',
    'cmake-format',
    'cmake-lint',
    'nixfmt',
    'statix',
    'deadnix',
    'alejandra',
  ],
  operands: 'read',
  flags: '-p -q -v -r -j -n -l',
  values:
    '--enable --std --platform --suppress --error-exitcode --checks -checks --header-filter -header-filter --rules --disable --swiftversion --swift-version -D -U --language --line-length',
  config:
    '--includes-file -I --include --suppressions-list --inputs -i --baseline --classpath --input --editorconfig --config-path -config-file',
  loads: '--addon --plugins -load --load --ruleset -R --jvm-target --toolchain-path',
  writes: '--export-fixes -export-fixes --cache --report --output-format',
  rewrites: '--fix -fix --fix-errors -F --format -i --in-place --replace --autocorrect --auto-correct -w',
  match: { 'cppcheck src': 'workspace-code', 'swiftlint --strict': 'workspace-code' },
  notMatch: ['clang-tidy -load x.so a.c', 'cppcheck --addon=./x.py src', 'detekt --plugins x.jar', 'ktlint $x', 'swiftlint --version'],
});
const buf = verbs({
  names: ['buf'],
  usual: { operands: 'text' },
  commands: {
    'lint|breaking|build|ls-files|generate|convert|config|stats': check({
      operands: 'text',
      values: '--path --exclude-path --error-format',
      config: '--against --template --against-config',
      loads: '--from --to',
    }),
    format: check({ operands: 'read', flags: '-d', values: '--path --exclude-path', rewrites: '-w --write', unless: '-d --diff' }),
    'push|registry|curl|mod|dep|plugin|beta|export|alpha': sends('buf'),
    help: TELLS,
  },
  match: { 'buf lint': 'workspace-code', 'buf push': 'network' },
  notMatch: ['buf push', 'buf curl https://x', 'buf lint --config x', 'buf lint $x'],
});

/** Checkers of compiled languages. */
export const NATIVE_CHECKERS: readonly Program[] = [clangFormat, rustfmt, linters, buf];
