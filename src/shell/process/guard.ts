import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/** Ends the commands of a server that was killed and could not do it itself. */
export interface Guard {
  /** Takes the tag of a command (its pid where there are no tags); from now on it ends with us. Returns how to let go of it. */
  watch(id: string): () => void;
}

/** Milliseconds between TERM and KILL, in tenths of a second: nobody waits for a result any more. */
const GRACE_TENTHS = 10;

/** Keeps a list of what runs from lines `+ id` and `- id`; goes on at the end of its input, which nobody but our own end brings. */
const KEEP_LIST = `
running=' '
while read -r sign id; do
  case $sign in
    +) running="$running$id " ;;
    -) case $running in *" $id "*) running="\${running%% $id *} \${running#* $id }" ;; esac ;;
  esac
done
[ "$running" = ' ' ] && exit 0
`;

/**
 * Ends everything that carries the tag of one that runs. Asked again right before each signal, since a pid may be another process
 * by then; twice in a row nothing, because what was being started when we were killed sets its tag a moment later.
 */
const END_TAGGED = `
any=
for id in $running; do any="$any|$id"; done
tagged="^Max file locks +[0-9]+ +(\${any#|}) "
found() { grep -lE "$tagged" /proc/[1-9]*/limits 2>/dev/null; }
send() {
  signal=$1
  for limits in $(found); do
    pid=\${limits#/proc/}
    pid=\${pid%/limits}
    grep -qE "$tagged" "$limits" 2>/dev/null && kill -s "$signal" "$pid" 2>/dev/null
  done
}
send TERM
send CONT
left=${GRACE_TENTHS}
while [ "$left" -gt 0 ] && [ -n "$(found)" ]; do sleep 0.1; left=$((left - 1)); done
quiet=0
rounds=0
while [ "$quiet" -lt 2 ] && [ "$rounds" -lt 100 ]; do
  if [ -n "$(found)" ]; then quiet=0; send STOP; send STOP; send KILL; else quiet=$((quiet + 1)); fi
  rounds=$((rounds + 1))
  sleep 0.05
done
`;

/** Untested: written for macOS, where the group is all there is to go by. */
const END_GROUPS = `
for id in $running; do kill -s TERM -- "-$id" 2>/dev/null; done
sleep 1
for id in $running; do kill -s KILL -- "-$id" 2>/dev/null; done
`;

/** A shell that can not run must not be started for ever. */
const MOST_RESTARTS = 20;

type Shell = ChildProcessByStdio<Writable, null, null>;

/**
 * One small shell for each server, started with its first command and ended with it, whichever way that ends: it waits for the end of
 * the pipe that we hold. When somebody kills the shell, another takes its place.
 */
export function createGuard(): Guard {
  const running = new Set<string>();
  let shell: Shell | undefined;
  let restarts = 0;

  function started(): Shell {
    const script = KEEP_LIST + (process.platform === 'linux' ? END_TAGGED : END_GROUPS);
    // A session of its own: what ends our group must not end it. Nothing of our environment: it carries no mark.
    const one = spawn('/bin/sh', ['-c', script, 'bailiwick-guard'], {
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const gone = (): void => {
      if (shell !== one) return;
      shell = undefined;
      if (running.size === 0 || restarts === MOST_RESTARTS) return;
      restarts += 1;
      shell = startedOrNone();
    };
    one.once('exit', gone);
    one.once('error', gone);
    // 'exit' follows.
    one.stdin.on('error', () => undefined);
    // It must not keep us alive.
    one.unref();
    for (const id of running) one.stdin.write(`+ ${id}\n`);
    return one;
  }

  /** Out of processes or files: the command must start all the same, and the next one tries again. */
  function startedOrNone(): Shell | undefined {
    try {
      return started();
    } catch {
      return undefined;
    }
  }

  return {
    watch(id) {
      running.add(id);
      if (shell === undefined) shell = startedOrNone();
      else shell.stdin.write(`+ ${id}\n`);
      return () => {
        if (running.delete(id)) shell?.stdin.write(`- ${id}\n`);
      };
    },
  };
}
