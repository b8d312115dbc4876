import { SECRET_PLACES, type SecretPlace } from './contexts.ts';
import { KEY_FORMATS, type KeyFormat } from './key-formats.ts';
import { withoutInnerQuotes } from './unquoted.ts';

export interface Redacted {
  readonly text: string;
  /** How many secrets were taken out. */
  readonly found: number;
}

/** Where a word begins: not after a letter, unless that ends an escape as in `%3D` or `\n`. */
const WORD_START = '(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-Fa-f]{2}|\\\\[nrt]))';

const source = ({ pattern, inside }: KeyFormat): string => (inside === true ? pattern : `${WORD_START}(?:${pattern})`);

/** Each format in a group of its own, in order. */
const ANY_KEY = new RegExp(KEY_FORMATS.map((format) => `(${source(format)})`).join('|'), 'g');

/** No format has fewer letters, digits, `_` and `-` in a row; `PRIVATE KEY` stands for the one that does. */
const SHORTEST_RUN = /[\w-]{15}/;

/** Anything that a secret's place has: most texts end here. */
const ANY_HINT = /pass|token|secret|key|pwd|auth|cred|cookie|bearer|[._-]pw|dsn|:\/\/|\s-[abpu]/i;

/**
 * Takes secrets of known kinds out of a text: each becomes `[redacted:<kind>]`. What has no known shape and no known place stays: this
 * keeps known patterns out of logs and prompts, and promises no more. Takes time linear in the text.
 */
export function redact(text: string): Redacted {
  const seen = redactAsWritten(text);
  // What a shell makes of quotes inside of words is looked at as well. It is worse to read, and shown only where a secret was in it.
  const plain = withoutInnerQuotes(seen.text);
  if (plain === seen.text) return seen;
  const hidden = redactAsWritten(plain);
  return hidden.found === 0 ? seen : { text: hidden.text, found: seen.found + hidden.found };
}

function redactAsWritten(text: string): Redacted {
  const keys = mayHoldKey(text) ? redactKeys(text) : { text, found: 0 };
  return ANY_HINT.test(keys.text) ? redactPlaces(keys) : keys;
}

/** The text of `redact` alone, for those who count nothing. */
export function redactText(text: string): string {
  return redact(text).text;
}

function redactKeys(text: string): Redacted {
  let found = 0;
  const replaced = text.replace(ANY_KEY, (_whole, ...groups: readonly unknown[]) => {
    found += 1;
    const index = groups.findIndex((group) => group !== undefined);
    return `[redacted:${KEY_FORMATS[index]?.kind ?? 'key'}]`;
  });
  return { text: replaced, found };
}

function redactPlaces(given: Redacted): Redacted {
  let { text, found } = given;
  const redactPlace = ({ kind, pattern, isSecret }: SecretPlace): void => {
    text = text.replace(pattern, (whole: string, before: string, secret: string) => {
      if (isTakenOut(secret)) return whole;
      if (isSecret !== undefined && !isSecret(secret, before)) return whole;
      found += 1;
      return `${before}[redacted:${kind}]`;
    });
  };
  for (const place of SECRET_PLACES) if (place.hint.test(text)) redactPlace(place);
  return { text, found };
}

/** Nothing is left of it but punctuation. */
function isTakenOut(secret: string): boolean {
  return secret.includes('[redacted:') && !/[^\W_]/.test(secret.replace(/\[redacted:[a-z0-9-]+\]/g, ''));
}

function mayHoldKey(text: string): boolean {
  return SHORTEST_RUN.test(text) || text.includes('PRIVATE KEY');
}
