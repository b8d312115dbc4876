import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { which } from '../../src/shell/process/which.ts';
import { bash } from '../../src/tools/bash.ts';
import { verdictOf } from '../policy/decide-harness.ts';
import { callOf, createBench, use } from '../session-fixture.ts';

/** A workspace with a repository, and a canary outside of it that notes down whoever starts it. */
interface Planted {
  readonly workspace: string;
  readonly canary: string;
  readonly open: () => Promise<Session>;
  /** Runs git as nobody guards it. */
  readonly git: (args: string, cwd?: string) => void;
  /** What the canary was started for since the last call. */
  readonly fired: () => string[];
  /** Makes git look at its files again. */
  readonly touch: () => void;
}

async function plant(): Promise<Planted> {
  const bench = createBench();
  const { workspace } = bench;
  const root = path.dirname(workspace);
  const canary = path.join(root, 'canary');
  const log = path.join(root, 'fired');
  writeFileSync(canary, `#!/bin/sh\necho "$1" >> ${log}\ncat\n`);
  chmodSync(canary, 0o755);
  const env = {
    PATH: process.env['PATH'],
    HOME: path.join(root, 'home'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_PAGER: 'cat',
    GIT_TERMINAL_PROMPT: '0',
  };
  const git = (args: string, cwd = workspace): void =>
    void spawnSync('/bin/sh', ['-c', `git ${args}`], { cwd, env, timeout: 10_000, stdio: ['ignore', 'ignore', 'ignore'] });
  const write = (file: string, text: string): void => writeFileSync(path.join(workspace, file), text);
  git('init -q -b main');
  git('config user.name Ann');
  git('config user.email ann@example.test');
  write('same.txt', 'one\n');
  write('f.txt', 'one\n');
  git('add .');
  git('commit -q -m one');
  write('f.txt', 'three\n');
  git('commit -q -a -m two');
  git('tag v1');
  write('f.txt', 'xxx\n');
  git('stash -q');
  // As long as what is recorded: git cannot tell without reading it.
  write('f.txt', 'THREE\n');
  let step = 0;
  return {
    workspace,
    canary,
    open: () => bench.open({ preset: 'standard' }),
    git,
    fired: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
      rmSync(log, { force: true });
      return lines;
    },
    touch: () => {
      step += 10;
      for (const file of ['f.txt', 'same.txt']) utimesSync(path.join(workspace, file), 1_700_000_000 + step, 1_700_000_000 + step);
    },
  };
}

/** Puts each command before the gate and runs what it allows unasked; tells what that was, and what the canary saw. */
async function runAllowed(planted: Planted, commands: readonly string[]): Promise<{ allowed: string[]; fired: string[] }> {
  const session = await planted.open();
  const allowed: string[] = [];
  const fired: string[] = [];
  for (const command of commands) {
    const { verdict } = await session.gate.explain({
      kind: 'command',
      tool: 'bash',
      command,
      cwd: planted.workspace,
      access: 'workspace-write',
    });
    if (verdict.decision !== 'allow') continue;
    allowed.push(command);
    planted.touch();
    await use(bash, { command, timeout_ms: 10_000 }, callOf(session));
    fired.push(...planted.fired().map((what) => `${command}: ${what}`));
  }
  return { allowed, fired };
}

/** What git reads with, all allowed unasked in a repository that runs nothing. */
const READS = [
  'git status',
  'git status -s',
  'git diff',
  'git diff --stat HEAD~1',
  'git log -p',
  'git log --oneline -3',
  'git show HEAD',
  'git blame f.txt',
  'git grep -n one',
  'git ls-files -m',
  'git branch -a',
  'git tag',
  'git stash list',
  'git stash show -p',
  'git reflog',
  'git rev-parse HEAD',
  'git describe --always',
  'git cat-file -p HEAD',
  'git shortlog HEAD',
  'git check-ignore f.txt',
  'git worktree list',
  'git remote -v',
  'git config --get user.name',
  'git diff-tree -p HEAD',
  'git diff-files -p',
  'git diff-index -p HEAD',
  'git ls-tree HEAD',
  'git for-each-ref',
  'git --no-pager log -1',
  'git -C . status',
  'env git status',
  "bash -c 'git diff'",
  'git status | head -n 1',
  'echo "$(git status)"',
] as const;

