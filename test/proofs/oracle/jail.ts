import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { userOf } from './image.ts';
import { HOME } from './workspace.ts';

/** One start of a program: the path it was started by and the words after it. */
export interface Start {
  readonly path: string;
  readonly args: readonly string[];
}

/** What happened when a command ran. */
export interface Observation {
  readonly starts: readonly Start[];
  /** The log ends inside a record. */
  readonly torn: boolean;
  /** What is different below /home and /tmp: `content`, `mode`, `time`, `links`, `gone` or `new`, and the path. */
  readonly changes: readonly string[];
  readonly output: string;
  /** As wait(2) gives it. */
  readonly status: number;
  /** A time limit ended it, or what it left in the background. */
  readonly late: boolean;
}

export interface Jail {
  /** One command at a time. Rejects when the jail has ended. */
  readonly run: (command: string, cwd: string, env: Readonly<Record<string, string>>) => Promise<Observation>;
  readonly close: () => void;
}

const NAMESPACES = ['--mount', '--pid', '--net', '--ipc', '--uts', '--fork', '--kill-child', '--propagation', 'private'];
/** Bytes in a file, processes, bytes of memory. Time is bounded by the clock, inside. */
const LIMITS = ['--fsize=1048576', '--nproc=256', '--as=2147483648', '--core=0'];

/**
 * A command that bash cannot find is a program that it would have started: this function logs it like a stub.
 * It comes by the environment, so that every bash has it.
 */
const NOT_FOUND = '() {  printf "%s\\0" "$(($# - 1))" "$@" >>/log/log\n}';
const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/bin:/bin',
  HOME,
  TERM: 'dumb',
  LANG: 'C.UTF-8',
  'BASH_FUNC_command_not_found_handle%%': NOT_FOUND,
};

/** Why there can be no jail here; undefined when there can. */
export function missing(): string | undefined {
  if (process.platform !== 'linux') return `namespaces are of Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'making namespaces needs root';
  for (const tool of ['unshare', 'prlimit', 'perl', 'mount', 'git', 'tar', 'gzip']) {
    if (spawnSync('which', [tool], { stdio: 'ignore' }).status !== 0) return `${tool} is not installed`;
  }
  const tried = spawnSync('unshare', [...NAMESPACES, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { encoding: 'utf8' });
  return tried.status === 0 ? undefined : `unshare fails: ${tried.stderr.trim()}`;
}

/** Starts the jail `number` from what lies below `base`. Rejects when it does not come up. */
export async function openJail(base: string, number: number): Promise<Jail> {
  const script = path.join(import.meta.dirname, 'jail.pl');
  const child = spawn('unshare', [...NAMESPACES, 'prlimit', ...LIMITS, 'perl', script, base, String(userOf(number))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // What ends this process early ends the jail, too, and all that runs in it.
  process.prependOnceListener('exit', () => child.kill('SIGKILL'));
  const answers = answersOf(child);
  if ((await answers()) !== 'ready') throw new Error('the jail did not come up');
  return {
    run: async (command, cwd, env) => {
      const environment = Object.entries({ ...ENVIRONMENT, ...env }).map(([name, value]) => `${name}=${value}`);
      child.stdin.write(`${[command, cwd, environment.join('\0')].map(hex).join(' ')}\n`);
      return read(await answers());
    },
    close: () => child.stdin.end(),
  };
}

/** The next line of the jail, each time it is called; throws when there are no more. */
function answersOf(child: ChildProcessByStdio<Writable, Readable, null>): () => Promise<string> {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the jail has ended');
    return value;
  };
}

const hex = (text: string): string => Buffer.from(text, 'utf8').toString('hex');
const unhex = (field = 'x'): string => Buffer.from(field.slice(1), 'hex').toString('utf8');

function read(line: string): Observation {
  const [status, late, log, changes, output] = line.split(' ');
  return {
    ...readLog(unhex(log)),
    changes: unhex(changes)
      .split('\0')
      .filter((change) => change !== ''),
    output: unhex(output),
    status: Number(status),
    late: late === '1',
  };
}

function readLog(log: string): Pick<Observation, 'starts' | 'torn'> {
  const fields = log.split('\0');
  const starts: Start[] = [];
  let at = 0;
  while (at < fields.length - 1) {
    const count = Number(fields[at]);
    const program = fields[at + 1];
    if (!Number.isInteger(count) || program === undefined || at + 2 + count > fields.length - 1) return { starts, torn: true };
    starts.push({ path: program, args: fields.slice(at + 2, at + 2 + count) });
    at += 2 + count;
  }
  return { starts, torn: fields.at(-1) !== '' };
}
