import { isUtf8 } from 'node:buffer';
import type { Readable, Writable } from 'node:stream';
import type { Explanation } from '../policy/action.ts';
import { createLineSplitter } from '../server/framing.ts';
import { describeError } from '../shell/describe-error.ts';
import { printable, verdictJson } from './check-json.ts';

/** A longer line is answered with an error and never held; commands over 16 KiB are not proven anyway. */
const MAX_LINE_BYTES = 1024 * 1024;

export interface Batch {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Judges one command; what it throws becomes the answer to that line. */
  readonly examine: (command: string) => Pick<Explanation, 'verdict' | 'parts'>;
  /** Called when more input came: what was seen of the machine counts no longer. */
  readonly forget: () => void;
  readonly log: (line: string) => void;
}

/**
 * Answers every line of stdin, `{"id": …, "command": "…"}`, with one line of JSON, in order. What one read of the input brought is
 * answered before more is read, in one write: that is fast, holds little, and lets nobody wait who writes a line and wants its answer.
 * @returns whether every line was answered; not when the reader of the answers has gone
 */
export async function checkBatch({ stdin, stdout, examine, forget, log }: Batch): Promise<boolean> {
  let number = 0;
  let answers = '';
  const lines = createLineSplitter(MAX_LINE_BYTES, {
    line: (text, bytes) => {
      number += 1;
      answers += isUtf8(bytes) ? answer(text, number, { examine, log }) : failed('null', number, 'is not UTF-8');
      answers += '\n';
    },
    tooLong: () => {
      number += 1;
      answers += `${failed('null', number, `is longer than ${MAX_LINE_BYTES} bytes`)}\n`;
    },
  });
  const flush = async (): Promise<boolean> => {
    const text = answers;
    answers = '';
    return text === '' || (await written(stdout, text));
  };
  for await (const chunk of stdin) {
    forget();
    lines.push(chunk);
    if (!(await flush())) return false;
  }
  lines.end();
  return await flush();
}

/**
 * Writes a text and waits until the system has taken it.
 * @returns false when nobody reads any more; any other failure throws
 */
export async function written(stream: Writable, text: string | Buffer): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    // Without a listener the error would end the process; the callback tells it.
    stream.once('error', ignore);
    stream.write(text, (error) => {
      if (error === null || error === undefined) {
        stream.off('error', ignore);
        resolve(true);
      } else if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')) resolve(false);
      else reject(error);
    });
  });
}

const ignore = (): void => {};

function answer(line: string, number: number, { examine, log }: Pick<Batch, 'examine' | 'log'>): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return failed('null', number, 'is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return failed('null', number, 'is not a JSON object');
  const idText = printable(idOf(line, 'id' in value ? value.id : undefined));
  const command = 'command' in value ? value.command : undefined;
  if (typeof command !== 'string') return failed(idText, number, 'has no "command" that is a text');
  try {
    return `{"id":${idText},${verdictJson(examine(command)).slice(1)}`;
  } catch (error) {
    log(`line ${number} could not be judged: ${describeError(error)}`);
    return failed(idText, number, 'could not be judged');
  }
}

function failed(idText: string, number: number, problem: string): string {
  return `{"id":${idText},"error":${JSON.stringify(`line ${number} ${problem}`)}}`;
}

/** The id goes back as it was written where a number of JavaScript could not hold it. */
function idOf(line: string, id: unknown): string {
  const exact = id === null || typeof id === 'string' || typeof id === 'boolean' || Number.isSafeInteger(id);
  if (exact) return JSON.stringify(id);
  return id === undefined ? 'null' : sourceOfId(line);
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/** The text of the last `id` of an object, as JSON.parse takes it too. */
function sourceOfId(object: string): string {
  let depth = 0;
  let start = -1;
  let key = '';
  let found = 'null';
  for (const { 0: token, index } of object.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    const ends = (depth === 1 && token === ',') || depth === 0;
    if (ends && start >= 0) {
      found = object.slice(start, index).trim();
      start = -1;
    } else if (depth === 1 && token === ':' && JSON.parse(key) === 'id' && start < 0) start = index + 1;
    else if (token.startsWith('"')) key = token;
  }
  return found;
}
