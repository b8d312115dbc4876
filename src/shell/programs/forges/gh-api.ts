import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import { valuesOf } from '../scanned.ts';
import { GH_READ, readsEnvironment } from './gh-read.ts';

const roles = optionTable({
  flags: '--paginate --slurp --silent -i --include --verbose',
  values: '-q -t -p -X -f -F -H --jq --template --cache --preview --method --raw-field --field --header',
  refused: '--input --hostname',
});

const SENDS = 'it can send anything to the service';
const FIELDS = '-f -F --raw-field --field';

/** Without a value of its own beyond the form of the answer. */
const HARMLESS_HEADER = /^(accept|x-github-api-version)\s*:/i;

function isKnown({ kind }: Word): boolean {
  return kind === 'static';
}

/** A query for GraphQL is a POST; it changes nothing when no operation in it is a mutation. */
function isQuery(fields: readonly Word[]): boolean {
  return (
    fields.some(({ value }) => /^query=\s*(query\b|\{|fragment\b)/.test(value)) &&
    fields.every(({ value }) => !/mutation|subscription/i.test(value))
  );
}

/** Why it may do more than read; undefined for a GET of a path, or a query. */
function whyNoRead(args: readonly Word[]): string | undefined {
  const scanned = scan(args, roles);
  const [path, ...more] = scanned.operands;
  const fields = valuesOf(scanned, FIELDS);
  const methods = valuesOf(scanned, '-X --method');
  if (scanned.unknown !== undefined || scanned.doubtful !== undefined || path === undefined || more.length > 0) return SENDS;
  if (![path, ...fields, ...methods].every(isKnown) || path.value.includes('://')) return SENDS;
  if (!/^\/?[\w./{}:?&=%@+,~-]+$/.test(path.value)) return SENDS;
  // `-F` reads a file that stands behind `@`.
  if (valuesOf(scanned, '-F --field').some(({ value }) => /=\s*@/.test(value) || !value.includes('='))) return SENDS;
  if (!valuesOf(scanned, '-H --header').every((word) => isKnown(word) && HARMLESS_HEADER.test(word.value))) return SENDS;
  if (readsEnvironment(scanned)) return 'the filter reads the environment';
  if (/^\/?graphql$/i.test(path.value)) return methods.length === 0 && isQuery(fields) ? undefined : SENDS;
  const asks = methods.length > 0 ? methods.every(({ value }) => value === 'GET') : fields.length === 0;
  return asks ? undefined : SENDS;
}

/** `gh api`: a GET of a path, or a query; a field makes a request without a method a POST. */
export function api(args: readonly Word[], words: number): Effects {
  const why = whyNoRead(args);
  if (why !== undefined) return effects('network', { none: why }, { facts: [networkFact('gh', 'unknown')] });
  const secret = args.find(({ value }) => /secrets|tokens?\b|keys\b|actions\/runners|credential/i.test(value));
  if (secret !== undefined)
    return effects('network', { none: 'it asks for credentials' }, { facts: [GH_READ, { kind: 'credential_access', what: secret.value }] });
  const plain = args.every(({ value }) => !/^(-[XfFH]|--(method|field|raw-field|header))/.test(value));
  return effects('remote-read', plain ? { words } : { none: 'it can send anything to the service with another option' }, {
    facts: [GH_READ],
  });
}
