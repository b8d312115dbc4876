import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { valuesWithRole } from '../scanned.ts';
import { responseFile } from '../words.ts';
import { tellsVersion } from './checker.ts';

interface Builder extends Pick<Program, 'names' | 'match' | 'notMatch'> {
  readonly values?: string;
  /** With a value that names a directory, or a file of rules. */
  readonly reads?: string;
  readonly writes?: string;
  /** They bring other rules, or make it another program. */
  readonly refused?: string;
  /** Goals and tasks that send what was made away. */
  readonly sends?: RegExp;
  /** Verbs that put something where the system looks for it. */
  readonly installs?: RegExp;
}

const BUILD = 'it runs what a file of the workspace says';
const REFUSED = '--init-script -I --eval --override -P --shell --script';

/** A program that does what a file of the workspace says; its words are goals, which only that file explains. */
function builder(table: Builder): Program {
  const { names, match, notMatch } = table;
  const [tool = ''] = names;
  const roles = optionTable({
    values: table.values ?? '',
    reads: table.reads ?? '',
    writes: table.writes ?? '',
    refused: `${REFUSED} ${table.refused ?? ''}`,
    lenient: true,
    style: 'single-dash',
  });
  const judged = (args: readonly Word[]): Effects => {
    const scanned = scan(args, roles);
    const known = { reads: valuesWithRole(scanned, 'reads'), writes: valuesWithRole(scanned, 'writes') };
    const doubtful = args.some((word) => word.kind !== 'static' || responseFile(word));
    if (doubtful || scanned.unknown !== undefined) return notProven(scanned.unknown ?? 'a word that is only known when it runs', known);
    const goes = (pattern: RegExp | undefined): boolean => pattern !== undefined && args.some(({ value }) => pattern.test(value));
    if (goes(table.sends))
      return effects('network', { none: 'it sends something away' }, { ...known, facts: [networkFact(tool, 'upload')] });
    if (goes(table.installs)) return effects('system', { none: 'it puts something where the system looks for it' }, known);
    return effects('workspace-code', { none: BUILD }, known);
  };
  return { names, match, notMatch, effects: ({ args }) => judged(args) };
}

const NATIVE = {
  values: '-j -k -l -t -R -E -L --tests-regex --label-regex --parallel --timeout --buildtype --prefix',
  reads: '-C -f --test-dir --build-and-test --native-file --cross-file --wrap-file',
  writes: '-O --output-log --output-junit',
  refused: '-S --build-run-dir',
  installs: /^install$/,
} as const;

/** They run what the workspace has set up before they look at their words. */
const scripted = builder({
  ...NATIVE,
  names: ['xmake', 'scons', 'earthly', 'redo', 'tup', 'b2', 'bjam', 'premake5'],
  match: { 'scons -j4': 'workspace-code', 'premake5 --version': 'workspace-code' },
  notMatch: ['premake5 --version', 'b2 --version', 'scons -C /x', 'xmake $x'],
});

const native = tellsVersion(
  builder({
    ...NATIVE,
    names: ['ninja', 'samu', 'meson', 'ctest', 'cpack', 'gn', 'qmake'],
    match: {
      'ninja -C build': 'workspace-code',
      'meson setup build': 'workspace-code',
      'ctest --test-dir build': 'workspace-code',
      'ninja --version': 'read-only',
    },
    notMatch: ['ninja -C /etc', 'ninja $x', 'ctest -S x.cmake', 'meson install', 'ninja --version x'],
  }),
);

const cmake = tellsVersion(
  builder({
    names: ['cmake', 'ccmake', 'cmake3'],
    values: '-G -A -T -D -U -j --parallel --target --config --preset --log-level',
    reads: '-S -B -C --build --toolchain',
    writes: '--graphviz --profiling-output --trace-redirect',
    refused: '-P -E --install --open --find-package --debugger-pipe',
    match: { 'cmake -S . -B build': 'workspace-code', 'cmake --build build': 'workspace-code', 'cmake --version': 'read-only' },
    notMatch: ['cmake -P x.cmake', 'cmake -E rm x', 'cmake --install build', 'cmake -B /x', 'cmake $x'],
  }),
);

/** They keep their rules in a file of the workspace. */
const tasks = builder({
  names: ['just', 'task', 'go-task', 'rake', 'invoke', 'inv', 'fab', 'waf', 'mage', 'doit', 'thor', 'act', 'mask', 'poe', 'duty', 'pypyr'],
  values: '-n -o -l',
  reads: '-f -d -t -C -c --justfile --working-directory --taskfile --dir --rakefile --collection --search-root -W --workflows --directory',
  refused:
    '-s --set --shell-arg --shell-command --command -c --execute -e --execute-print --execute-continue -r --require -p --libdir --secret-file --choose --chooser --edit --global -g --evaluate',
  sends: /^(release|deploy|publish)/,
  match: { 'just --list': 'workspace-code', 'rake test': 'workspace-code', 'task build': 'workspace-code', 'rake release': 'network' },
  notMatch: ['just --shell ./x test', 'just --command rm y', "rake -e 'system 1'", 'task $x', 'just --list', 'rake release'],
});

const bazel = builder({
  names: ['bazel', 'bazelisk', 'buck2', 'buck', 'pants'],
  values: '-c -k',
  reads: '--bazelrc --output_base --output_user_root --package_path',
  refused:
    '--run_under --remote_executor --remote_cache --bes_backend --workspace_status_command --override_repository --override_module --shell_executable --host_jvm_args --server_javabase',
  sends: /^(publish)$/,
  match: { 'bazel query //...': 'workspace-code', 'bazel build //a:b': 'workspace-code', 'bazel info': 'workspace-code' },
  notMatch: ['bazel build @args', 'bazel run --run_under=./x //a', 'bazel build $x', 'bazel --bazelrc=/x build //a'],
});

/** Builders on the virtual machine of Java: plug-ins run with every goal. */
const java = builder({
  names: ['gradle', 'gradlew', 'mvn', 'mvnw', 'mvnd', 'ant', 'sbt', 'lein', 'mill', 'scala-cli'],
  values: '-pl -P -T -rf --projects --threads --tests --console -x --exclude-task -l',
  reads:
    '-f -b -p -c -g -s -gs -t --file --build-file --project-dir --settings --settings-file --global-settings --toolchains --buildfile --gradle-user-home --include-build -buildfile',
  writes: '-logfile --log-file -l --project-cache-dir',
  refused: '-lib -main -listener -logger -propertyfile -inputhandler --encrypt-password',
  sends: /(^|:)(publish|deploy|release|upload|site-deploy|bintray|nexus|jreleaser|scm|wagon|sonar)/i,
  installs: /^(--self-update)$/,
  match: { 'gradle build': 'workspace-code', './gradlew test': 'workspace-code', 'mvn -q test': 'workspace-code', 'mvn deploy': 'network' },
  notMatch: ['gradle --init-script x build', 'mvn deploy', 'gradle publish', 'mvn -s /x test', 'gradle $x'],
});

/** Programs that build what a file of the workspace says. */
export const BUILDERS: readonly Program[] = [native, scripted, cmake, tasks, bazel, java];
