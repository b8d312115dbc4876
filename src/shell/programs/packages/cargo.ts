import { networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { installs, registry, workspaceCode } from './rules.ts';

/** They name a program, other configuration, or a place outside of the workspace. */
const REDIRECTS = '--config -Z -C --target-dir --artifact-dir --out-dir --manifest-path --lockfile-path --root --index --registry';

const asks: Rule = {
  class: 'remote-read',
  operands: 'text',
  flags: '-q -v --quiet --verbose --offline',
  facts: [networkFact('cargo', 'download')],
  settings: '.cargo/config.toml .cargo/config rust-toolchain.toml rust-toolchain',
};
const owners = compile({
  ...asks,
  flags: `${asks.flags} -l --list`,
  check: (scanned) => (hasOption(scanned, '-l --list') ? undefined : 'it changes the owners'),
  noPrefix: 'without --list it changes the owners',
});
const changesOwners = compile(registry('cargo', 'upload', { noPrefix: 'it acts on a registry in your name' }));

/** Only `--list` is a question. */
const owner: Subcommand = (args) => {
  const judged = judge(owners, args);
  return judged.unproven === undefined ? judged : judge(changesOwners, args);
};

/** The toolchain file and the configuration of the workspace name programs, also for `--version`. */
export const cargo = tree({
  names: ['cargo'],
  globals: {
    flags: '--version -V -v -q --verbose --quiet --offline --locked --frozen --list -h --help',
    values: '--color',
    refused: `${REDIRECTS} --explain`,
  },
  commands: {
    'build|b|clean|check|c|test|t|bench|doc|d|clippy|fmt|tree|metadata|locate-project|pkgid|verify-project|read-manifest|nextest|llvm-cov|expand|machete|deny|audit|report|rustdoc|version|info|help':
      workspaceCode(`${REDIRECTS} --open`),
    'run|r': workspaceCode(REDIRECTS, { noPrefix: 'it builds and runs a program' }),
    'rustc|fix|miri': workspaceCode(REDIRECTS, { noPrefix: 'it hands options to the compiler' }),
    'install|uninstall|binstall': installs('cargo'),
    'add|remove|rm|update|upgrade|generate-lockfile|fetch|vendor': installs('cargo'),
    search: { ...asks, values: '--limit --color' },
    owner,
    'login|logout': registry('cargo'),
    'publish|yank|package': registry('cargo', 'upload', { noPrefix: 'it acts on a registry in your name' }),
    'new|init': { class: 'control-write', operands: 'write', lenient: true, refused: REDIRECTS },
  },
  bare: workspaceCode(''),
  // An unknown word may be an alias of the configuration or another program.
  other: () => notProven('an unknown sub-command of cargo may be an alias or another program'),
  match: {
    'cargo test --workspace': 'workspace-code',
    'cargo build': 'workspace-code',
    'cargo add serde': 'install',
    'cargo clean': 'workspace-code',
    'cargo search serde': 'remote-read',
    'cargo owner --list serde': 'remote-read',
    'cargo --version': 'workspace-code',
  },
  notMatch: [
    'cargo --config x test',
    'cargo test --config x',
    'cargo +nightly test',
    'cargo frob',
    'cargo publish',
    'cargo owner --add x y',
    'cargo search x --index http://evil.test',
    'cargo run',
    'cargo clean --target-dir /',
    'cargo test --conf x',
    'cargo clean',
  ],
});

export const rustup = tree({
  names: ['rustup'],
  globals: { flags: '--version -V -h --help -v -q' },
  commands: {
    'show|toolchain list|target list|component list|which|check|help': workspaceCode(''),
    'update|install|default|toolchain|target|component|override|self|set|uninstall': installs('rustup'),
  },
  bare: workspaceCode(''),
  other: () => notProven('it runs another command'),
  match: { 'rustup show': 'workspace-code', 'rustup update': 'install' },
  notMatch: ['rustup run nightly rm y', 'rustup self update'],
});
