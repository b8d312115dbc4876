/** The safe prefix of a command, or why there is none. `value` is a literal prefix of the text that ends at a word boundary. */
export type Prefix =
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'injection_detected'; readonly reason: string }
  | { readonly kind: 'no_prefix'; readonly reason: string };
