import type { Program } from '../program.ts';
import { check, checker, provenOr, TELLS, tellsVersion, verbs } from './checker.ts';

const isGo = ({ operands }: { readonly operands: readonly { readonly value: string }[] }): string | undefined =>
  operands.length > 0 && operands.every((word) => word.value.endsWith('.go')) ? undefined : 'a directory, or standard input';

/** It runs nothing and has no configuration; over a directory it meets whatever lies there. */
const gofmt = provenOr(
  {
    names: ['gofmt'],
    style: 'single-dash',
    flags: '-l -d -e -s',
    values: '-r',
    operands: 'read',
    check: isGo,
    match: {
      'gofmt -l a.go': 'read-only',
      'gofmt -d -s a.go b.go': 'read-only',
      'gofmt -l .': 'workspace-code',
      'gofmt -w a.go': 'workspace-write',
    },
    notMatch: ['gofmt -w a.go', 'gofmt -l .', 'gofmt -cpuprofile x a.go', 'gofmt -l $x', 'gofmt *.go'],
  },
  { operands: 'read', flags: '-l -d -e -s -r', writes: '--cpuprofile -cpuprofile', rewrites: '-w' },
  '-w',
);

/** They load the packages of the workspace through go. */
const goimports = checker({
  names: [
    'goimports',
    'gofumpt',
    'gci',
    'golines',
    'staticcheck',
    'errcheck',
    'ineffassign',
    'govulncheck',
    'gosec',
    'revive',
    'gocyclo',
    'deadcode',
    'misspell',
    'gotestsum',
    'ginkgo',
    'nilaway',
  ],
  operands: 'text',
  flags: '-l -d -e -s -v -c -r -p -f',
  values: '-local -srcdir -checks -go -fail -tests',
  config: '-config',
  writes: '-cpuprofile -memprofile -out -fmt --junitfile --jsonfile',
  rewrites: '-w --write-output',
  match: { 'goimports -w a.go': 'workspace-code', 'staticcheck ./...': 'workspace-code' },
  notMatch: ['goimports $x', 'gosec -config=x ./...', 'staticcheck @args'],
});

const golangci = tellsVersion(
  verbs({
    names: ['golangci-lint'],
    usual: { operands: 'text' },
    commands: {
      'run|fmt|linters|formatters|config|cache|migrate': check({
        operands: 'text',
        flags: '-v -n -h',
        values:
          '-E -D -e --enable --disable --timeout --new-from-rev --new-from-merge-base --max-issues-per-linter --max-same-issues -j --concurrency --build-tags --modules-download-mode --tests --issues-exit-code --enable-only --default',
        loads: '--custom --path-prefix --path-mode',
        writes:
          '--cpu-profile-path --mem-profile-path --trace-path --output.text.path --output.json.path --output.sarif.path --output.junit-xml.path --output.html.path --output.checkstyle.path --output.code-climate.path --output.tab.path --output.teamcity.path',
        rewrites: '--fix',
      }),
      'help|completion': TELLS,
      version: { ...TELLS, flags: '--short --json --debug -h', values: '' },
    },
    match: { 'golangci-lint run ./...': 'workspace-code', 'golangci-lint version': 'read-only', 'golangci-lint --version': 'read-only' },
    notMatch: ['golangci-lint run -c evil.yml', 'golangci-lint run $x', 'golangci-lint version --config x', 'golangci-lint custom'],
  }),
);

/** The language server also answers from the command line. */
const gopls = verbs({
  names: ['gopls'],
  usual: { operands: 'text' },
  commands: {
    version: { ...TELLS, flags: '-v -h -json' },
    'check|definition|references|symbols|workspace_symbol|implementation|call_hierarchy|highlight|signature|folding_ranges|links|semtok|stats|codelens|prepare_rename':
      check({ operands: 'text' }),
    'format|fix|imports|rename|codeaction|execute': check({ operands: 'read', rewrites: '-w -write' }),
  },
  match: { 'gopls version': 'read-only', 'gopls check a.go': 'workspace-code' },
  notMatch: ['gopls check $x', 'gopls version -x', 'gopls -remote=x version'],
});

/** Checkers and formatters of Go. */
export const GO_CHECKERS: readonly Program[] = [gofmt, goimports, golangci, gopls];
