import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGit, type GitDeps } from '../../src/shell/git/git.ts';
import { startCommand } from '../../src/shell/process/run.ts';
import { git, scene } from '../agents/briefing/fixture.ts';

const SECRET = 'the plans of a person';

interface Trap {
  readonly dir: string;
  readonly workspace: string;
  /** A program that leaves a mark when it is started. */
  readonly program: string;
  readonly fired: () => boolean;
  readonly brief: Awaited<ReturnType<typeof scene>>['brief'];
}

const template = mkdtempSync(join(tmpdir(), 'own-git-'));

beforeAll(() => {
  git(template, 'init', '-q', '--template=');
  mkdirSync(join(template, '.git/info'), { recursive: true });
  writeFileSync(join(template, 'a.txt'), 'one\n');
  git(template, 'add', '-A');
  git(template, 'commit', '-qm', 'first');
});

afterAll(() => rmSync(template, { recursive: true }));

/** A repository with one commit and one change, which is about to become hostile. */
async function trap(): Promise<Trap> {
  const { dir, workspace, brief } = await scene();
  const [program, canary] = [join(dir, 'program'), join(dir, 'canary')];
  writeFileSync(program, `#!/bin/sh\necho fired >> ${canary}\ncat\n`);
  chmodSync(program, 0o755);
  cpSync(template, workspace, { recursive: true });
  writeFileSync(join(workspace, 'a.txt'), 'two\n');
  return { dir, workspace, program, fired: () => existsSync(canary), brief };
}

const GIT = '/usr/bin/git';

/** Our use of git where nobody looks at what the repository's configuration says. */
function carelessGit({ dir, workspace }: Pick<Trap, 'dir' | 'workspace'>, more: Partial<GitDeps> = {}) {
  return createGit({
    workspace,
    environment: async () => ({ BAILIWICK_TASK: 'x' }),
    outputDir: (taskId) => join(dir, 'out', taskId),
    start: startCommand,
    whyRuns: () => undefined,
    ...more,
  });
}

/** The private repository of the same person, beside the workspace. */
function privateRepository({ dir }: Pick<Trap, 'dir'>): string {
  const other = join(dir, 'private');
  mkdirSync(other);
  git(other, 'init', '-q');
  writeFileSync(join(other, 'plans.txt'), SECRET);
  git(other, 'add', '-A');
  git(other, 'commit', '-qm', 'plans');
  return other;
}

const CONFIGURATIONS: readonly (readonly [name: string, config: string, key: string, attributes: string])[] = [
  ['a watcher', '[core]\nfsmonitor = PROGRAM\n', 'core.fsmonitor', ''],
  ['hooks', '[core]\nhooksPath = HOOKS\n', 'core.hookspath', ''],
  ['a filter', '[filter "x"]\nclean = PROGRAM\nrequired\n', 'filter.x.clean', '* filter=x\n'],
  ['a filter process', '[filter "x"]\nprocess = PROGRAM\n', 'filter.x.process', '* filter=x\n'],
  ['a text converter', '[diff "x"]\ntextconv = PROGRAM\n', 'diff.x.textconv', '* diff=x\n'],
  ['a driver of diffs', '[diff "x"]\ncommand = PROGRAM\n', 'diff.x.command', '* diff=x\n'],
  ['an external diff', '[diff]\nexternal = PROGRAM\n', 'diff.external', ''],
  ['a pager', '[core]\npager = PROGRAM\n[pager]\ndiff = PROGRAM\n', 'core.pager', ''],
  ['an alias', '[alias]\ndiff = !PROGRAM\n', 'alias.diff', ''],
  ['an include', '[include]\npath = ../../included\n', 'include.path', ''],
  ['an include by condition', '[includeIf "gitdir:/"]\npath = ../../included\n', 'includeif.gitdir:/.path', ''],
  ['another work tree', '[core]\nworktree = /\n', 'core.worktree', ''],
  ['a promise of objects', '[remote "x"]\nurl = ext::PROGRAM\npromisor = true\n[extensions]\npartialClone = x\n', 'remote.x.url', ''],
  ['a line that continues', '[core]\nfsmonitor = PRO\\\nGRAM\n', 'a line that is not plain', ''],
];

