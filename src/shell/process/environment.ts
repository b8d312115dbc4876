import { randomUUID } from 'node:crypto';
import { MARKER } from './marker.ts';

export { MARKER } from './marker.ts';

/** A shell's own output around the dump: at most this much is read before it is given up. */
const LONGEST_DUMP = 4 * 1024 * 1024;

export interface LoginShell {
  /** Absolute path of the user's login shell. */
  readonly shell: string;
  readonly home: string;
  /** The server's own environment. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/**
 * Asks the user's login shell for its environment, because a host started from a desktop has a poor PATH. Takes the shell
 * and what it inherits; returns its environment, or the inherited one with what went wrong. Never rejects.
 */
export async function captureLoginEnvironment(o: LoginShell): Promise<{ env: Record<string, string>; problem?: string }> {
  const inherited = defined(o.inherited);
  try {
    const env = await dumpEnvironment(o, inherited);
    if (env !== undefined) return { env };
    const limit = `${o.timeoutMs / 1000} s`;
    return {
      env: inherited,
      problem: `The login shell ${o.shell} ended, or took over ${limit}, without giving its environment; the server's own is used.`,
    };
  } catch {
    return { env: inherited, problem: `The login shell ${o.shell} can not be asked for its environment; the server's own is used.` };
  }
}

async function dumpEnvironment(
  { shell, home, timeoutMs }: LoginShell,
  inherited: Readonly<Record<string, string>>,
): Promise<Record<string, string> | undefined> {
  // Loaded only here: it costs more than the rest of this room together.
  const { execa } = await import('execa');
  // What rc files print stays outside of the two marks, and nobody can know them.
  const mark = randomUUID();
  // A session of its own, so that a hanging rc file goes with its children. What an rc file starts on purpose and leaves,
  // such as an ssh-agent, is the user's and lives on: this is not a command of ours and carries no mark of ours.
  const child = execa(shell, ['-lc', `printf %s ${mark}; command env -0; printf %s ${mark}`], {
    env: { ...withoutOwn(inherited), HOME: home },
    extendEnv: false,
    cwd: home,
    stdin: 'ignore',
    stderr: 'ignore',
    buffer: false,
    detached: true,
    cleanup: false,
    reject: false,
    encoding: 'buffer',
  });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const timer = setTimeout(() => resolve(undefined), timeoutMs);
  let seen = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Uint8Array) => {
    seen = Buffer.concat([seen, chunk]);
    const dump = between(seen, mark);
    // A daemon from an rc file may hold the pipe for ever: the second mark is the end.
    if (dump !== undefined || seen.length > LONGEST_DUMP) resolve(dump);
  });
  child.stdout.once('close', () => resolve(undefined));
  const dump = await promise;
  clearTimeout(timer);
  child.stdout.destroy();
  if (child.pid === undefined) throw new Error('not started');
  if (dump === undefined) endGroup(child.pid);
  return dump === undefined ? undefined : parse(dump);
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function between(bytes: Buffer, mark: string): string | undefined {
  const first = bytes.indexOf(mark);
  const last = bytes.lastIndexOf(mark);
  return last > first ? bytes.toString('utf8', first + mark.length, last) : undefined;
}

