import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../src/policy/action.ts';
import { serverAudit } from '../src/rooms/audit.ts';
import { createLineWriter, FIRST_PREVIOUS } from '../src/store/audit/chain.ts';
import type { AuditRecord } from '../src/store/audit/record.ts';
import type { Store } from '../src/store/store.ts';
import { corpusCommands } from './decide-world.ts';
import { modelRows } from './gate-model.ts';
import { clockOverhead, pairs, perSecond } from './gate-timing.ts';
import { authorizerOf, examinerOf, gateOf, inMemory, makeSite, type Site, storeIn } from './gate-world.ts';
import { type Benchmark, median, type Options, type Row, row } from './measure.ts';

/**
 * The whole gate, over every command of the corpora, on the real disk: with the audit log on, against the bare decision in the same
 * workspace. What asks writes a question into the store, what allows or denies does not: they are told apart.
 */
export const gate: Benchmark = {
  name: 'gate',
  run: async (options) => {
    const rows: Row[] = [];
    for (const kind of ['memory', 'sqlite'] as const) {
      const site = makeSite(made(options, kind));
      const store = storeIn(site, kind);
      const audit = serverAudit({ stateDir: site.stateDir, pid: process.pid, store, now: Date.now, log: console.error });
      try {
        rows.push(...(await deciding(site, { kind, store, audit }, options)));
        if (kind === 'sqlite') rows.push(...(await modelRows(site, { store, audit, calls: options.quick ? 300 : 2000 })));
      } finally {
        audit.close();
        store.close();
      }
    }
    return [...rows, retained(options)];
  },
};

type Audit = ReturnType<typeof serverAudit>;

interface Kept {
  readonly kind: 'memory' | 'sqlite';
  readonly store: Store;
  readonly audit: Audit;
}

function made({ scratch }: Options, name: string): string {
  const dir = join(scratch, `gate-${name}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  return dir;
}

/** Every so many of the questions are enough where each waits for a disk. */
const SOME = 16;

async function deciding(site: Site, { kind, store, audit }: Kept, options: Options): Promise<Row[]> {
  let line: AuditRecord | undefined;
  const heard = {
    append: (record: AuditRecord): number => {
      line = record;
      return audit.append(record);
    },
  };
  const { authorize, settle } = authorizerOf(site, gateOf(site, { store, audit: heard }));
  const bare = examinerOf(site);
  const texts: Record<Decision, string[]> = { allow: [], ask: [], deny: [] };
  for (const text of corpusCommands()) {
    const answer = await authorize(text);
    settle(answer);
    texts[answer.decision].push(text);
  }
  const settled = [...texts.allow, ...texts.deny];
  const asked = kind === 'memory' ? texts.ask : texts.ask.filter((_, i) => i % SOME === 0);
  const all = [...settled, ...texts.ask];
  const rounds = { rounds: options.quick ? 4 : 20, warmMs: options.quick ? 1500 : 4000 };
  const works = { before: examinerOf(site), bare, whole: authorize, settle };

  const fast = await pairs(settled, rounds, works);
  // The same without the disk in between: what the gate adds, beside what the kernel makes of it.
  const quiet = inMemory(site);
  const calm = authorizerOf(quiet, gateOf(quiet, { store, audit }));
  const alone = await pairs(settled, rounds, {
    before: examinerOf(quiet),
    bare: examinerOf(quiet),
    whole: calm.authorize,
    settle: calm.settle,
  });
  const slow = await pairs(asked, kind === 'memory' ? rounds : { rounds: options.quick ? 1 : 4, warmMs: 0 }, works);
  const passes = options.quick ? 3 : 8;
  const decided = async (text: string): Promise<void> => settle(await authorize(text));
  const speed = await perSecond(settled, passes, { bare, whole: decided });
  const whatFast = `${kind}: ${settled.length} that allow or deny`;
  const whatSlow = `${kind}: ${asked.length} that ask`;
  const rows = [
    row(`${whatFast}, decisions a second`, speed.whole, 'bare', speed.bare, '/s'),
    row(`${whatFast}, p50`, fast.whole.p50, 'bare', fast.bare.p50, 'us'),
    row(`${whatFast}, p99`, fast.whole.p99, 'bare', fast.bare.p99, 'us'),
    row(
      `${whatFast}, added p50`,
      fast.added.p50,
      'nothing',
      0,
      'us',
      'at most 10 us over the bare decision, audit line included',
      'difference',
    ),
    row(`${whatFast}, disk in memory, p50`, alone.whole.p50, 'bare', alone.bare.p50, 'us'),
    row(`${whatFast}, disk in memory, added p50`, alone.added.p50, 'nothing', 0, 'us', 'at most 10 us', 'difference'),
    row(`${whatSlow}, p50`, slow.whole.p50, 'bare', slow.bare.p50, 'us'),
    row(`${whatSlow}, p99`, slow.whole.p99, 'bare', slow.bare.p99, 'us'),
  ];
  if (kind === 'memory') {
    const mixed = await perSecond(all, passes, { bare, whole: decided });
    rows.push(row(`memory: all ${all.length}, decisions a second`, mixed.whole, 'bare', mixed.bare, '/s'));
  }
  if (line !== undefined) rows.push(auditLine(site, { kind, store, audit }, line));
  return rows;
}

/** One line of the log, beside what the kernel takes for the same bytes. */
function auditLine({ dir }: Site, { kind, audit }: Kept, line: AuditRecord): Row {
  const { bytes } = createLineWriter()({ seq: 1, file: 1, line: 1, previous: FIRST_PREVIOUS }, line);
  const fd = openSync(join(dir, 'floor'), 'a', 0o600);
  const clock = clockOverhead();
  const times = { append: [] as number[], write: [] as number[] };
  const time = (into: number[], work: () => void): void => {
    const begun = performance.now();
    work();
    into.push(Math.max(0, performance.now() - begun - clock) * 1000);
  };
  for (let i = 0; i < 20_000; i++) {
    time(times.append, () => void audit.append(line));
    time(times.write, () => void writeSync(fd, bytes));
  }
  closeSync(fd);
  return row(`${kind}: one audit line of ${bytes.length} bytes, p50`, median(times.append), 'write(2) of it', median(times.write), 'us');
}

const KIB = 1024;

function retained(options: Options): Row {
  const calls = options.quick ? 50_000 : 1_000_000;
  const child = join(import.meta.dirname, 'gate-memory.ts');
  const output = execFileSync(process.execPath, ['--expose-gc', child, `${calls}`, made(options, 'kept')], {
    encoding: 'utf8',
    timeout: 1_800_000,
  });
  const { before, after } = JSON.parse(output) as { before: number; after: number };
  return row(`memory kept over ${calls / 1e6} M decisions`, after / KIB, 'before them', before / KIB, 'KiB', 'none', 'difference');
}
