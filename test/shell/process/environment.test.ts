import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captureLoginEnvironment, commandEnvironment, MARKER, searchPathOf } from '../../../src/shell/process/environment.ts';
import { living } from './fixture.ts';

const SET = (cwd: string, taskId: string): Record<string, string> => ({
  PWD: cwd,
  TERM: 'dumb',
  NO_COLOR: '1',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  [MARKER]: taskId,
});

function built(login: Record<string, string>, drop: readonly string[] = []): Record<string, string> {
  return commandEnvironment({ login, drop, cwd: '/w', taskId: 't1' });
}

describe('the environment of a command', () => {
  test('the login passes, what stands in the settings does not', () => {
    const login = {
      PATH: '/bin',
      HOME: '/h',
      LANG: 'C',
      LD_LIBRARY_PATH: '/l',
      GIT_AUTHOR_NAME: 'A B',
      HTTPS_PROXY: 'http://p',
      KEY: 'k',
      EDITOR: 'vi',
    };
    const { KEY: _, ...rest } = login;
    expect(built(login, ['KEY'])).toEqual({ ...rest, ...SET('/w', 't1') });
  });

  test.each(
    // One of each kind; the reasons are in the source.
    `BASH_ENV ENV SHELLOPTS BASHOPTS PS4 PROMPT_COMMAND CDPATH GLOBIGNORE IFS BASH_FUNC_ls BASH_LOADABLES_PATH BAILIWICK_STATE_DIR
     BAILIWICK_TOKEN LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_EXEC_PATH GIT_CONFIG_COUNT
     GIT_CONFIG_KEY_0 GIT_CONFIG_GLOBAL GIT_SSH GIT_SSH_COMMAND GIT_EXTERNAL_DIFF GIT_EDITOR GIT_ASKPASS GIT_PROXY_COMMAND MANPAGER
     LESSOPEN LESSCLOSE NODE_OPTIONS PYTHONSTARTUP PERL5OPT RUBYOPT POSIXLY_CORRECT npm_config_script_shell npm_lifecycle_event
     OLDPWD SHLVL _ FORCE_COLOR ELECTRON_RUN_AS_NODE`.split(/\s+/),
  )('%s does not pass', (name) => {
    expect(built({ [name]: 'x', PATH: '/bin' })).toEqual({ PATH: '/bin', ...SET('/w', 't1') });
  });

  test.each([
    ['BASH_FUNC_ls%%', '() { id; }'],
    ['ls', '() { id; }'],
    ['ls', '()  {\n id\n}'],
    ['a b', 'x'],
    ['1A', 'x'],
    ['A-B', 'x'],
    ['', 'x'],
    ['A\nB', 'x'],
    ['NUL', 'a\0b'],
  ])('neither does %j=%j', (name, value) => {
    expect(built({ [name]: value, PATH: '/bin' })).toEqual({ PATH: '/bin', ...SET('/w', 't1') });
  });

  test.each([
    ['/a:/b', '/a:/b'],
    ['.:/a::./b:/c:', '/a:/c'],
    ['', '/usr/local/bin:/usr/bin:/bin'],
    ['.', '/usr/local/bin:/usr/bin:/bin'],
  ])('PATH %j becomes %j: no entry means the working directory', (given, expected) => {
    expect(built({ PATH: given })['PATH']).toBe(expected);
    expect(searchPathOf({ PATH: given })).toBe(expected);
  });

  test('whatever comes in: names are identifiers, no value is a function, and what we set is ours', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(MARKER, 'PAGER', '__proto__', 'BASH_ENV')), fc.string()), (login) => {
        const env = built(login);
        expect(env).toMatchObject(SET('/w', 't1'));
        expect(
          Object.entries(env).filter(([name, value]) => !/^[A-Za-z_]\w*$/.test(name) || value.startsWith('()  {') || name === 'BASH_ENV'),
        ).toEqual([]);
      }),
    );
  });
});

describe('the login shell', () => {
  async function homeWith(profile: string): Promise<string> {
    const home = await mkdtemp(join(tmpdir(), 'login-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    await writeFile(join(home, '.bash_profile'), profile);
    return home;
  }
  const ask = (home: string, timeoutMs = 5_000, shell = '/bin/bash'): ReturnType<typeof captureLoginEnvironment> =>
    captureLoginEnvironment({
      shell,
      home,
      inherited: { PATH: '/usr/bin:/bin', OLD: '1', NOT: undefined, BAILIWICK_TASK: 't' },
      timeoutMs,
    });

  test('what rc files export is there, what they print is not', async () => {
    const home = await homeWith(
      'echo "NOISE=1"; printf "\\0FAKE=2\\0"; export NEW="two\nlines=yes" PATH="/mine:$PATH"; ls() { :; }; export -f ls',
    );
    const { env, problem } = await ask(home);
    expect([
      problem,
      env['NEW'],
      env['OLD'],
      env['HOME'],
      env['PATH']?.startsWith('/mine:'),
      env['FAKE'],
      env['NOISE'],
      env[MARKER],
    ]).toEqual([undefined, 'two\nlines=yes', '1', home, true, undefined, undefined, undefined]);
  });

  test('a daemon that an rc file starts is left alone and does not hold us', async () => {
    const home = await homeWith('');
    await writeFile(
      join(home, '.bash_profile'),
      `bash -c "exec -a agent-of-${home} sleep 60" & until grep -aqs ^agent-of /proc/$!/cmdline; do :; done`,
    );
    const begun = Date.now();
    const { problem } = await ask(home);
    const agents = living(`agent-of-${home}`);
    for (const { pid } of agents) process.kill(pid, 'SIGKILL');
    expect([problem, agents.length, Date.now() - begun < 4_000]).toEqual([undefined, 1, true]);
  });

  test('one that hangs is ended, and the inherited environment is used', async () => {
    const home = await homeWith('');
    await writeFile(join(home, '.bash_profile'), `bash -c "exec -a hang-of-${home} sleep 60"`);
    expect(await ask(home, 300)).toEqual({
      env: { PATH: '/usr/bin:/bin', OLD: '1', BAILIWICK_TASK: 't' },
      problem: "The login shell /bin/bash ended, or took over 0.3 s, without giving its environment; the server's own is used.",
    });
    for (const until = Date.now() + 2_000; living(`hang-of-${home}`).length > 0 && Date.now() < until; );
    expect(living(`hang-of-${home}`)).toEqual([]);
  });

  test.each(['/no/such/shell', '/etc/passwd', '/bin/false'])('%s gives the inherited environment and a problem', async (shell) => {
    const { env, problem } = await ask(await homeWith(''), 2_000, shell);
    expect([env, problem?.startsWith(`The login shell ${shell} `)]).toEqual([
      { PATH: '/usr/bin:/bin', OLD: '1', BAILIWICK_TASK: 't' },
      true,
    ]);
  });

  test('a shell that floods is given up', async () => {
    const home = await homeWith('');
    const shell = join(home, 'flood');
    await writeFile(shell, '#!/bin/sh\nyes\n');
    await chmod(shell, 0o755);
    expect((await ask(home, 5_000, shell)).problem).toContain('without giving its environment');
  });
});
