/** The text of an unexpected exception, with where it came from: for the log only, since others may have written parts of it. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
