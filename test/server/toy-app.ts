import * as z from 'zod';
import { NO_COSTS } from '../../src/model/cost.ts';
import type { Answer, Approval, Gate } from '../../src/policy/action.ts';
import type { ServedApp, SessionClient } from '../../src/server/app-port.ts';
import type { Session } from '../../src/session/session.ts';
import type { ResourceChange } from '../../src/tools/resource-ref.ts';
import { type Tool, type ToolCall, ToolError } from '../../src/tools/tool.ts';

const hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** What a test can see and do from outside of the protocol. */
export interface Toy {
  readonly app: ServedApp;
  /** Clients in the order in which sessions were opened for them. */
  readonly opened: SessionClient[];
  readonly closed: string[];
  /** Grants dropped and roots changed, in order. */
  readonly events: string[];
  /** Every answer that reached a handler, with `undefined` for a round without one. */
  readonly answers: (Answer | undefined)[];
  /** The answer that a parked call was resumed with. */
  readonly resumed: Promise<Answer>;
  readonly hang: { readonly started: Promise<void>; readonly aborted: Promise<void> };
  readonly afterReturn: { progress: ToolCall['progress'] };
  change(change: ResourceChange): void;
  engineChanged(text: string): void;
}

export interface ToyOptions {
  readonly grantable?: boolean;
  /** Replaces the toy's own gate, which lets an answer count once. */
  readonly gate?: (sessionId: string) => Gate;
  readonly workspace?: string;
  readonly canPark?: boolean;
  readonly openSession?: () => Promise<void>;
}

const TASK = 'a7c1';