/** What does more than read, is allowed unasked, and holds a read by git. */
const MIXED = [
  'git status > out.txt',
  'git diff >> out.txt',
  'git status | tee out.txt',
  'git status && touch x',
  'touch x; git status; git diff',
  'mkdir -p d && git log -p',
  'git status; git format-patch -1 -o d',
  'git status && git bundle create b.bundle HEAD',
  'sort -o sorted.txt f.txt; true; echo y > z && git diff --stat',
] as const;

/** Ways to take from a read by git what keeps it from running hooks. */
const UNDRESSED = [
  'env -i git status',
  'env - git status',
  'env -u GIT_CONFIG_COUNT git status',
  'exec -c git status',
  '(exec -c git status)',
  'unset GIT_CONFIG_COUNT; git status',
  'export GIT_CONFIG_COUNT=0; git status',
  'export -n GIT_CONFIG_COUNT; git status',
  'declare -x GIT_CONFIG_COUNT=0; git status',
  'declare +x GIT_CONFIG_COUNT; git status',
  'GIT_CONFIG_COUNT=0 git status',
  'GIT_CONFIG_COUNT=0; git status',
  'env GIT_CONFIG_COUNT=0 git status',
  'for GIT_CONFIG_COUNT in 0; do git status; done',
  'read GIT_CONFIG_COUNT <<< 0; git status',
  'printf -v GIT_CONFIG_COUNT 0; git status',
  'mapfile GIT_CONFIG_COUNT < /dev/null; git status',
  'getopts a GIT_CONFIG_COUNT; git status',
  ': ${GIT_CONFIG_COUNT::=0}; git status',
  '((GIT_CONFIG_COUNT=0)); git status',
  'let GIT_CONFIG_COUNT=0; git status',
  'unset "${!GIT_@}"; git status',
  'set -a; GIT_CONFIG_KEY_2=x; git status',
  'sudo -E git status',
] as const;