test.each(CONFIGURATIONS)('a repository with %s is refused, and nothing of it runs', async (_, config, key, attributes) => {
  const set = await trap();
  const { dir, workspace, program, fired, brief } = set;
  mkdirSync(join(dir, 'hooks'));
  for (const hook of ['post-index-change', 'post-checkout', 'fsmonitor-watchman']) cpSync(program, join(dir, 'hooks', hook));
  writeFileSync(join(dir, 'included'), `[core]\nfsmonitor = ${program}\n`);
  appendFileSync(join(workspace, '.git/config'), config.replaceAll('PROGRAM', program).replaceAll('HOOKS', join(dir, 'hooks')));
  if (attributes !== '') writeFileSync(join(workspace, '.gitattributes'), attributes);
  expect(await brief(['diff:'])).toEqual({
    ok: false,
    problem: `evidence_refs[0] "diff:": git is not used there: the repository's configuration sets ${key}`,
  });
  expect(fired()).toBe(false);
});

test.each(CONFIGURATIONS.filter(([name]) => !/filter|include|alias|work tree|continues/.test(name)))(
  '%s does not run either when nobody looks at the configuration',
  async (_, config, __, attributes) => {
    const { dir, workspace, program, fired } = await trap();
    mkdirSync(join(dir, 'hooks'));
    for (const hook of ['post-index-change', 'post-checkout']) cpSync(program, join(dir, 'hooks', hook));
    appendFileSync(join(workspace, '.git/config'), config.replaceAll('PROGRAM', program).replaceAll('HOOKS', join(dir, 'hooks')));
    if (attributes !== '') writeFileSync(join(workspace, '.git/info/attributes'), attributes);
    const environment = async () => ({ PATH: dir, HOME: dir, GIT_EXTERNAL_DIFF: program, GIT_PAGER: program, BAILIWICK_TASK: 'x' });
    const own = carelessGit({ dir, workspace }, { environment });
    const signal = new AbortController().signal;
    const diff = await own.diff({ program: GIT, cwd: workspace, revision: '', maxLength: 4_000, signal });
    expect(diff).toMatchObject({ ok: true, truncated: false, secrets: 0 });
    expect(diff.ok ? diff.text : '').toContain('\n-one\n+two\n');
    expect(fired()).toBe(false);
  },
);

test('the traps do fire for git as it comes', async () => {
  const { workspace, program, fired } = await trap();
  appendFileSync(join(workspace, '.git/config'), `[core]\nfsmonitor = ${program}\n`);
  git(workspace, 'status');
  expect(fired()).toBe(true);
});

test('configuration of the person and of the machine is not read', async () => {
  const { dir, program, fired, brief } = await trap();
  // The environment of a command has this directory for a home.
  writeFileSync(join(dir, '.gitconfig'), `[core]\nfsmonitor = ${program}\n[diff]\nexternal = ${program}\n`);
  mkdirSync(join(dir, '.config/git'), { recursive: true });
  writeFileSync(join(dir, '.config/git/config'), `[core]\nfsmonitor = ${program}\n`);
  expect((await brief(['diff:'])).ok).toBe(true);
  expect(fired()).toBe(false);
});

test.each([
  ['--output=OUT'],
  ['HEAD --output=OUT'],
  ['--no-index /etc/passwd /dev/null'],
  ['-O/etc/passwd'],
  ['--ext-diff'],
  ['HEAD..--output=OUT'],
  [':(top)a.txt'],
  ['HEAD:a.txt'],
  ['HEAD\0--output=OUT'],
  ['HEAD\n--output=OUT'],
])('diff:%j is no revision', async (text) => {
  const { dir, brief } = await scene();
  const out = join(dir, 'written');
  const answer = await brief([`diff:${text.replace('OUT', out)}`]);
  expect(answer.ok ? '' : answer.problem).toMatch(/that is no revision and no range of two; write for example main, HEAD~2 or v1\.\.v2$/);
  expect(existsSync(out)).toBe(false);
});

