import { notProven } from '../effects.ts';
import { tree } from '../subcommands.ts';
import { installs, registry, workspaceCode } from './rules.ts';

/** They name a program that is run, other sources, or a place that is written. */
const REDIRECTS =
  '-exec -toolexec -vettool -overlay -modfile -C -ldflags -gcflags -asmflags -gccgoflags -compiler -pkgdir -o -outputdir -coverprofile -cpuprofile -memprofile -blockprofile -mutexprofile -trace -buildvcs -pgo -modcacherw -fuzzcachedir -test.outputdir';

/** The module file names a toolchain that is fetched, so that even `version` can run what the workspace says. */
export const go = tree({
  names: ['go'],
  globals: { flags: '-h -help --help', refused: '-C' },
  commands: {
    test: workspaceCode(REDIRECTS, { style: 'single-dash', whole: true }),
    'build|vet|list|doc|env|version|tool|fix|generate|bug|help|mod graph|mod why|mod verify|telemetry': workspaceCode(
      `${REDIRECTS} -w -u`,
      { style: 'single-dash' },
    ),
    run: workspaceCode(REDIRECTS, { style: 'single-dash', noPrefix: 'it builds and runs a program' }),
    'install|get|mod download|mod tidy|mod vendor|mod init|mod edit|work': installs('go'),
    'fmt|clean': workspaceCode('-cache -modcache -testcache -fuzzcache -r', { style: 'single-dash' }),
    mod: registry('go'),
  },
  bare: workspaceCode(''),
  other: () => notProven('an unknown sub-command of go'),
  match: {
    'go test -v ./...': 'workspace-code',
    'go test -run TestFoo': 'workspace-code',
    'go build ./...': 'workspace-code',
    'go get x': 'install',
  },
  notMatch: [
    'go run x.go',
    "go test -exec 'rm y'",
    'go build -toolexec=./x',
    'go build --toolexec ./x',
    'go vet -vettool=./x',
    'go -C / test',
    'go frob',
    'go test -overlay=x',
    'go env -w GOFLAGS=x',
    'go tool x',
  ],
});
