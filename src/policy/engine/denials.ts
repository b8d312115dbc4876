/** How often the classifier said no. Values never change: each event gives a new one. */
export interface Denials {
  readonly consecutive: number;
  readonly cumulative: number;
}

export const NO_DENIALS: Denials = { consecutive: 0, cumulative: 0 };

/** From so many on the classifier and the agent are at odds, and a person has to look. */
const MAX_CONSECUTIVE = 3;
const MAX_CUMULATIVE = 20;

export function denied({ consecutive, cumulative }: Denials): Denials {
  return { consecutive: consecutive + 1, cumulative: cumulative + 1 };
}

/** After a classifier's allow, or a person's approval; nothing else clears anything. */
export function allowed({ cumulative }: Denials): Denials {
  return { consecutive: 0, cumulative };
}

/** True when the classifier must not decide any more. */
export function areTooMany({ consecutive, cumulative }: Denials): boolean {
  return consecutive >= MAX_CONSECUTIVE || cumulative >= MAX_CUMULATIVE;
}
