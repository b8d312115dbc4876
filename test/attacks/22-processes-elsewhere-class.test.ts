import { expect, test } from 'vitest';
import { decideCommand } from '../policy/decide-harness.ts';

const ELSEWHERE = [
  'at now',
  'batch',
  'crontab -',
  'systemd-run --user true',
  'systemctl --user start x',
  'docker run -d x',
  'podman run -d x',
  'tmux new -d true',
  'screen -dm true',
  'tmux send-keys x',
  'dbus-run-session true',
  'launchctl load x',
  'nsenter -t 1 true',
];

test('a client that has a process started elsewhere is asked about, and never granted for longer', () => {
  const judged = ELSEWHERE.map((command) => {
    const { verdict, grantable } = decideCommand(command, { preset: 'relaxed' });
    return {
      command,
      decision: verdict.decision,
      wide: verdict.class === 'system' || verdict.class === 'unknown',
      grantable: grantable.length,
    };
  });
  expect(judged.filter(({ decision, wide, grantable }) => decision !== 'ask' || !wide || grantable > 0)).toEqual([]);
});