export function createToy({ grantable = true, gate, workspace = '/tmp', canPark = false, openSession }: ToyOptions = {}): Toy {
  const opened: SessionClient[] = [];
  const closed: string[] = [];
  const events: string[] = [];
  const answers: (Answer | undefined)[] = [];
  const resumed = Promise.withResolvers<Answer>();
  const started = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const afterReturn: Toy['afterReturn'] = { progress: undefined };
  const listeners = new Set<(change: ResourceChange) => void>();

  const echoInput = z.strictObject({
    text: z.string().describe('What comes back'),
    times: z.int().min(1).max(3).optional(),
    mode: z.enum(['plain', 'loud']).optional(),
    deep: z.strictObject({ a: z.boolean() }).optional(),
  });
  const echoOutput = z.strictObject({ text: z.string() });
  const echo: Tool<typeof echoInput, typeof echoOutput> = {
    name: 'echo',
    title: 'Echo',
    description: 'Gives back a text.',
    input: echoInput,
    output: echoOutput,
    annotations: hints,
    handle: async ({ text, times = 1 }) => ({ text: text.repeat(times) }),
    render: ({ text }) => `said ${text}`,
  };

  const failInput = z.strictObject({ how: z.enum(['tool', 'crash', 'circular']) });
  const failOutput = z.strictObject({ value: z.unknown() });
  const fail: Tool<typeof failInput, typeof failOutput> = {
    name: 'fail',
    title: 'Fail',
    description: 'Fails.',
    input: failInput,
    output: failOutput,
    annotations: hints,
    handle: async ({ how }) => {
      if (how === 'tool') throw new ToolError('Name a file that exists.');
      if (how === 'crash') throw new Error('SECRET /home/somebody');
      return { value: 10n };
    },
    render: () => 'ten',
  };

  const countInput = z.strictObject({ values: z.array(z.number()) });
  const countOutput = z.strictObject({ counted: z.int() });
  const count: Tool<typeof countInput, typeof countOutput> = {
    name: 'count',
    title: 'Count',
    description: 'Reports progress.',
    input: countInput,
    output: countOutput,
    annotations: hints,
    handle: async ({ values }, { progress }) => {
      for (const value of values) {
        progress?.(value, `at ${value}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
      afterReturn.progress = progress;
      return { counted: values.length };
    },
    render: ({ counted }) => `counted ${counted}`,
  };

  const hangInput = z.strictObject({});
  const hangOutput = z.strictObject({ ended: z.string() });
  const hang: Tool<typeof hangInput, typeof hangOutput> = {
    name: 'hang',
    title: 'Hang',
    description: 'Waits until it is cancelled.',
    input: hangInput,
    output: hangOutput,
    annotations: hints,
    handle: async (_, { signal, progress }) => {
      started.resolve();
      progress?.(1, 'started');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted.resolve();
      return { ended: 'cancelled' };
    },
    render: ({ ended }) => ended,
  };

  const guardedInput = z.strictObject({ command: z.string() });
  const guardedOutput = z.strictObject({ status: z.string(), detail: z.string() });
  const guarded: Tool<typeof guardedInput, typeof guardedOutput> = {
    name: 'guarded',
    title: 'Guarded',
    description: 'Runs only when a person allows it.',
    input: guardedInput,
    output: guardedOutput,
    annotations: { ...hints, readOnlyHint: false },
    handle: async ({ command }, { session, signal, answer, needsApproval }) => {
      answers.push(answer);
      const action = { kind: 'command', tool: 'guarded', command, cwd: session.workspace, access: session.access } as const;
      const authorization = await session.gate.authorize(action, { signal, answer });
      if (authorization.decision === 'ask') needsApproval(authorization.approval);
      const status = { allow: 'completed', deny: 'denied', ask: 'needs_approval' }[authorization.decision];
      return { status, detail: authorization.verdict.rule };
    },
    render: ({ status, detail }) => `${status} (${detail})`,
    ...(canPark
      ? {
          park: async () => ({
            result: { status: 'waiting_approval', detail: 'task 1' },
            resume: resumed.resolve,
          }),
        }
      : {}),
  };

  const engineListeners = new Set<(text: string) => void>();
  const openGate = gate ?? (() => toyGate(grantable, events));
  const app: ServedApp = {
    tools: async () => [echo, fail, count, hang, guarded],
    info: { name: 'toy', title: 'Toy', version: '1.2.3' },
    instructions: () => 'Play.',
    openSession: async (client) => {
      opened.push(client);
      await openSession?.();
      const id = `session-${opened.length}`;
      const session: Pick<Session, 'id' | 'workspace' | 'access' | 'gate' | 'onEngine' | 'keeps'> & {
        readonly tasks: Pick<Session['tasks'], 'onQuestion'>;
      } = {
        id,
        workspace,
        access: 'workspace-write',
        gate: openGate(id),
        keeps: { durability: 'file', why: undefined },
        tasks: { onQuestion: () => () => undefined },
        onEngine: (listener) => {
          engineListeners.add(listener);
          return () => {
            engineListeners.delete(listener);
          };
        },
      };
      return session as Session;
    },
    closeSession: async (id) => void closed.push(id),
    rootsChanged: (session, roots) => void events.push(`roots of ${session.id}: ${roots.join(' ')}`),
    resources: {
      tasks: async (session) => (session.id === 'session-1' ? [{ id: TASK, title: 'make' }] : []),
      read: async (session, ref) => {
        if ('taskId' in ref && ref.taskId !== TASK) return undefined;
        if (ref.kind !== 'output') return { mimeType: 'application/json', text: JSON.stringify({ kind: ref.kind, session: session.id }) };
        if (session.id !== 'session-1' || ref.taskId !== TASK) return undefined;
        const bytes = Buffer.from(`${ref.stream}: hello`);
        const text = bytes.subarray(ref.from, ref.from + ref.max).toString();
        return { mimeType: 'text/plain', text, range: { from: ref.from, next: ref.from + text.length, total: bytes.length } };
      },
      watch: (_session, listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
  const change: Toy['change'] = (changed) => {
    for (const listener of listeners) listener(changed);
  };
  return {
    app,
    opened,
    closed,
    events,
    answers,
    resumed: resumed.promise,
    hang: { started: started.promise, aborted: aborted.promise },
    afterReturn,
    change,
    engineChanged: (text) => {
      for (const listener of engineListeners) listener(text);
    },
  };
}

/** Asks about everything; an answer counts once, for the command that was asked about. */
function toyGate(grantable: boolean, events: string[]): Gate {
  const pending = new Map<string, string>();
  const verdict = (rule: string) => ({
    decision: 'ask' as const,
    tier: 5 as const,
    reason: 'a toy',
    rule,
    signals: [],
    prefix: { kind: 'no_prefix' as const, reason: 'a toy' },
  });
  return {
    authorize: async (action, { answer }) => {
      const command = 'command' in action ? (action.command ?? '') : '';
      if (answer === undefined) {
        const approval: Approval = {
          id: `approval-${pending.size + 1}`,
          number: pending.size + 1,
          message: `May ${command} run?`,
          grantable,
          grantText: grantable ? `\`${command}\`` : '',
        };
        pending.set(approval.id, command);
        return { decision: 'ask', verdict: verdict('toy'), approval };
      }
      const matches = pending.get(answer.approvalId) === command && pending.delete(answer.approvalId);
      if (!matches) return { decision: 'deny', verdict: verdict('not pending') };
      return { decision: answer.choice.startsWith('allow') ? 'allow' : 'deny', verdict: verdict(answer.choice) };
    },
    explain: async () => ({ verdict: verdict('toy'), parts: [] }),
    withdraw: () => undefined,
    settled: async () => undefined,
    engine: () => ({ kind: 'rules', why: 'chosen' }),
    costs: () => NO_COSTS,
    dropGrants: () => {
      pending.clear();
      events.push('grants dropped');
    },
  };
}
