import { visible } from '../../shell/visible.ts';
import type { RunnerContext } from '../runner.ts';
import type { Transcript } from '../transcript.ts';

/** What the child does stands in its transcript, beside its words. */
export function noting(report: RunnerContext['report'], { note }: Pick<Transcript, 'note'>): RunnerContext['report'] {
  return (event) => {
    if (event.kind === 'call') note(`[${oneLine(`${event.tool} ${event.hint}`.trimEnd())}]`);
    if (event.kind === 'answered' && !event.allowed) note(`[denied: ${oneLine(event.reason)}]`);
    if (event.kind === 'waiting') note(`[waits for a person, question ${event.approval.number}: ${oneLine(event.what)}]`);
    report(event);
  };
}

const oneLine = (text: string): string => visible(text).replaceAll('\n', ' ').slice(0, 300);
