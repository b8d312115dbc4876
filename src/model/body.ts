/** The body of an answer while it comes. */
export interface Body {
  readonly reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  /** A sign of life. */
  heard(): void;
}

type Piece = { readonly bytes: Uint8Array } | { readonly thrown: unknown } | 'end';

/** Takes a body; returns its next bytes, that there are none, or what broke it. Never throws. */
export async function next(body: Body): Promise<Piece> {
  if (body.reader === undefined) return 'end';
  try {
    const { done, value } = await body.reader.read();
    body.heard();
    return done ? 'end' : { bytes: value };
  } catch (thrown) {
    return { thrown };
  }
}

/** Takes a body and the most bytes of it; returns its text, what broke it, or that it is longer. */
export async function readText(body: Body, limit: number): Promise<{ readonly text: string } | { readonly thrown: unknown } | 'too_long'> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for (;;) {
    const piece = await next(body);
    if (piece === 'end') return { text: parts.join('') + decoder.decode() };
    if ('thrown' in piece) return piece;
    size += piece.bytes.length;
    if (size > limit) return 'too_long';
    parts.push(decoder.decode(piece.bytes, { stream: true }));
  }
}

/** Milliseconds for a server to close an answer that is all there. */
const CLOSING_MS = 30;

/** A body read to its end leaves the connection for the next call; a server that holds it open is not waited for. */
export async function drain(body: Body): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSING_MS);
  });
  await Promise.race([next(body), enough]);
  clearTimeout(timer);
}
