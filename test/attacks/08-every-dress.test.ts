import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/shell/analyse.ts';
import { decideCommand, WORKSPACE } from '../policy/decide-harness.ts';
import { runs } from '../properties/runs.ts';

/** Where least is asked about. */
const WIDEST = { preset: 'relaxed', access: 'full' } as const;

/** Every program that is seen, with its words after wrappers, environment and quotes are taken off. */
function seen(command: string): { readonly pushes: readonly string[]; readonly complete: boolean } {
  const { invocations, complete } = analyse(command, { home: '/home/ann', cwd: WORKSPACE });
  const pushes = invocations
    .filter(
      ({ name, effects }) => name === 'git' && (effects.facts ?? []).some((fact) => fact.kind === 'git_write' && fact.verb === 'push'),
    )
    .map(({ argv }) => argv.map(({ value }) => value).join(' '));
  return { pushes, complete };
}

/** Ways to start `git push` that leave its words as they are. */
const AROUND: readonly ((push: string) => string)[] = [
  (push) => push,
  (push) => `X=1 ${push}`,
  (push) => `X=1 Y="$Z" ${push}`,
  (push) => `env ${push}`,
  (push) => `env -i A=1 ${push}`,
  (push) => `env -u A -- ${push}`,
  (push) => `/usr/bin/env ${push}`,
  (push) => `sudo ${push}`,
  (push) => `sudo -u ann -n ${push}`,
  (push) => `doas ${push}`,
  (push) => `nohup ${push}`,
  (push) => `nohup ${push} &`,
  (push) => `nice -n 5 ${push}`,
  (push) => `nice ${push}`,
  (push) => `ionice -c 3 ${push}`,
  (push) => `timeout 5 ${push}`,
  (push) => `timeout -k 1 -s KILL 5s ${push}`,
  (push) => `time ${push}`,
  (push) => `time -p ${push}`,
  (push) => `/usr/bin/time -v ${push}`,
  (push) => `command ${push}`,
  (push) => `command -p ${push}`,
  (push) => `builtin command ${push}`,
  (push) => `exec ${push}`,
  (push) => `exec -a x ${push}`,
  (push) => `setsid ${push}`,
  (push) => `stdbuf -oL ${push}`,
  (push) => `watch -n 1 ${push}`,
  (push) => `strace -f ${push}`,
  (push) => `flock /tmp/lock ${push}`,
  (push) => `chroot . ${push}`,
  (push) => `xargs ${push}`,
  (push) => `xargs -I{} ${push} < list`,
  (push) => `find . -maxdepth 1 -exec ${push} ';'`,
  (push) => `find . -execdir ${push} {} +`,
  (push) => `fd x -x ${push}`,
  (push) => `( ${push} )`,
  (push) => `{ ${push}; }`,
  (push) => `! ${push}`,
  (push) => `true && ${push}`,
  (push) => `false || ${push}`,
  (push) => `true; ${push}`,
  (push) => `true & ${push}`,
  (push) => `true\n${push}`,
  (push) => `true | ${push}`,
  (push) => `${push} | cat`,
  (push) => `${push} > log 2>&1`,
  (push) => `> log ${push}`,
  (push) => `2>&1 ${push}`,
  (push) => `< /dev/null ${push} # comment`,
  (push) => `# comment\n${push}`,
  (push) => `if ${push}; then true; fi`,
  (push) => `if true; then ${push}; fi`,
  (push) => `if false; then true; else ${push}; fi`,
  (push) => `for i in 1 2; do ${push}; done`,
  (push) => `while ${push}; do break; done`,
  (push) => `until ${push}; do sleep 1; done`,
  (push) => `case x in x) ${push} ;; esac`,
  (push) => `case $x in (a|b) true ;; *) ${push} ;& esac`,
  (push) => `f() { ${push}; }; f`,
  (push) => `function f { ${push}; }; f`,
  (push) => `coproc ${push}`,
  (push) => `echo "$( ${push} )"`,
  (push) => `echo $( ${push} )`,
  (push) => `echo \`${push}\``,
  (push) => `x=$( ${push} )`,
  (push) => `x[$( ${push} )]=1`,
  (push) => `echo "\${x:-$( ${push} )}"`,
  (push) => `echo $(( $( ${push} ) + 1 ))`,
  (push) => `[[ -n $( ${push} ) ]]`,
  (push) => `cat <( ${push} )`,
  (push) => `true > >( ${push} )`,
  (push) => `cat <<E\n$( ${push} )\nE`,
  (push) => `cat <<< "$( ${push} )"`,
  (push) => `a=( $( ${push} ) )`,
  (push) => `select i in a; do ${push}; done`,
  (push) => `for ((i=0;i<1;i++)); do ${push}; done`,
  (push) => `trap '${push}' EXIT`,
  (push) => `eval '${push}'`,
  (push) => `eval ${push}`,
  (push) => `bash -c '${push}'`,
  (push) => `bash -c "${push}"`,
  (push) => `sh -c "${push}"`,
  (push) => `/bin/sh -c '${push}'`,
  (push) => `bash -xec '${push}' name arg`,
  (push) => `bash -o pipefail -c '${push}'`,
  (push) => `bash -c 'exec ${push}'`,
  (push) => `bash -c "bash -c '${push}'"`,
  (push) => `dash -c '${push}'`,
  (push) => `bash <<E\n${push}\nE`,
  (push) => `bash <<'E'\n${push}\nE`,
  (push) => `bash -s <<< '${push}'`,
  (push) => `bash <<< '${push}'`,
  (push) => `echo '${push}' | bash`,
  (push) => `echo '${push}' | sh`,
  (push) => `printf '%s\\n' '${push}' | bash`,
  (push) => `env -S '${push}'`,
  (push) => `sudo bash -c 'nice ${push}'`,
  (push) => `xargs bash -c '${push}'`,
  (push) => `find . -exec sh -c '${push}' ';'`,
  (push) => `timeout 5 bash -c 'true; ${push}'`,
  (push) => `su ann -c '${push}'`,
  (push) => `script -qec '${push}' /dev/null`,
  (push) => `ssh localhost ${push}`,
  (push) => `parallel ${push} ::: a`,
  (push) => `unshare -r ${push}`,
  (push) => `busybox sh -c '${push}'`,
  (push) => `npx -c '${push}'`,
  (push) => `watch '${push}'`,
  (push) => `cd src && ${push}`,
  (push) => `(cd src; ${push})`,
  (push) => `git bisect run ${push}`,
  (push) => `git submodule foreach ${push}`,
  (push) => `git submodule foreach '${push}'`,
  (push) => `git rebase -x '${push}' main`,
  (push) => `git filter-branch --tree-filter '${push}'`,
];

