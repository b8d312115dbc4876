import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Benchmark, quantile, type Row, row } from './measure.ts';
import { bundles } from './peers.ts';

/** Where the hooks of others are installed, by npm or from their repository; without it they are left out, and said so. */
const DIRECTORY = process.env['HOOK_BENCH_DIR'];
const QUICK_ROUNDS = 5;
const ROUNDS = 30;
const PLAIN = 'git status --short';
const COMPOUND = 'git diff --stat HEAD~3 -- src | head -40';
const AIM = 'p50 under 120 ms';

interface Contender {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

/** Whole processes as an agent starts them, each in turn, so that the machine's drift hits all alike; the first round warms caches. */
export const hook: Benchmark = {
  name: 'hook',
  run: async ({ quick, scratch }) => {
    const { ours } = await bundles(scratch);
    const [workspace = '', home = ''] = ['workspace', 'home'].map((name) => {
      mkdirSync(join(scratch, name), { recursive: true });
      return realpathSync(join(scratch, name));
    });
    const preload = join(import.meta.dirname, '..', 'test', 'other-home.cjs');
    const own: Contender = { name: 'bailiwick', argv: [process.execPath, '--require', preload, ours, 'hook', 'claude-code'] };
    const contenders: readonly Contender[] = [own, { name: 'node -e 0', argv: [process.execPath, '-e', '0'] }, ...others()];
    const rows: Row[] = [];
    for (const command of [PLAIN, COMPOUND]) {
      const input = JSON.stringify({
        session_id: 's',
        cwd: workspace,
        hook_event_name: 'PreToolUse',
        tool_name: 'Bash',
        tool_input: { command },
      });
      const once = ({ argv: [program, ...args] }: Contender): number => {
        const begun = performance.now();
        const env = { PATH: process.env['PATH'] ?? '', HOME: home, TEST_HOME: home, SHELL: '/bin/bash' };
        const { status } = spawnSync(program, args, { cwd: workspace, env, input });
        if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
        return performance.now() - begun;
      };
      const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
      for (let round = 0; round <= (quick ? QUICK_ROUNDS : ROUNDS); round += 1) {
        for (const contender of contenders) {
          const time = once(contender);
          if (round > 0) times.get(contender.name)?.push(time);
        }
      }
      for (const [label, q] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const mine = quantile(times.get(own.name) ?? [], q);
        for (const { name } of contenders.slice(1)) {
          const aim = label === 'p50' ? AIM : undefined;
          rows.push(
            row(
              `one call, ${command.split(' | ').length > 1 ? 'a pipe' : 'plain'}, ${label}`,
              mine,
              name,
              quantile(times.get(name) ?? [], q),
              'ms',
              aim,
            ),
          );
        }
      }
    }
    return rows;
  },
};

function others(): readonly Contender[] {
  const at = (file: string): string | undefined => {
    const path = DIRECTORY === undefined ? undefined : join(DIRECTORY, file);
    return path !== undefined && existsSync(path) ? path : undefined;
  };
  const safetyNet = at('node_modules/cc-safety-net/dist/bin/cc-safety-net.js');
  const dippy = at('Dippy/bin/dippy-hook');
  const found: Contender[] = [];
  if (safetyNet === undefined) console.error('cc-safety-net: not installed (npm install cc-safety-net in HOOK_BENCH_DIR)');
  else found.push({ name: 'cc-safety-net', argv: [process.execPath, safetyNet, 'hook', '--claude-code'] });
  if (dippy === undefined) console.error('Dippy: not installed (its repository as Dippy in HOOK_BENCH_DIR)');
  else found.push({ name: 'Dippy', argv: [dippy] });
  return found;
}