test('a branch that is named like an option is no option', async () => {
  const { dir, workspace, brief } = await trap();
  const head = git(workspace, 'rev-parse', 'HEAD');
  mkdirSync(join(workspace, '.git/refs/heads/--output='), { recursive: true });
  writeFileSync(join(workspace, '.git/refs/heads/--output=x'), head);
  const answer = await brief(['diff:--output=x']);
  expect(answer).toEqual({
    ok: false,
    problem: 'evidence_refs[0] "diff:--output=x": that is no revision and no range of two; write for example main, HEAD~2 or v1..v2',
  });
  expect(readdirSync(workspace)).toEqual(['.git', 'a.txt']);
  expect(existsSync(join(dir, 'x'))).toBe(false);
});

const ELSEWHERE: readonly (readonly [name: string, why: string, make: (set: Trap, other: string) => void])[] = [
  [
    'a .git that names it',
    'its .git leads to a repository elsewhere',
    ({ workspace }, other) => {
      rmSync(join(workspace, '.git'), { recursive: true });
      writeFileSync(join(workspace, '.git'), `gitdir: ${other}/.git\n`);
    },
  ],
  [
    'a .git that is a link to it',
    'its .git leads to a repository elsewhere',
    ({ workspace }, other) => {
      rmSync(join(workspace, '.git'), { recursive: true });
      symlinkSync(join(other, '.git'), join(workspace, '.git'));
    },
  ],
  [
    'a shared directory',
    'its git directory takes its history from another one',
    ({ workspace }, other) => writeFileSync(join(workspace, '.git/commondir'), `${other}/.git\n`),
  ],
  [
    'alternates',
    'its git repository takes objects from another one (objects/info/alternates)',
    ({ workspace }, other) => writeFileSync(join(workspace, '.git/objects/info/alternates'), `${other}/.git/objects\n`),
  ],
  [
    'a link for all objects',
    'its git repository takes objects from elsewhere by a link',
    ({ workspace }, other) => {
      rmSync(join(workspace, '.git/objects'), { recursive: true });
      symlinkSync(join(other, '.git/objects'), join(workspace, '.git/objects'));
    },
  ],
  [
    'a link for some objects',
    'its git repository takes objects from elsewhere by a link',
    ({ workspace }, other) => {
      const [two = ''] = readdirSync(join(other, '.git/objects')).filter((name) => name.length === 2);
      rmSync(join(workspace, '.git/objects', two), { recursive: true, force: true });
      symlinkSync(join(other, '.git/objects', two), join(workspace, '.git/objects', two));
    },
  ],
];

test.each(ELSEWHERE)('the history of another repository is not shown by %s', async (_, why, make) => {
  const set = await trap();
  const other = privateRepository(set);
  const head = git(other, 'rev-parse', 'HEAD').trim();
  make(set, other);
  expect(await set.brief([`diff:${head}`])).toEqual({ ok: false, problem: `evidence_refs[0] "diff:${head}": ${why}` });
});

test('a repository above the workspace is none of it', async () => {
  const { dir, workspace, brief } = await scene();
  git(dir, 'init', '-q');
  writeFileSync(join(dir, 'plans.txt'), SECRET);
  git(dir, 'add', 'plans.txt');
  expect(await brief(['diff:'])).toEqual({ ok: false, problem: 'evidence_refs[0] "diff:": there is no git repository in the workspace' });
  expect(realpathSync(workspace)).toBe(workspace);
});

test('a bare repository in a sub-folder is not taken for one', async () => {
  const { workspace, program, fired, brief } = await trap();
  const bare = join(workspace, 'docs');
  git(workspace, 'init', '-q', '--bare', bare);
  appendFileSync(join(bare, 'config'), `[core]\nfsmonitor = ${program}\nbare = false\nworktree = ${workspace}\n`);
  const answer = await brief(['diff:'], { cwd: bare });
  // The one above is used, by its own path.
  expect(answer.ok ? answer.text : answer.problem).toContain('\n-one\n+two\n');
  expect(fired()).toBe(false);
});