/** A key that makes git run something, as the text of a configuration; `fires`: a read that does so when nobody guards it. */
const KEYS: readonly {
  readonly key: string;
  readonly config: (canary: string) => string;
  readonly attributes?: string;
  readonly fires?: string;
}[] = [
  { key: 'core.fsmonitor', config: (canary) => `[core]\nfsmonitor = ${canary} x`, fires: 'status' },
  { key: 'core.fsmonitor, in capitals on one line', config: (canary) => `[CORE] FSMonitor=${canary} x`, fires: 'status' },
  { key: 'core.hooksPath', config: () => '[core]\nhooksPath = evil', fires: 'status' },
  { key: 'core.pager', config: (canary) => `[core]\npager = ${canary} x` },
  { key: 'pager.log', config: (canary) => `[pager]\nlog = ${canary} x` },
  { key: 'core.editor', config: (canary) => `[core]\neditor = ${canary} x` },
  { key: 'sequence.editor', config: (canary) => `[sequence]\neditor = ${canary} x` },
  { key: 'core.sshCommand', config: (canary) => `[core]\nsshCommand = ${canary} x` },
  { key: 'core.gitProxy', config: (canary) => `[core]\ngitProxy = ${canary}` },
  { key: 'core.askPass', config: (canary) => `[core]\naskPass = ${canary}` },
  { key: 'core.worktree', config: () => '[core]\nworktree = /etc' },
  { key: 'diff.external', config: (canary) => `[diff]\nexternal = ${canary} x`, fires: 'diff' },
  { key: 'diff.*.command', config: (canary) => `[diff "x"]\ncommand = ${canary} x`, attributes: '* diff=x', fires: 'diff' },
  { key: 'diff.*.command, without a name', config: (canary) => `[diff ""]\ncommand = ${canary} x`, attributes: '* diff=', fires: 'diff' },
  { key: 'diff.*.textconv', config: (canary) => `[diff "x"]\ntextconv = ${canary} x`, attributes: '* diff=x', fires: 'log -p' },
  {
    key: 'diff.*.textconv, without a name',
    config: (canary) => `[diff ""]\ntextconv = ${canary} x`,
    attributes: '* diff=',
    fires: 'log -p',
  },
  { key: 'filter.*.clean', config: (canary) => `[filter "x"]\nclean = ${canary} x`, attributes: '* filter=x', fires: 'status' },
  {
    key: 'filter.*.clean, in the old way',
    config: (canary) => `[filter.x]\nclean = ${canary} x`,
    attributes: '* filter=x',
    fires: 'status',
  },
  {
    key: 'filter.*.clean, without a name',
    config: (canary) => `[filter ""]\nclean = ${canary} x`,
    attributes: '* filter=',
    fires: 'status',
  },
  { key: 'filter.*.process', config: (canary) => `[filter "x"]\nprocess = ${canary} x`, attributes: '* filter=x', fires: 'status' },
  { key: 'filter.*.smudge', config: (canary) => `[filter "x"]\nsmudge = ${canary} x`, attributes: '* filter=x' },
  { key: 'merge.*.driver', config: (canary) => `[merge "x"]\ndriver = ${canary} x`, attributes: '* merge=x' },
  { key: 'interactive.diffFilter', config: (canary) => `[interactive]\ndiffFilter = ${canary} x` },
  { key: 'credential.helper', config: (canary) => `[credential]\nhelper = !${canary} x` },
  { key: 'gpg.program', config: (canary) => `[gpg]\nprogram = ${canary}` },
  { key: 'gpg.ssh.program', config: (canary) => `[gpg "ssh"]\nprogram = ${canary}` },
  { key: 'log.showSignature', config: () => '[log]\nshowSignature = true' },
  { key: 'alias of a word', config: (canary) => `[alias]\nst = !${canary} x`, fires: 'st' },
  { key: 'alias with a sub-section', config: (canary) => `[alias "st"]\ncommand = !${canary} x` },
  { key: 'remote.*.uploadpack', config: (canary) => `[remote "origin"]\nuploadpack = ${canary} x` },
  { key: 'remote.*.vcs', config: () => '[remote "origin"]\nvcs = evil' },
  { key: 'extensions.partialClone', config: () => '[core]\nrepositoryformatversion = 1\n[extensions]\npartialClone = origin' },
  { key: 'remote.*.promisor', config: () => '[remote "origin"]\npromisor = true' },
  { key: 'remote.*.url that is a program', config: (canary) => `[remote "origin"]\nurl = ext::${canary} x` },
  { key: 'include.path', config: () => '[include]\npath = ../evil.config', fires: 'status' },
  { key: 'include.path, absolute', config: () => '[include] path = "/dev/null"' },
  { key: 'includeIf.*.path', config: () => '[includeIf "gitdir:**"]\npath = ../evil.config', fires: 'status' },
  { key: 'a value that goes on in the next line', config: (canary) => `[core]\nfsmonitor = \\\n${canary} x`, fires: 'status' },
  { key: 'two sections in one line', config: (canary) => `[user] [core] fsmonitor = ${canary} x`, fires: 'status' },
  { key: 'a comment behind the section', config: (canary) => `[core] ; [user]\nfsmonitor = ${canary} x`, fires: 'status' },
  { key: 'carriage returns', config: (canary) => `[core]\r\nfsmonitor = ${canary} x\r\n`, fires: 'status' },
  { key: 'a key without a value', config: () => '[core]\nfsmonitor' },
];

