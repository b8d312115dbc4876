/** Characters of a provider's text that a message quotes at most. */
const QUOTED = 300;

/** Controls, format characters (bidi, zero-width), separators, lone surrogates, and whatever may be shown as nothing. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const shown = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Takes a provider's text and the secrets that it may have echoed; returns one line of it to show: without the secrets, cut to 300
 * characters, with every hidden character made visible. The secrets go first, so that a cut leaves no part of one.
 */
export function quote(text: string, secrets: readonly string[]): string {
  const clean = secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '[key]')), text);
  const cut = clean.length > QUOTED ? `${clean.slice(0, QUOTED)}…` : clean;
  return cut.replace(/\s+/g, ' ').trim().replace(HIDDEN, shown);
}
