import { visible } from '../../shell/visible.ts';

export interface ClassifierAnswer {
  readonly verdict: 'block' | 'allow';
  /** One line, with everything hidden made visible. */
  readonly reason: string;
}

/** UTF-16 units. */
const REASON_LIMIT = 500;

const FIRST_TAG = /<\s*block\b/i;
const BLOCK = /<block>\s*(yes|no)\s*<\/block>/iy;
const REASON = /<reason>(.*?)(?:<\/reason>|$)/is;

/**
 * Takes what the model wrote; `undefined` when its first tag is none of the two answers. Later tags never count: they may be what
 * something else made it say.
 */
export function parseOutput(text: string): ClassifierAnswer | undefined {
  const start = text.search(FIRST_TAG);
  if (start === -1) return undefined;
  BLOCK.lastIndex = start;
  const block = BLOCK.exec(text);
  if (block === null) return undefined;
  const rest = text.slice(start + block[0].length);
  // Who says both has not decided; a no to the question whether to block has to be plain.
  if (block[1]?.toLowerCase() === 'no' && /<block>\s*yes\s*<\/block>/i.test(rest)) return undefined;
  return { verdict: block[1]?.toLowerCase() === 'no' ? 'allow' : 'block', reason: reasonOf(rest) };
}

function reasonOf(rest: string): string {
  const [before = ''] = rest.split(FIRST_TAG, 1);
  const reason = visible((REASON.exec(before)?.[1] ?? '').replace(/\s+/g, ' ').trim());
  return reason === '' ? 'no reason given' : shortened(reason);
}

/** Never ends with half of a pair. */
const shortened = (text: string): string => text.slice(0, REASON_LIMIT).replace(/[\ud800-\udbff]$/, '');
