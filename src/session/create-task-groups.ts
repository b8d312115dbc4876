import { createGroup, type Group, type ReadGroupDeps, readGroup, withMember } from './task-group.ts';
import { conflict, isAccepted, isSame, type MemberUse, merged, useOf, whySpent, wonWords } from './task-group-rules.ts';
import type { GroupEnd, TaskGroups } from './task-groups.ts';
import type { TaskState } from './task-life.ts';
import { type GroupSpec, hasEnded } from './task-model.ts';
import type { TaskRegistry } from './task-registry.ts';

export interface TaskGroupsDeps extends ReadGroupDeps {
  readonly registry: TaskRegistry;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends one that has not begun; never rejects. */
  readonly defer: (state: TaskState, order: GroupEnd) => Promise<void>;
  /** Wants one that runs to end. */
  readonly stop: (state: TaskState, order: GroupEnd) => void;
}

export function createTaskGroups(deps: TaskGroupsDeps): TaskGroups {
  const { registry, now, defer, stop, get } = deps;
  const groups = new Map<string, Group>();
  const reading = new Map<string, Promise<Group | undefined>>();
  const deferring = new Map<TaskState, Promise<void>>();
  let closed = false;

  const groupOf = ({ spec }: TaskState): Group | undefined => (spec.group === undefined ? undefined : groups.get(spec.group.name));
  const statesOf = ({ spec }: Group): readonly TaskState[] => registry.inGroup(spec.name);
  const isOpen = (group: Group): boolean => group.entering > 0 || statesOf(group).some(({ status }) => !hasEnded(status));
  const isOver = (group: Group): boolean => group.winner !== undefined || group.spent !== undefined;
  const mayBegin = (group: Group): boolean => {
    if (isOver(group)) return false;
    const running = statesOf(group).filter(({ kept, status, begun }) => kept && begun && !hasEnded(status)).length;
    return group.reserved + running < (group.spec.maxParallel ?? Number.POSITIVE_INFINITY);
  };

  /** Knows the group of this name, if there is one. */
  async function load(name: string): Promise<Group | undefined> {
    if (groups.has(name)) return groups.get(name);
    const found = reading.get(name) ?? readGroup(name, deps).finally(() => reading.delete(name));
    reading.set(name, found);
    const group = await found;
    // Of several that wait for it the first may have gone into it already, or made it.
    if (group !== undefined && !groups.has(name)) groups.set(name, group);
    return groups.get(name);
  }

  function endOf(group: Group): GroupEnd | undefined {
    if (group.winner !== undefined) return { by: 'policy', reason: wonWords(group.winner, group.spec) };
    return group.spent === undefined ? undefined : { by: 'budget', reason: group.spent };
  }

  /** Finds whether its budget is spent, and ends whom that or a winner ends. */
  function look(group: Group): void {
    if (!isOver(group)) {
      const uses = [...group.members].map(([id, use]) => use ?? useNow(id));
      group.spent = whySpent(group.spec, uses, group.since === undefined ? 0 : now() - group.since);
    }
    const end = endOf(group);
    if (end === undefined) return;
    const goOn = group.winner === undefined && group.spec.cancel === 'none';
    for (const state of statesOf(group)) {
      if (!state.kept || hasEnded(state.status)) continue;
      if (!state.begun) void deferOnce(state, end);
      else if (!goOn && !state.signal.aborted) stop(state, end);
    }
  }

  const useNow = (id: string): MemberUse => {
    const snapshot = registry.get(id)?.task.snapshot();
    return snapshot === undefined ? { id, tokens: 0, usd: 0 } : useOf(snapshot);
  };

  function deferOnce(state: TaskState, end: GroupEnd): Promise<void> {
    const known = deferring.get(state) ?? defer(state, end).finally(() => deferring.delete(state));
    deferring.set(state, known);
    return known;
  }

  /** Its time runs while somebody in it does, or is on the way. */
  function setClock(group: Group): void {
    const { spec, since } = group;
    clearTimeout(group.timer);
    if (closed || spec.budget?.wallMs === undefined || since === undefined || isOver(group) || !isOpen(group)) return;
    const { wallMs } = spec.budget;
    const over = (): void => {
      group.spent ??= whySpent({ ...spec, budget: { wallMs } }, [], wallMs);
      look(group);
    };
    group.timer = setTimeout(over, Math.max(0, since + wallMs - now())).unref();
  }

  /** The group that a dispatch goes into: what it says makes another one of it when all that was in it has ended. */
  function entered(asked: GroupSpec): Group {
    const current = groups.get(asked.name);
    if (current !== undefined && isOpen(current)) return current;
    const spec = merged(asked, current?.spec);
    if (current !== undefined && isSame(spec, current.spec)) return current;
    const group = createGroup(spec);
    groups.set(asked.name, group);
    return group;
  }

  return {
    problem(asked) {
      const current = groups.get(asked.name);
      return current !== undefined && isOpen(current) ? conflict(current.spec, merged(asked, current.spec)) : undefined;
    },
    async enter(asked) {
      await load(asked.name);
      const group = entered(asked);
      group.entering += 1;
      setClock(group);
      look(group);
      return {
        spec: group.spec,
        isOver: () => isOver(group),
        mayBegin: () => mayBegin(group),
        take() {
          group.reserved += 1;
        },
        free() {
          group.reserved -= 1;
        },
        leave() {
          group.entering -= 1;
          setClock(group);
        },
      };
    },
    deferred: async (state) => await deferring.get(state),
    heldBack() {
      const full = [...groups.values()].filter((group) => isOpen(group) && !mayBegin(group));
      return full.flatMap(statesOf).flatMap(({ kept, status, task }) => (kept && status === 'queued' ? [task.id] : []));
    },
    changed(state) {
      const group = groupOf(state);
      if (group === undefined) return;
      const hadBegun = group.since !== undefined;
      withMember(group, state.task.snapshot());
      if (!hadBegun || hasEnded(state.status)) setClock(group);
      look(group);
    },
    used(state) {
      const group = groupOf(state);
      if (group !== undefined) look(group);
    },
    async mayEnd(state, outcome) {
      const group = groupOf(state);
      if (group?.spec.cancel !== 'winner' || !isAccepted(outcome)) return;
      const before = group.candidate;
      group.candidate = state;
      if (before === undefined || before.left.aborted) return;
      const { promise: left, resolve } = Promise.withResolvers<void>();
      before.left.addEventListener('abort', () => resolve(), { once: true });
      await Promise.race([before.task.ended, left]);
    },
    async adopt(states) {
      for (const name of new Set(states.flatMap(({ spec }) => spec.group?.name ?? []))) {
        const group = await load(name);
        if (group === undefined) continue;
        setClock(group);
        look(group);
      }
    },
    again() {
      for (const group of groups.values()) if (isOver(group)) look(group);
    },
    async view(name) {
      const group = await load(name);
      if (group === undefined || group.members.size === 0) return undefined;
      const tasks = await Promise.all([...group.members.keys()].map(get));
      const { spec, winner, spent } = group;
      return {
        name,
        spec,
        members: tasks.flatMap((task) => task?.snapshot() ?? []),
        ...(winner === undefined ? {} : { winner }),
        ...(spent === undefined ? {} : { spent }),
      };
    },
    close() {
      closed = true;
      for (const { timer } of groups.values()) clearTimeout(timer);
    },
  };
}
