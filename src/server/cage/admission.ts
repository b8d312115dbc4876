import { timingSafeEqual } from 'node:crypto';

/** Decides who comes in. */
export interface Admission {
  /** Takes the first line of a connection; `undefined` when there was none in time. */
  admits(line: Buffer | undefined): boolean;
  /** Too many were wrong: nobody comes in any more. */
  readonly shut: boolean;
}

/** Nobody guesses 256 bits; so many wrong ones are somebody's trying, and an agent's programs make no mistake. */
const MAX_WRONG = 20;

export function createAdmission(token: Buffer, tell: (line: string) => void): Admission {
  let wrong = 0;
  return {
    admits(line) {
      if (wrong >= MAX_WRONG) return false;
      // The length of a token is no secret.
      if (line !== undefined && line.length === token.length && timingSafeEqual(line, token)) return true;
      wrong += 1;
      tell(
        `a connection without the right token was closed (${wrong} of ${MAX_WRONG})${wrong === MAX_WRONG ? '; nothing more is accepted' : ''}`,
      );
      return false;
    },
    get shut() {
      return wrong >= MAX_WRONG;
    },
  };
}
