import { expect, test } from 'vitest';
import { agentEnvironment } from '../../../src/shell/process/agent-environment.ts';

const NEEDED = { PATH: '/usr/local/bin:/usr/bin:/bin', PWD: '/srv/project', TERM: 'dumb', NO_COLOR: '1', BAILIWICK_TASK: 't1' };

const of = (login: Record<string, string>, more: { names?: string[]; set?: Record<string, string> } = {}) =>
  agentEnvironment({ login, names: [], set: {}, cwd: '/srv/project', taskId: 't1', ...more });

test('what everybody needs passes by name, and nothing else', () => {
  const common = {
    ...{ HOME: '/home/u', USER: 'u', LOGNAME: 'u', SHELL: '/bin/zsh', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', LC_TIME: 'C', TZ: 'UTC' },
    ...{ TMPDIR: '/home/u/tmp', XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/k' },
    ...{
      http_proxy: 'a',
      https_proxy: 'b',
      no_proxy: 'c',
      all_proxy: 'd',
      HTTP_PROXY: 'e',
      HTTPS_PROXY: 'f',
      NO_PROXY: 'g',
      ALL_PROXY: 'h',
    },
    ...{ SSL_CERT_FILE: '/f', SSL_CERT_DIR: '/e', NODE_EXTRA_CA_CERTS: '/x' },
  };
  const rest = {
    ...{ OPENAI_API_KEY: 'k', AWS_SECRET_ACCESS_KEY: 'k', NODE_OPTIONS: '--require /x', LD_PRELOAD: '/x', SSH_AUTH_SOCK: '/s' },
    ...{ XDG_RUNTIME_DIR: '/run/user/1', DBUS_SESSION_BUS_ADDRESS: 'unix:', GIT_DIR: '/g', BASH_ENV: '/b', LC_: 'x', MYLC_ALL: 'x' },
    ...{ BAILIWICK_STATE_DIR: '/s', BAILIWICK_TASK: 'other', TERM: 'xterm', COLORTERM: 'truecolor' },
  };
  expect(of({ ...common, ...rest, PATH: '.:/opt/bin::/bin' })).toEqual({ ...common, ...NEEDED, PATH: '/opt/bin:/bin' });
});

test('an agent sees the names of its entry, as far as they may pass at all', () => {
  const login = {
    OPENAI_API_KEY: 'k',
    ANTHROPIC_API_KEY: 'a',
    NODE_OPTIONS: '-r x',
    BAILIWICK_X: 'x',
    ODD: '() { :; }',
    GIT_SSH_COMMAND: 'x',
  };
  const names = ['OPENAI_API_KEY', 'NODE_OPTIONS', 'BAILIWICK_X', 'ODD', 'GIT_SSH_COMMAND', 'ABSENT'];
  expect(of(login, { names })).toEqual({ ...NEEDED, OPENAI_API_KEY: 'k' });
});

test('what a profile sets comes over the login; only our mark is ours', () => {
  const set = { HOME: '/private', CODEX_HOME: '/private/codex', TERM: 'xterm', BAILIWICK_TASK: 'forged', BAILIWICK_TOKEN: 'secret' };
  expect(of({ HOME: '/home/u' }, { set })).toEqual({ ...NEEDED, HOME: '/private', CODEX_HOME: '/private/codex', TERM: 'xterm' });
});

test('a locale in which a letter can hold a quote does not pass', () => {
  expect(of({ LANG: 'zh_CN.GBK', LC_ALL: 'ja_JP.SJIS', LC_TIME: 'de_DE.UTF-8' })).toEqual({ ...NEEDED, LC_TIME: 'de_DE.UTF-8' });
});