/** Ways to write `git push` itself. */
const WRITTEN: readonly string[] = [
  'git push',
  'git push origin main',
  'git  push\torigin',
  'git -C . push',
  'git -C src push',
  'git -C a -C b push origin',
  'git -c a.b=c push',
  'git -c a.b=c -c d.e=f push',
  'git --no-pager push',
  'git -P push',
  'git --git-dir=x push',
  'git --git-dir x --work-tree y push',
  'git --work-tree=. push',
  'git --namespace=x push',
  'git --exec-path=/x push',
  'git --bare push',
  'git -p push',
  'git --literal-pathspecs --no-optional-locks push',
  'git --config-env=a.b=C push',
  'git push --force',
  'git push -f origin +main',
  'git push --receive-pack=./x',
  'git push "$remote"',
  '/usr/bin/git push',
  './git push',
  '../../usr/bin/git push',
  '"git" push',
  "'git' push",
  '\\git push',
  'g\\it push',
  'g"i"t push',
  "g''it push",
  'git "push"',
  "git 'push'",
  'git pu\\sh',
  'git p"us"h',
  "$'git' push",
  "git $'push'",
  "git $'\\x70ush'",
  "\"g\"i't' p'u'sh",
  'git \\\n push',
  'g\\\nit push',
  'git pu\\\nsh origin',
  '{git,push}',
  'git {push,origin}',
  'git push {a,b}',
];

/** Written so that no analysis of text can see the name. Then it must say that it does not understand, and the gate must ask. */
const HIDDEN: readonly string[] = [
  "tmux new-session -d 'git push'",
  'screen -dm git push',
  'direnv exec . git push',
  'mise exec -- git push',
  'kubectl exec p -- git push',
  'systemd-run --user git push',
  'at now <<< "git push"',
  'crontab -',
  'fish -c "git push"',
  'pwsh -c "git push"',
  'expect -c "spawn git push"',
  'gdb -ex "shell git push"',
  'ruby -e "system %q(git push)"',
  'php -r "system(1);"',
  'ed x',
  'git difftool',
  '$g push',
  'git $p',
  'git "$p" origin',
  '$(echo git) push',
  '$(printf g)it push',
  'git pu$x',
  'gi? push',
  '/usr/bin/g[i]t push',
  '/usr/bin/gi* push',
  'eval "$x"',
  'eval "git $x"',
  'bash -c "$x"',
  'bash -c "git $x"',
  'alias g=git; g push',
  'shopt -s expand_aliases\nalias g="git push"\ng',
  'g=git; $g push',
  'a=(git push); "${a[@]}"',
  'set -- git push; "$@"',
  'git() { command git push; }; git status',
  'hash -p /usr/bin/git ls; ls push',
  'echo Z2l0IHB1c2g= | base64 -d | bash',
  'cat x | sh',
  'python3 -c "import os; os.system(\'git push\')"',
  "node -e \"require('child_process').execSync('git push')\"",
  'perl -e \'system "git push"\'',
  'awk \'BEGIN { system("git push") }\'',
  "sed '1e git push' f",
  'git -c alias.x=push x',
  'git -c alias.x="!git push" x',
  'git p',
  'git --list-cmds=x push',
  'mapfile a <<< "git push"; ${a[0]}',
  'coproc bash; echo git push >&"${COPROC[1]}"',
  'ENV=./x sh -i',
  'BASH_ENV=./x bash -c true',
  'PATH=.:$PATH gi push',
  'vim -c ":!git push"',
  'git send-pack origin main',
  'git subtree push -P a b c',
  'git lfs push origin',
  'git http-push x',
  'git remote-https x',
];