describe('a key of the repository that runs something', () => {
  test('with nothing planted, every read is allowed and works, and nothing fires', async () => {
    const planted = await plant();
    expect(await runAllowed(planted, READS)).toEqual({ allowed: [...READS], fired: [] });
    expect(await runAllowed(planted, MIXED)).toEqual({ allowed: [...MIXED], fired: [] });
  });

  test('takes every read by git out of what is allowed unasked', async () => {
    const planted = await plant();
    const file = path.join(planted.workspace, '.git', 'config');
    const clean = readFileSync(file, 'utf8');
    writeFileSync(path.join(planted.workspace, 'evil.config'), `[core]\nfsmonitor = ${planted.canary} included\n`);
    mkdirSync(path.join(planted.workspace, 'evil'));
    writeFileSync(path.join(planted.workspace, 'evil', 'post-index-change'), `#!/bin/sh\n${planted.canary} hook\n`);
    chmodSync(path.join(planted.workspace, 'evil', 'post-index-change'), 0o755);
    const unguarded: string[] = [];
    for (const [turn, { key, config, attributes, fires }] of KEYS.entries()) {
      writeFileSync(file, `${clean}${config(planted.canary)}\n`);
      writeFileSync(path.join(planted.workspace, '.git', 'info', 'attributes'), attributes ?? '');
      const { allowed, fired } = await runAllowed(planted, [
        ...['git status', 'git diff', 'git log -p', 'git status > out.txt', 'git diff; touch x'],
        // Each key meets some of the others, and each of them many keys.
        ...[...READS, ...MIXED].filter((_, i) => i % 6 === turn % 6),
      ]);
      unguarded.push(...[...allowed.slice(0, 1), ...fired.slice(0, 1)].map((command) => `${key}: ${command}`));
      if (fires === undefined) continue;
      planted.touch();
      planted.git(fires);
      // The canary is alive: without the gate this very key would have run it.
      expect({ key, fires: planted.fired().length > 0 }).toEqual({ key, fires: true });
    }
    expect(unguarded).toEqual([]);
  });
});

