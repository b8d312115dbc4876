/** One server-sent event: its name (`''` when it has none) and its data, lines joined by a newline. */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
}

export interface SseParser {
  /** Takes the next bytes; returns the events that they complete, or `too_long` once a line or an event passes the limit. */
  push(bytes: Uint8Array): readonly SseEvent[] | 'too_long';
}

/**
 * Takes the most characters of one line, and of one event's data; returns a parser of an event stream as the HTML standard has it
 * (9.2.6), for any cut of the bytes. Ids and retry times are of no use here and are skipped. An event that is not closed by an empty line
 * never comes out: it may be cut short.
 */
export function createSseParser(limit: number): SseParser {
  const decoder = new TextDecoder();
  let afterReturn = false;
  let pieces: string[] = [];
  let pending = 0;
  let event = '';
  let data: string[] = [];
  let length = 0;

  /** All three line ends become one; a newline that follows a return in the next piece belongs to it. */
  function lineEnds(text: string): string {
    const rest = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    afterReturn = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }

  function takeLine(line: string): SseEvent | undefined {
    if (line === '') {
      const done = data.length === 0 ? undefined : { event, data: data.join('\n') };
      event = '';
      data = [];
      length = 0;
      return done;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line.startsWith(' ', colon + 1) ? colon + 2 : colon + 1);
    if (field === 'event') event = value;
    if (field === 'data') {
      data.push(value);
      length += value.length + 1;
    }
    return undefined;
  }

  return {
    push(bytes) {
      const decoded = decoder.decode(bytes, { stream: true });
      if (decoded === '') return [];
      const lines = lineEnds(decoded).split('\n');
      const last = lines.pop() ?? '';
      const events: SseEvent[] = [];
      for (const line of lines) {
        if (pending + line.length > limit) return 'too_long';
        const done = takeLine(pieces.length === 0 ? line : pieces.join('') + line);
        if (done !== undefined) events.push(done);
        if (length > limit) return 'too_long';
        pieces = [];
        pending = 0;
      }
      if (last !== '') pieces.push(last);
      pending += last.length;
      return pending > limit ? 'too_long' : events;
    },
  };
}
