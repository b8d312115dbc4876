/** Text of which every character shows itself and nothing else. */
const HARMLESS = /^[\n\t\x20-\x7e]*$/;

/**
 * Controls (escape sequences among them), format characters (bidi, zero-width, tags), line and paragraph separators, lone
 * surrogates, and everything else that Unicode says may be shown as nothing, such as variation selectors and fillers.
 * U+FE0F alone stays: it only chooses the coloured form of the sign before it.
 */
const HIDDEN = /(?!\n|\t|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<!\p{Emoji})\ufe0f/gu;

/** Takes foreign text; returns it with everything that acts or hides turned into something to read. Plain text is unchanged. */
export function visible(text: string): string {
  return HARMLESS.test(text) ? text : text.replace(HIDDEN, shown);
}

/** U+2400 to U+2421 are the pictures of the ASCII controls. */
function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `\\u{${code.toString(16)}}`;
}
