const ASCII = /^[\x20-\x7e]*$/;
/** East Asian wide and full-width blocks, and signs that terminals show as pictures: two columns each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

/** What a reader takes for one character. */
export function graphemes(text: string): readonly string[] {
  return ASCII.test(text) ? text.split('') : Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** Columns of a terminal that a text without control characters takes. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const sign of graphemes(text)) width += WIDE.test(sign) ? 2 : 1;
  return width;
}

/** Takes a text without control characters; cuts it to so many columns, the last of them for a sign that says so. */
export function fitWidth(text: string, columns: number): string {
  // No sign takes less than a code unit for a column, but for combining ones: nothing long is segmented as a whole.
  const near = text.slice(0, 8 * Math.max(1, columns));
  if (near.length === text.length && displayWidth(text) <= columns) return text;
  let fitted = '';
  let width = 0;
  for (const sign of graphemes(near)) {
    width += displayWidth(sign);
    if (width >= columns) break;
    fitted += sign;
  }
  return `${fitted}\u2026`;
}
