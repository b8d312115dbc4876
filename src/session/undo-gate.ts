import type { Action, Authorization, AuthorizeOptions, Ended, Gate, GatedAction } from '../policy/action.ts';
import { describeAction } from '../policy/described.ts';
import { redactText } from '../policy/redaction/redact.ts';
import { visible } from '../shell/visible.ts';
import type { EditStore } from '../store/edits.ts';
import type { UndoJournal } from '../store/undo/undo.ts';
import { undoId } from '../store/undo/undo-id.ts';
import type { Team } from './team.ts';

export interface UndoGateDeps {
  readonly undo: Pick<UndoJournal, 'before' | 'after'>;
  readonly edits: Pick<EditStore, 'note'>;
  readonly team: Pick<Team, 'warnFor'>;
  /** Its id. */
  readonly session: string;
  /** Absolute, real. */
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Allowed = Extract<Authorization, { decision: 'allow' }>;

/** Characters of a command that a list of calls shows. */
const MAX_WHAT = 300;

/**
 * The gate of a session that keeps what an allowed call is about to change, so that a person can take it back, and says who else has
 * changed the same files. It decides nothing: what can not be kept is done all the same, with a warning.
 */
export function undoableGate(gate: Gate, deps: UndoGateDeps): Gate {
  const { undo, edits, team, session, workspace, now } = deps;

  async function prepare(
    action: GatedAction,
    { caller, workspace: root = workspace }: AuthorizeOptions,
    allowed: Allowed,
  ): Promise<Allowed> {
    const { writes, verdict } = allowed;
    if (writes === undefined) return allowed;
    const warnings = [...(allowed.warnings ?? []), ...team.warnFor(writes.paths, root)];
    const call = undoId();
    // What is cut first may cut a secret in two; that end is not shown.
    const what = redactText(describeAction(action).slice(0, 4 * MAX_WHAT)).slice(0, MAX_WHAT);
    const { tool, cwd } = action;
    const { class: cls } = verdict;
    const task = caller?.task;
    const kept = await undo.before({ call, session, task, tool, what, class: cls, cwd, workspace: root, writes }).then(
      () => true,
      (error: unknown) => {
        warnings.push(`can not be undone: ${whyNot(error)}`);
        return false;
      },
    );
    edits.note({ sessionId: session, workspace: root, paths: writes.paths, at: now() });
    const ended = (end: Ended): void => {
      if (kept) void undo.after(call, end.status, end.task);
      allowed.ended?.(end);
    };
    return {
      ...allowed,
      ended,
      ...(kept && writes.paths.length > 0 ? { undo: call } : {}),
      ...(warnings.length === 0 ? {} : { warnings }),
    };
  }

  return {
    ...gate,
    authorize: (action, options) => {
      const authorizing = gate.authorize(action, options);
      if (!mayWrite(action)) return authorizing;
      return authorizing.then((said) => (said.decision === 'allow' && said.writes !== undefined ? prepare(action, options, said) : said));
    },
  };
}

/** What can change nothing goes by without another promise. */
function mayWrite(action: Action): action is GatedAction {
  return action.kind === 'path'
    ? action.use === 'write'
    : action.kind === 'command' || action.kind === 'delegate' || action.kind === 'tool';
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return 'what is there could not be kept';
  return 'code' in error && FULL.has(String(error.code)) ? 'the disk is full' : visible(error.message).replaceAll('\n', ' ');
}
