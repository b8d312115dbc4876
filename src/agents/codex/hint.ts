/** How hard every model of codex can be told to think; what lets it start other agents is not among them. */
const EFFORTS: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/** Takes a model as it is named to us: `name`, `name:effort` or `:effort`, the last for whatever model the account has first. */
export function modelOf(named: string | undefined): { readonly model: string | undefined; readonly effort: string | undefined } {
  const at = named?.lastIndexOf(':') ?? -1;
  const effort = at === -1 ? undefined : named?.slice(at + 1);
  // Names of local models have colons of their own.
  if (named === undefined || effort === undefined || !EFFORTS.includes(effort)) return { model: named, effort: undefined };
  return { model: at === 0 ? undefined : named.slice(0, at), effort };
}
