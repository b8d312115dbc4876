import { expect, test } from 'vitest';
import { dangerousVariable } from '../../../src/shell/programs/variables.ts';

test.each([
  'PATH',
  'LD_PRELOAD',
  'DYLD_INSERT_LIBRARIES',
  'BASH_ENV',
  'ENV',
  'IFS',
  'PS4',
  'SHELLOPTS',
  'PROMPT_COMMAND',
  'GIT_DIR',
  'GIT_PAGER',
  'MANPAGER',
  'EDITOR',
  'LESSOPEN',
  'TAR_OPTIONS',
  'NODE_OPTIONS',
  'PYTHONSTARTUP',
  'PERL5OPT',
  'RUBYOPT',
  'JAVA_TOOL_OPTIONS',
  'npm_config_script_shell',
  'DOCKER_HOST',
  'KUBECONFIG',
  'AWS_CONFIG_FILE',
  'https_proxy',
  'SSH_ASKPASS',
  'CDPATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'CC',
  'MAKEFLAGS',
  'GOFLAGS',
  'RUSTC_WRAPPER',
  'CARGO_HOME',
  'BASH_FUNC_git%%',
  'BAILIWICK_PRESET',
  'RSYNC_RSH',
  'OPENAI_BASE_URL',
  'GREP',
  'EGREP',
  'ZIP',
  'UNZIPOPT',
  'ZIPINFO',
  'ZIPINFOOPT',
  'BAT_OPTS',
  'JRUBY_OPTS',
  'MY_ARGS',
  'MYFLAGS',
  'PHPRC',
  'PHP_INI_SCAN_DIR',
  'ERL_AFLAGS',
  'ERL_LIBS',
  'ELIXIR_ERL_OPTIONS',
  'CLOUDSDK_PYTHON',
  'JAVACMD',
  'GUILE_LOAD_PATH',
  'RBENV_HOOK_PATH',
  'DEVELOPER_DIR',
  'SIMPLE_BACKUP_SUFFIX',
  'VERSION_CONTROL',
  'NODE_PATH',
  'RANDOM',
  'SRANDOM',
  'HISTCMD',
  'SECONDS',
  'BASHPID',
  'OPTIND',
  'PYENV_HOOK_PATH',
])('%s is never proven', (name) => {
  expect(dangerousVariable(name)?.level).toBe('unproven');
});

test('a module path keeps its prefix, which shows it', () => {
  expect(dangerousVariable('PYTHONPATH')).toEqual({ level: 'prefix-ok', reason: 'it changes where a program finds its modules' });
});

test.each(['MY_VAR', 'ALLMATCHES', 'opt', 'line'])('%s is unknown to programs that get it', (name) => {
  expect(dangerousVariable(name)).toEqual({ level: 'unknown', reason: 'a program may take options, code or programs from it' });
});

test('a language may not bring letters of another kind', () => {
  const level = (name: string, value: string, kind: 'static' | 'dynamic' = 'static') =>
    dangerousVariable(name, true, { span: { start: 0, end: 0 }, value, kind })?.level;
  expect(['C', 'POSIX', 'C.UTF-8', 'en_US.utf8', ''].map((value) => level('LC_ALL', value))).toEqual(Array(5).fill(undefined));
  expect([level('LC_ALL', 'zh_CN.GBK'), level('LANG', 'ja_JP'), level('LC_CTYPE', 'C.UTF-8x'), level('LANG', 'C', 'dynamic')]).toEqual(
    Array(4).fill('unproven'),
  );
});

test('a variable of the shell in lower case is its own', () => {
  expect(['line', 'file_name', 'MY_VAR', 'http_proxy'].map((name) => dangerousVariable(name, false)?.level)).toEqual([
    undefined,
    undefined,
    'unknown',
    'unproven',
  ]);
});

test.each(['A', 'FOO', 'NODE_ENV', 'GOEXPERIMENT', 'ENV_VAR', 'BAZ', 'CI', 'DEBUG', 'LANG', 'LC_ALL', 'TZ', 'FORCE_COLOR', 'NO_COLOR'])(
  '%s is nothing',
  (name) => {
    expect(dangerousVariable(name)).toBeUndefined();
  },
);

test('a language for messages is harmless unless it is a path', () => {
  const value = (text: string, kind: 'static' | 'dynamic' = 'static') => ({ span: { start: 0, end: 1 }, value: text, kind });
  expect(dangerousVariable('LANGUAGE', true, value('de:en_US'))).toBeUndefined();
  for (const other of [value('../../x'), value('de', 'dynamic'), undefined])
    expect(dangerousVariable('LANGUAGE', true, other)?.level).toBe('unknown');
});