function parse(dump: string): Record<string, string> {
  const pairs = dump.split('\0').flatMap((line) => {
    const equals = line.indexOf('=');
    return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

function withoutOwn(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('BAILIWICK_')));
}

/**
 * What passes from the login environment is decided by rule, name by name, into a new object; nothing is taken over and
 * then cleaned. A name passes when it is a plain identifier, its value is no function body and it is in none of the
 * tables below. They hold what makes a shell, the loader, an interpreter or git run or load something else than the
 * command says, and what a surrounding `npm run` or Electron host means only for its own children.
 */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const NEVER: ReadonlySet<string> = new Set([
  // bash(1): files and text it runs by itself, and what changes how it reads a command.
  ...['ENV', 'SHELLOPTS', 'BASHOPTS', 'PS0', 'PS4', 'PROMPT_COMMAND', 'CDPATH', 'GLOBIGNORE', 'EXECIGNORE', 'FIGNORE', 'IFS', 'TMOUT'],
  'POSIXLY_CORRECT',
  // Where the surrounding shell stands; wrong for the command.
  ...['PWD', 'OLDPWD', 'SHLVL', '_'],
  // ld.so(8) and dyld: code loaded into every program. LD_LIBRARY_PATH is a matter of the login.
  ...['LD_PRELOAD', 'LD_AUDIT', 'LD_PROFILE', 'GCONV_PATH', 'DYLD_INSERT_LIBRARIES'],
  // Interpreters: code or switches before the script.
  ...['NODE_OPTIONS', 'NODE_REPL_EXTERNAL_MODULE', 'PYTHONSTARTUP', 'PYTHONINSPECT', 'PERL5OPT', 'PERL5DB', 'RUBYOPT'],
  // Pagers, and what they start; no terminal is there to page on.
  ...['PAGER', 'MANPAGER', 'LESSOPEN', 'LESSCLOSE', 'LESS', 'SYSTEMD_PAGER'],
  // Colour that would be forced into what is read as text.
  ...['COLORTERM', 'FORCE_COLOR', 'CLICOLOR_FORCE'],
  ...['ELECTRON_RUN_AS_NODE', 'ELECTRON_NO_ATTACH_CONSOLE', 'INIT_CWD'],
]);

/** BASH_ENV and exported functions among them. */
const NEVER_PREFIXES = ['BAILIWICK_', 'BASH_', 'GIT_', 'npm_'] as const;

/** Who somebody is to git, and how far it looks for a repository: these only say or narrow. */
const GIT_PASSES: ReadonlySet<string> = new Set([
  ...['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'],
  'GIT_CEILING_DIRECTORIES',
]);

export interface CommandEnvironment {
  readonly login: Readonly<Record<string, string>>;
  /** Names that must not pass: keys of model providers, and what the user's settings say. */
  readonly drop: readonly string[];
  readonly cwd: string;
  readonly taskId: string;
}

/** Takes the login environment and what the command is; returns the whole environment it runs in. */
export function commandEnvironment({ login, drop, cwd, taskId }: CommandEnvironment): Record<string, string> {
  const dropped = new Set(drop);
  const passed = Object.entries(login).filter(([name, value]) => !dropped.has(name) && passes(name, value));
  return {
    ...Object.fromEntries(passed),
    PATH: searchPathOf(login),
    PWD: cwd,
    TERM: 'dumb',
    NO_COLOR: '1',
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    [MARKER]: taskId,
  };
}

/** What bash would search without a PATH may hold the working directory. */
const FALLBACK_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * The PATH of every command, and the one that programs are judged by: absolute entries only, since an empty or relative one means
 * whatever directory a command stands in.
 */
export function searchPathOf(login: Readonly<Record<string, string>>): string {
  const entries = (login['PATH'] ?? '').split(':').filter((entry) => entry.startsWith('/'));
  return entries.length === 0 ? FALLBACK_PATH : entries.join(':');
}

const LOCALE = /^(LANG|LC_[A-Z]+)$/;
/** Charsets in which a backslash or a quote can be the second byte of a letter: bash would read a command otherwise than it was judged. */
const SHIFTY = /gb|big5|sjis|shift|johab|uhc|\.cp9\d\d/i;

/** Whether a variable of the login environment may be handed to what we start, by the tables above. */
export function passes(name: string, value: string): boolean {
  if (!PLAIN_NAME.test(name) || value.includes('\0') || /^\(\)\s*\{/.test(value)) return false;
  if (LOCALE.test(name) && SHIFTY.test(value)) return false;
  return GIT_PASSES.has(name) || !(NEVER.has(name) || NEVER_PREFIXES.some((prefix) => name.startsWith(prefix)));
}
