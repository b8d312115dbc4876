/** What the system says of a failure, in a word that is safe to show; the text of an exception is for the log only. */
export function whyFailed(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unexpected failure';
}

/** Runs one after the other what must not overlap. */
export function oneAtATime(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const done = last.then(act, act);
    last = done.catch(() => undefined);
    return done;
  };
}