test('a submodule with a configuration of its own is not entered', async () => {
  const { dir, workspace, program, fired, brief } = await trap();
  const other = privateRepository({ dir });
  git(workspace, 'submodule', '--quiet', 'add', other, 'sub');
  git(workspace, 'commit', '-qm', 'sub');
  appendFileSync(join(workspace, '.git/modules/sub/config'), `[core]\nfsmonitor = ${program}\n`);
  writeFileSync(join(workspace, 'sub/plans.txt'), 'changed');
  expect(await brief(['diff:'])).toEqual({
    ok: false,
    problem: 'evidence_refs[0] "diff:": git is not used there: a submodule: the repository\'s configuration sets core.worktree',
  });
  const signal = new AbortController().signal;
  const diff = await carelessGit({ dir, workspace }).diff({ program: GIT, cwd: workspace, revision: '', maxLength: 4_000, signal });
  expect(diff).toMatchObject({ ok: true, truncated: false, secrets: 0 });
  expect(fired()).toBe(false);
});

test('a repository of somebody else is not trusted', async () => {
  const { dir, workspace } = await trap();
  const getuid = process.getuid;
  Object.defineProperty(process, 'getuid', { value: () => (getuid?.() ?? 0) + 1, configurable: true });
  try {
    const own = carelessGit({ dir, workspace });
    const signal = new AbortController().signal;
    expect(await own.diff({ program: GIT, cwd: workspace, revision: '', maxLength: 100, signal })).toEqual({
      ok: false,
      problem: 'its git repository belongs to another user',
    });
  } finally {
    Object.defineProperty(process, 'getuid', { value: getuid, configurable: true });
  }
});

test('what changed in secret files is left out', async () => {
  const { workspace, brief } = await trap();
  for (const text of ['KEY=old', 'KEY=new']) {
    writeFileSync(join(workspace, '.env'), text);
    git(workspace, 'add', '-f', '.env');
    git(workspace, 'commit', '-qm', 'x');
  }
  const answer = await brief(['diff:HEAD~1', 'diff:HEAD~1..HEAD']);
  const text = answer.ok ? answer.text : '';
  expect(text).toContain('of="diff:HEAD~1" note="1 secret files left out">\ndiff --git a/a.txt b/a.txt');
  expect(text).toContain('of="diff:HEAD~1..HEAD" note="1 secret files left out">\n(nothing has changed)');
  expect(text).not.toContain('KEY=');
});

test('a link in the work tree is shown as a link', async () => {
  const { dir, workspace, brief } = await trap();
  writeFileSync(join(dir, 'key'), SECRET);
  git(workspace, 'commit', '-qam', 'x');
  rmSync(join(workspace, 'a.txt'));
  symlinkSync('../key', join(workspace, 'a.txt'));
  const answer = await brief(['diff:']);
  expect(answer.ok ? answer.text : answer.problem).toContain('+../key');
  expect(JSON.stringify(answer)).not.toContain(SECRET);
});

test('git that does not come to an end is ended, and one that says too much', async () => {
  const { dir, workspace } = await trap();
  const program = join(dir, 'endless');
  writeFileSync(program, '#!/bin/sh\nexec cat /dev/zero\n');
  chmodSync(program, 0o755);
  const start: GitDeps['start'] = (spec) => startCommand({ ...spec, timeoutMs: spec.argv[0] === program ? spec.timeoutMs : 50 });
  const own = carelessGit({ dir, workspace }, { start });
  const signal = new AbortController().signal;
  const request = { cwd: workspace, revision: '', maxLength: 100, signal };
  const endless = await own.diff({ ...request, program });
  expect(endless.ok).toBe(true);
  const sleeping = join(dir, 'sleeping');
  writeFileSync(sleeping, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(sleeping, 0o755);
  expect(await own.diff({ ...request, program: sleeping })).toEqual({ ok: false, problem: 'git took longer than 10 s' });
  expect(readdirSync(join(dir, 'out'))).toEqual([]);
});
