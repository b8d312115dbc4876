import type { ChildEvent, Inbox } from '../agents/runner.ts';
import { redactText } from '../policy/redaction/redact.ts';
import { visible } from '../shell/visible.ts';
import { type ChildReport, NOTHING_DONE, reportAfter } from './child-report.ts';
import { createMailbox } from './inbox.ts';
import type { ChildQuestion, FinalText } from './task-model.ts';
import type { TaskChange } from './task-record.ts';

/** What a task knows of its child while that works: what it has done, asks and is told. */
export interface TaskChild {
  readonly inbox: Inbox;
  report(event: Exclude<ChildEvent, { kind: 'output' }>): void;
  /** What it has done so far. */
  done(): ChildReport;
  questions(): readonly ChildQuestion[];
  /** False when too many messages wait already. */
  send(text: string): boolean;
}

/** Bytes of what a person is asked about that are kept; whole it stands in the question itself. */
const WAITING_LENGTH = 4_000;
/** Bytes of a last message that are given out; the whole is in the output. */
const FINAL_BYTES = 8_192;

export interface TaskChildDeps {
  /** Told of every change that others are to see at once, and that is kept. */
  readonly change: (change: Pick<TaskChange, 'status' | 'approval' | 'waitingFor' | 'report'>) => void;
  /** Told of every question. */
  readonly asked: (question: ChildQuestion) => void;
}

export function createTaskChild({ change, asked }: TaskChildDeps): TaskChild {
  const mailbox = createMailbox();
  const questions = new Map<string, ChildQuestion>();
  let report = NOTHING_DONE;

  function showFirst(): void {
    const [first] = questions.values();
    if (first === undefined) {
      change({ status: 'running' });
      return;
    }
    const waitingFor = visible(redactText(first.what)).slice(0, WAITING_LENGTH);
    change({ status: 'waiting_approval', approval: first.approval.number, waitingFor });
  }

  return {
    inbox: mailbox.inbox,
    report(event) {
      report = reportAfter(report, event);
      if (event.kind === 'waiting') {
        const { approval, what, answer, over } = event;
        const question = { approval, what, answer, over };
        questions.set(approval.id, question);
        if (questions.size === 1) showFirst();
        asked(question);
      } else if (event.kind === 'waited') {
        const [first] = questions.keys();
        if (questions.delete(event.approval.id) && first === event.approval.id) showFirst();
      } else if (event.kind === 'conversation' || event.kind === 'placed') {
        // Whoever comes after a crash can go on with it, and find what it did.
        change({ status: 'running', report });
      }
    },
    done: () => report,
    questions: () => [...questions.values()],
    send: mailbox.send,
  };
}

/** The end of a last message, cut at the border of a character. */
export function finalText(text: string): FinalText {
  const whole = Buffer.from(text);
  let from = Math.max(0, whole.length - FINAL_BYTES);
  while (from < whole.length && ((whole[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return { text: whole.toString('utf8', from), bytes: whole.length };
}
