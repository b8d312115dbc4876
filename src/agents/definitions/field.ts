/** What stands in one field of a definition. */
export type FieldValue = string | readonly string[];

/** The fields of a definition by name, and the text behind them. */
export type ReadFields =
  | { readonly ok: true; readonly fields: ReadonlyMap<string, FieldValue>; readonly body: string }
  /** In our own words; where foreign ones are in it, they are escaped by whoever shows it. */
  | { readonly ok: false; readonly problem: string };

/** What a reader stops with: something that it does not understand could narrow what is allowed, so none of the file counts. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

/** Calls a reader; what it does not understand is a problem. */
export function reading(read: () => Omit<Extract<ReadFields, { ok: true }>, 'ok'>): ReadFields {
  try {
    return { ok: true, ...read() };
  } catch (error) {
    if (error instanceof NotUnderstood) return { ok: false, problem: error.message };
    throw error;
  }
}
