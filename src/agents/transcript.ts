import { createOutput, type OutputLog } from '../shell/process/output.ts';

/** What a model agent says, kept like the output of a command: its words as standard output, what we tell of its calls as the other stream. */
export interface Transcript {
  readonly log: OutputLog;
  /** Foreign text, as it comes. */
  say(text: string): void;
  /** One line about what it does; foreign text in it is escaped already. */
  note(line: string): void;
  /** Resolves when all of it is in the files; with the error when it is not. */
  finish(): Promise<unknown>;
  /** Resolves when it can not be written any more. Otherwise never. */
  readonly failed: Promise<void>;
}

/** @param dir the private directory of this child's output */
export function createTranscript(dir: string): Transcript {
  const sink = createOutput(dir);
  // Others read it while it is written, and after our end.
  sink.keepOrder();
  let atLineStart = true;
  return {
    log: sink.log,
    say(text) {
      if (text === '') return;
      sink.write('stdout', Buffer.from(text));
      atLineStart = text.endsWith('\n');
    },
    note(line) {
      sink.write('stderr', Buffer.from(`${atLineStart ? '' : '\n'}${line}\n`));
      atLineStart = true;
    },
    finish: sink.finish,
    failed: sink.failed,
  };
}
