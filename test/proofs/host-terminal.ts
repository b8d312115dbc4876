import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A program in a terminal that nobody looks at: tmux, with a server of its own. */
export interface Terminal {
  /** Waits until the screen shows something; rejects with the screen when it does not in time. */
  shows(what: RegExp): Promise<string>;
  type(text: string): void;
  /** One key by its name in tmux. */
  press(key: string): void;
  /** The same key again now and then until something is to be seen: dialogs leave out keys that come too soon. */
  pressUntil(key: string, what: RegExp): Promise<string>;
  close(): void;
}

export interface TerminalSpec {
  readonly socket: string;
  readonly cwd: string;
  readonly argv: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

const SHOWS_MS = 40_000;
const LOOK_MS = 100;
const AGAIN_MS = 3_000;
const SIZE = { columns: 140, rows: 45 };

/** Why there is no tmux, if there is none. */
export function tmuxProblem(): string | undefined {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'tmux is not installed';
  }
}

export function openTerminal({ socket, cwd, argv, env }: TerminalSpec): Terminal {
  const own = { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', LANG: 'C.UTF-8' };
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { env: own, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const given = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const size = ['-x', String(SIZE.columns), '-y', String(SIZE.rows)];
  tmux('new-session', '-d', '-s', 'proof', ...size, '-c', cwd, 'env', '-i', ...given, ...argv);
  const screen = (): string => tmux('capture-pane', '-p', '-t', 'proof');
  const press = (key: string): void => void tmux('send-keys', '-t', 'proof', key);
  const shows = async (what: RegExp, meanwhile: () => void = () => undefined): Promise<string> => {
    const until = performance.now() + SHOWS_MS;
    for (;;) {
      const seen = screen();
      if (what.test(seen)) return seen;
      if (performance.now() > until) throw new Error(`never seen: ${what}; instead:\n${seen.replace(/\n{2,}/g, '\n')}`);
      await delay(LOOK_MS);
      meanwhile();
    }
  };
  return {
    shows: (what) => shows(what),
    type: (text) => void tmux('send-keys', '-t', 'proof', '-l', text),
    press,
    pressUntil: (key, what) => {
      let next = performance.now();
      return shows(what, () => {
        if (performance.now() < next) return;
        next = performance.now() + AGAIN_MS;
        press(key);
      });
    },
    close() {
      try {
        tmux('kill-server');
      } catch {
        // It has ended with its program.
      }
    },
  };
}