/** Code of the workspace or of a container: who allows that allows whatever it starts, so that the widest preset does not ask. */
const CODE: readonly string[] = [
  'make push',
  'npm run push',
  'just push',
  'bash x',
  './push.sh',
  'source ./x',
  'python3 x.py',
  'gh repo sync',
  'bash < x',
  'printf "git push" > x; bash x',
  'tclsh x',
  'm4 x',
  'docker run x git push',
];

describe('every way to start a command shows that command', () => {
  test.each(AROUND.map((around) => [around('git push')]))('%s', (command) => {
    const { pushes } = seen(command);
    expect({ command, pushes: pushes.length > 0 }).toEqual({ command, pushes: true });
  });

  test.each(WRITTEN)('%s', (command) => {
    const { pushes } = seen(command);
    expect({ command, pushes: pushes.length > 0 }).toEqual({ command, pushes: true });
  });

  test('its words are normalised: the dress does not show in them', () => {
    const plain = AROUND.map((around) =>
      seen(around('git push origin main')).pushes.filter(
        (words) => !/^git push origin main( \{\}| ;| a|\uFFFC| \uFFFC| \.\/\uFFFC)*$/.test(words),
      ),
    );
    expect(
      AROUND.flatMap((around, i) => ((plain[i]?.length ?? 0) > 0 ? [`${around('git push origin main')} -> ${plain[i]}`] : [])),
    ).toEqual([]);
  });

  test('none is allowed, under any preset', () => {
    const all = [...AROUND.map((around) => around('git push --force')), ...AROUND.map((around) => around('git push'))];
    expect(all.filter((command) => decideCommand(command).verdict.decision === 'allow')).toEqual([]);
    expect(WRITTEN.filter((command) => decideCommand(command).verdict.decision === 'allow')).toEqual([]);
  });

  test('one dress over another, and each way to write it in each dress', () => {
    const around = fc.constantFrom(...AROUND);
    // A script in quotes holds what has no quotes of its own.
    const bare = fc.constantFrom(...WRITTEN.filter((text) => !/['"\\\n]/.test(text)));
    fc.assert(
      fc.property(around, bare, (outer, push) => {
        const command = outer(push);
        const { pushes, complete } = seen(command);
        expect({ command, seen: pushes.length > 0 || (!complete && decideCommand(command, WIDEST).verdict.decision !== 'allow') }).toEqual({
          command,
          seen: true,
        });
      }),
      { numRuns: runs(1000) },
    );
    // Only a program can be started by a wrapper; grammar and builtins cannot.
    const wrappers = AROUND.filter((one) =>
      /^(env|\/usr\/bin\/env|sudo|doas|nohup|nice|ionice|timeout|\/usr\/bin\/time|setsid|stdbuf|strace|xargs|flock)\b[^'"&<]*$/.test(
        one('@'),
      ),
    );
    fc.assert(
      fc.property(around, fc.array(fc.constantFrom(...wrappers), { minLength: 1, maxLength: 3 }), bare, (outer, inner, push) => {
        const command = outer(inner.reduce((text, wrap) => wrap(text), push));
        const { pushes, complete } = seen(command);
        expect({ command, seen: pushes.length > 0 || (!complete && decideCommand(command, WIDEST).verdict.decision !== 'allow') }).toEqual({
          command,
          seen: true,
        });
      }),
      { numRuns: runs(1500) },
    );
  });
});

describe('where nobody can see the command in the text', () => {
  test.each(HIDDEN)('%j is asked about or refused, under the widest preset', (command) => {
    expect(decideCommand(command, WIDEST).verdict.decision).not.toBe('allow');
  });

  test.each(CODE)('%s is code of the workspace, or talks to its service: asked about by default', (command) => {
    expect(decideCommand(command).verdict.decision).toBe('ask');
  });

  test('and what stands beside it is still seen', () => {
    for (const hidden of HIDDEN.filter((one) => !/\n/.test(one))) {
      const { pushes } = seen(`${hidden}; git push origin main`);
      expect({ hidden, pushes: pushes.includes('git push origin main') }).toEqual({ hidden, pushes: true });
    }
  });
});
