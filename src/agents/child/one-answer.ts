import type { Director } from '../pursue/director.ts';

/** Ends with the first answer, whatever it is. */
export const ONE_ANSWER: Director = {
  opening: '',
  after: async () => ({
    kind: 'end',
    end: { outcome: { status: 'completed', reason: '' }, confidence: undefined, signals: [], checks: [], review: undefined },
  }),
};