/** Ways to hide a repository that runs something behind one that does not. `cwd`: where git has to stand; `fires`: what would run it. */
const HIDDEN: readonly {
  readonly name: string;
  readonly set: (planted: Planted) => void;
  readonly from: string;
  readonly fires?: string;
}[] = [
  {
    name: 'hooks of the repository itself',
    from: '.',
    fires: 'status',
    set: ({ workspace, canary }) => {
      for (const hook of [
        'post-index-change',
        'reference-transaction',
        'post-checkout',
        'pre-commit',
        'fsmonitor-watchman',
        'pre-auto-gc',
      ]) {
        writeFileSync(path.join(workspace, '.git', 'hooks', hook), `#!/bin/sh\n${canary} ${hook} < /dev/null\n`);
        chmodSync(path.join(workspace, '.git', 'hooks', hook), 0o755);
      }
    },
  },
  {
    name: 'a bare repository that lies in a folder',
    from: 'docs/bare',
    fires: 'status',
    set: ({ workspace, canary, git }) => {
      mkdirSync(path.join(workspace, 'docs', 'bare'), { recursive: true });
      git('clone -q --bare . docs/bare');
      appendFileSync(
        path.join(workspace, 'docs/bare/config'),
        `[core]\nbare = false\nworktree = ${workspace}/docs\nfsmonitor = ${canary} bare\n`,
      );
    },
  },
  {
    name: 'a .git that is no repository, below one that runs something',
    from: 'sub',
    fires: 'diff',
    set: ({ workspace, canary }) => {
      mkdirSync(path.join(workspace, 'sub', '.git'), { recursive: true });
      appendFileSync(path.join(workspace, '.git/config'), `[diff]\nexternal = ${canary} above\n`);
    },
  },
  {
    name: 'a submodule with a filter',
    from: '.',
    fires: 'status',
    set: (planted) => submodule(planted, `[filter "x"]\nclean = ${planted.canary} submodule\n`, '* filter=x\n'),
  },
  {
    name: 'a submodule with a diff program',
    from: '.',
    fires: 'diff --submodule=diff',
    set: (planted) => submodule(planted, `[diff]\nexternal = ${planted.canary} submodule\n`, ''),
  },
  {
    name: 'a submodule with a file watcher',
    from: '.',
    fires: 'status',
    set: (planted) => submodule(planted, `[core]\nfsmonitor = ${planted.canary} submodule\n`, ''),
  },
  {
    name: 'a .git file that leads into the workspace',
    from: 'linked',
    fires: 'diff',
    set: (planted) => storedElsewhere(planted, (dotGit) => writeFileSync(dotGit, 'gitdir: ../stored\n')),
  },
  {
    name: 'a .git link that leads into the workspace',
    from: 'linked',
    fires: 'diff',
    set: (planted) => storedElsewhere(planted, (dotGit) => symlinkSync('../stored', dotGit)),
  },
  {
    name: 'a work tree with a configuration of its own',
    from: 'tree',
    fires: 'diff',
    set: ({ workspace, canary, git }) => {
      git('worktree add -q tree');
      git('config extensions.worktreeConfig true');
      writeFileSync(path.join(workspace, 'tree', 'f.txt'), 'other\n');
      writeFileSync(path.join(workspace, '.git/worktrees/tree/config.worktree'), `[diff]\nexternal = ${canary} tree\n`);
    },
  },
  {
    name: 'a repository whose objects are fetched by a program',
    from: '.',
    set: ({ workspace, canary, git }) => {
      const lines = `[core]\nrepositoryformatversion = 1\n[extensions]\npartialClone = origin\n[remote "origin"]\npromisor = true\nurl = ext::${canary} lazy\n[protocol "ext"]\nallow = always\n`;
      const missing = spawnSync('git', ['rev-parse', 'HEAD~1:f.txt'], { cwd: workspace, encoding: 'utf8' }).stdout.trim();
      rmSync(path.join(workspace, '.git/objects', missing.slice(0, 2), missing.slice(2)), { force: true });
      git('status');
      appendFileSync(path.join(workspace, '.git/config'), lines);
    },
  },
  {
    name: 'a repository that a copy puts in place',
    from: '.',
    set: ({ workspace, canary, git }) => {
      git('init -q sub');
      appendFileSync(
        path.join(workspace, 'sub/.git/config'),
        `[diff]\nexternal = ${canary} copied\n[core]\nfsmonitor = ${canary} copied\n`,
      );
    },
  },
];

/** A repository in `linked` whose `.git` leads to another directory of the workspace. */
function storedElsewhere({ workspace, canary, git }: Planted, lead: (dotGit: string) => void): void {
  const linked = path.join(workspace, 'linked');
  git('init -q linked');
  writeFileSync(path.join(linked, 'f.txt'), 'one\n');
  git('add f.txt', linked);
  writeFileSync(path.join(linked, 'f.txt'), 'two\n');
  renameSync(path.join(linked, '.git'), path.join(workspace, 'stored'));
  lead(path.join(linked, '.git'));
  appendFileSync(path.join(workspace, 'stored/config'), `[diff]\nexternal = ${canary} stored\n`);
}

function submodule({ workspace, git, touch }: Planted, config: string, attributes: string): void {
  git('init -q inner');
  const inner = path.join(workspace, 'inner');
  git('config user.name Ann && git config user.email ann@example.test', inner);
  writeFileSync(path.join(inner, 's.txt'), 'one\n');
  git('add . && git commit -q -m inner', inner);
  git('-c protocol.file.allow=always submodule --quiet add ./inner s && git commit -q -m sub');
  git('rm -q -r --cached inner');
  rmSync(inner, { recursive: true, force: true });
  const modules = path.join(workspace, '.git/modules/s');
  appendFileSync(path.join(modules, 'config'), config);
  mkdirSync(path.join(modules, 'info'), { recursive: true });
  writeFileSync(path.join(modules, 'info/attributes'), attributes);
  writeFileSync(path.join(workspace, 's/s.txt'), 'two\n');
  touch();
}

