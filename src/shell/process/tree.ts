import type { Marks, ProcessFacts, ProcessTable } from './process-table.ts';

export interface KilledProcess {
  readonly pid: number;
  /** Foreign text: make it visible before showing it. */
  readonly argv0: string;
}

/** A process that was proven to be ours once; the pair of pid and start keeps it so. */
export interface OwnProcess {
  readonly pid: number;
  readonly start: string;
}

/** Every process that a command has started, as far as it can be found. */
export interface ProcessTree {
  /** Looks at the machine; returns those of ours that live and were not known before. `recent` as in ProcessTable. */
  look(how?: 'all' | 'recent'): readonly OwnProcess[];
  /** Those known that live now. */
  alive(): readonly OwnProcess[];
  /** Sends a signal if the pid still is the same process; returns whether it went out. */
  signal(one: OwnProcess, signal: NodeJS.Signals): boolean;
  /** What a process calls itself now: it may have been forked but not yet become another program when it was found. */
  describe(one: OwnProcess): KilledProcess;
  /** From now on the first process is reaped and its number may be given to somebody else. */
  rootReaped(): void;
}

export interface TreeOptions {
  readonly table: ProcessTable;
  /** The first process: our own child, just started. */
  readonly root: ProcessFacts;
  readonly marks: Marks;
}

/**
 * A process is ours when it descends from one of ours, shares a session or group with one, or carries a mark. Groups and
 * sessions count only while a living member is known: until then their number can not be used again.
 */
export function createProcessTree({ table, root, marks }: TreeOptions): ProcessTree {
  const known = new Map<number, OwnProcess>();
  /** Every pid that was ever ours: the number of a group or session that one of ours has made. */
  const leaders = new Set<number>();
  let reaped = false;

  function remember({ pid, start }: ProcessFacts): OwnProcess {
    const own = { pid, start };
    known.set(pid, own);
    leaders.add(pid);
    return own;
  }

  const isKnown = (facts: ProcessFacts): boolean => known.get(facts.pid)?.start === facts.start;

  function look(how: 'all' | 'recent' = 'all'): readonly OwnProcess[] {
    const listed = how === 'recent' ? table.listRecent(root) : table.list(root);
    const fresh: OwnProcess[] = [];
    const members = new Set<number>();
    const groups = new Set<number>();
    const admit = (facts: ProcessFacts): void => {
      members.add(facts.pid);
      if (!isKnown(facts)) fresh.push(remember(facts));
      // A group that none of ours leads may be a person's, entered by a process that only carries a mark.
      for (const id of [facts.group, facts.session]) if (leaders.has(id)) groups.add(id);
    };
    if (!reaped) {
      // A zombie is not listed, yet its number is held until we reap it.
      members.add(root.pid);
      groups.add(root.pid);
    }
    let rest = listed.filter((facts) => facts.pid !== process.pid && facts.pid > 1);
    const marked = new Map(rest.map((facts) => [facts.pid, isKnown(facts) || table.carries(facts.pid, marks)]));
    for (let before = -1; before !== rest.length; ) {
      before = rest.length;
      rest = rest.filter((facts) => {
        const ours = marked.get(facts.pid) === true || members.has(facts.ppid) || groups.has(facts.group) || groups.has(facts.session);
        if (ours) admit(facts);
        return !ours;
      });
    }
    return fresh;
  }

  function isAlive(one: OwnProcess): boolean {
    return table.facts(one.pid)?.start === one.start;
  }

  function signal(one: OwnProcess, name: NodeJS.Signals): boolean {
    if (!isAlive(one)) return false;
    try {
      return process.kill(one.pid, name);
    } catch {
      // Gone since, or of another user: the caller sees which by asking who is alive.
      return false;
    }
  }

  remember(root);
  return {
    look,
    alive: () => [...known.values()].filter(isAlive),
    signal,
    describe: ({ pid }) => ({ pid, argv0: table.argv0(pid) }),
    rootReaped() {
      reaped = true;
      known.delete(root.pid);
    },
  };
}
