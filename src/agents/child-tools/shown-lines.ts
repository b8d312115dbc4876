import { incompleteTail } from '../../shell/process/utf8.ts';
import { visible } from '../../shell/visible.ts';

/** Lines for a model, and what they do not show. */
export interface ShownLines {
  readonly text: string;
  readonly notes: readonly string[];
}

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Takes the bytes of whole lines, or of the beginning of one, and the number of the first. A model repeats what it reads: that hidden
 * characters, line ends and bytes that are no UTF-8 look otherwise than they are is told.
 */
export function shownLines(bytes: Buffer, first: number): ShownLines {
  const decoded = bytes.toString('utf8', 0, bytes.length - incompleteTail(bytes));
  const marked = first === 1 && decoded.startsWith(BYTE_ORDER_MARK);
  const plain = (marked ? decoded.slice(1) : decoded).replace(/\n$/, '');
  const lines = plain.split('\n');
  // The last line of a file may have no line end at all.
  const whole = decoded.endsWith('\n') ? lines : lines.slice(0, -1);
  const crlf = whole.length > 0 && whole.every((line) => line.endsWith('\r'));
  const ended = crlf ? lines.map((line) => line.replace(/\r$/, '')) : lines;
  const shown = ended.map(visible);
  const hidden = shown.some((line, index) => line !== ended[index]);
  return {
    text: shown.map((line, index) => `${first + index}\t${line}`).join('\n'),
    notes: [
      ...(crlf ? ['every line ends with CR LF, which old_text needs too where it goes over a line end'] : []),
      ...(marked ? ['it begins with a byte order mark'] : []),
      ...(hidden ? ['hidden characters are shown escaped: old_text can not be copied from there'] : []),
      ...(plain.includes('\ufffd') ? ['some of it is no UTF-8, or U+FFFD'] : []),
    ],
  };
}