describe('a repository that runs something without saying so in its own configuration', () => {
  test.each(HIDDEN.map((one) => [one.name, one] as const))(
    '%s: nothing that is allowed unasked fires it',
    async (_, { set, from, fires }) => {
      const planted = await plant();
      set(planted);
      const cwd = path.join(planted.workspace, from);
      if (fires !== undefined) {
        planted.touch();
        planted.git(fires, cwd);
        expect(planted.fired().length).toBeGreaterThan(0);
      }
      const there = (command: string): string => (from === '.' ? command : `cd ${from} && ${command}`);
      const { fired } = await runAllowed(planted, [
        ...[
          'git status',
          'git diff',
          'git log -p',
          'git diff --submodule=diff',
          'git log -p --submodule=diff',
          'git show HEAD~1:f.txt',
          'git grep --recurse-submodules x',
          'git ls-files -m --recurse-submodules',
        ].map(there),
        ...MIXED.slice(0, 6).map(there),
        ...UNDRESSED.slice(0, 6).map(there),
        'cp -r sub/. . && git status && git diff',
        'cp -rT sub . ; git status',
      ]);
      expect(fired).toEqual([]);
    },
  );

  test('what takes the hardening from git is not allowed, or fires nothing', async () => {
    const planted = await plant();
    HIDDEN[0]?.set(planted);
    expect((await runAllowed(planted, UNDRESSED)).fired).toEqual([]);
  });
});

/** Files by which programs load code or choose what they run, as a hostile repository brings them. */
const FILES: Readonly<Record<string, (canary: string) => string>> = {
  '.npmrc': (canary) =>
    `script-shell=${canary}\nnode-options=--require ./evil.cjs\nonload-script=./evil.cjs\ngit=${canary}\nviewer=${canary}\neditor=${canary}\n`,
  '.yarnrc': () => 'yarn-path "./evil.cjs"\n',
  '.yarnrc.yml': () => 'yarnPath: ./evil.cjs\n',
  '.pnpmfile.cjs': (canary) => `require('child_process').execFileSync('${canary}', ['pnpmfile']);\n`,
  'evil.cjs': (canary) => `require('child_process').execFileSync('${canary}', ['evil'], { input: '' });\n`,
  'package.json': () =>
    '{ "name": "x", "version": "1.0.0", "packageManager": "yarn@./evil.cjs", "scripts": { "preinstall": "./evil.sh", "version": "./evil.sh" } }\n',
  'node_modules/npm/index.js': (canary) => `require('child_process').execFileSync('${canary}', ['npm'], { input: '' });\n`,
  'pip/__init__.py': (canary) => `import subprocess; subprocess.run(['${canary}', 'pip'], input=b'')\n`,
  'pip/__main__.py': (canary) => `import subprocess; subprocess.run(['${canary}', 'pip main'], input=b'')\n`,
  'json/__init__.py': (canary) => `import subprocess; subprocess.run(['${canary}', 'json'], input=b'')\n`,
  'sitecustomize.py': (canary) => `import subprocess; subprocess.run(['${canary}', 'sitecustomize'], input=b'')\n`,
  'usercustomize.py': (canary) => `import subprocess; subprocess.run(['${canary}', 'usercustomize'], input=b'')\n`,
  'pip.conf': () => '[global]\nindex-url = http://127.0.0.1:9/\n',
  '.envrc': (canary) => `${canary} envrc < /dev/null\n`,
  '.bashrc': (canary) => `${canary} bashrc < /dev/null\n`,
  '.profile': (canary) => `${canary} profile < /dev/null\n`,
  '.inputrc': () => '$include ./evil\n',
  '.lessfilter': (canary) => `#!/bin/sh\n${canary} lessfilter\n`,
  '.vimrc': (canary) => `silent !${canary} vimrc\n`,
  '.exrc': (canary) => `silent !${canary} exrc\n`,
  '.perltidyrc': () => '',
  GNUmakefile: (canary) => `$(shell ${canary} make < /dev/null)\nall:\n`,
  '.screenrc': (canary) => `exec ${canary} screen\n`,
  '.ripgreprc': (canary) => `--pre=${canary}\n`,
  '.curlrc': () => 'url = "http://127.0.0.1:9/"\n',
  '.wgetrc': () => 'use_proxy = on\n',
  '.ackrc': (canary) => `--pager=${canary} ack\n`,
  '.gdbinit': (canary) => `shell ${canary} gdb\n`,
  'magic.mgc': () => 'x',
  '.tool-versions': () => 'nodejs path:./evil\n',
  '.python-version': () => '../../evil\n',
};

/** A shim of a version manager is steered by files of the workspace, and what lies in everybody's scratch proves nothing: both are asked about. */
function isPlainlyInstalled(program: string): boolean {
  const found = which(program, process.env['PATH'] ?? '', '/');
  if (found === undefined || found.includes('/shims/')) return false;
  return ![found, realpathSync(found)].some((at) => /^\/(tmp|var\/tmp|dev\/shm)\//.test(at));
}

/** Forms of other programs that are allowed unasked; each is run where it is installed. */
const TOOLS = [
  'npm --version',
  'node --version',
  'python3 --version',
  'pip --version',
  'perl -v',
  'make --version',
  'bash --version',
  'ls -la',
  'find . -maxdepth 1',
  'cat package.json',
  'grep -rn x evil.cjs',
  'sort evil.cjs',
  'diff evil.cjs .npmrc',
  'file evil.cjs',
  'jq . package.json',
  'sed -n 1p evil.cjs',
  'awk 1 evil.cjs',
  'less evil.cjs',
  'more evil.cjs',
  'tar -tf missing.tar',
  'man ls',
  'rg x evil.cjs',
  'curl --version',
  'vim --version',
  'date',
  'echo "$(cat evil.cjs)" | head -n 1',
] as const;

describe('files by which other programs run something', () => {
  test('no form that is allowed unasked runs them', async () => {
    const planted = await plant();
    for (const [file, text] of Object.entries(FILES)) {
      mkdirSync(path.join(planted.workspace, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(planted.workspace, file), text(planted.canary));
    }
    const installed = TOOLS.filter((command) => command.startsWith('echo') || isPlainlyInstalled(command.split(' ')[0] ?? ''));
    expect(await runAllowed(planted, installed)).toEqual({ allowed: installed, fired: [] });
  });

  test.each([
    'yarn --version',
    'pnpm --version',
    'npx --version',
    'corepack --version',
    'cargo --version',
    'go version',
    'go env',
    'go list ./...',
    'python3 -m pip list',
    'python3 -m pip --version',
    'python3 -m json.tool a.json',
    'python3 -m venv x',
    'pytest --version',
    'tox --version',
    'flake8 --version',
    'pylint --version',
    'mvn --version',
    'gradle --version',
    './gradlew --version',
    'dotnet --version',
    'bundle list',
    'bundle --version',
    'rake --version',
    'tsc --version',
    'eslint --version',
    'jest --version',
    'terraform --version',
    'poetry --version',
    'direnv version',
    'mise --version',
    'make -n',
    'composer --version',
  ])('%s loads code or configuration of the workspace, so that it asks', (command) => {
    expect(verdictOf(command)).toBe('ask 5');
  });

  test.each(['npm ls', 'npm config get registry', 'npm root'])(
    '%s looks for its newer self where .npmrc of the workspace says',
    (command) => {
      const world = { readText: (file: string) => (file.endsWith('/project/.npmrc') ? 'registry=http://evil.test' : undefined) };
      expect([verdictOf(command), verdictOf(command, { world })]).toEqual(['allow 1', 'ask 5']);
    },
  );

  test.each(['rustc --version', 'rustfmt --version', 'cargo --version'])('%s by rustup starts what rust-toolchain.toml says', (command) => {
    const world = { which: (name: string) => `/home/ann/.cargo/bin/${name}` };
    expect(verdictOf(command, { world })).toBe('ask 5');
    expect(verdictOf(command, { world: { which: (name: string) => `/usr/local/cargo/bin/${name}` } })).toBe('ask 5');
  });
});
