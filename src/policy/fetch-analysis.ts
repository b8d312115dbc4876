import type { CommandAnalysis } from '../shell/analysis.ts';
import { analysisOfTool } from './own-tool.ts';

export type ReadAddress =
  /** The address in ASCII: what is odd in its host is written in Punycode. */
  | { readonly ok: true; readonly address: URL }
  /** Our own words. */
  | { readonly ok: false; readonly problem: string };

/** A host, and perhaps a port: nothing before an `@`, nothing that two readers could cut apart differently. */
const PLAIN = /^https?:\/\/([^/?#\\@\s]+)(?:[/?#]|$)/i;
const LONGEST = 8_192;

/** Reads an address that a tool would fetch; what two programs could read differently is refused. */
export function readAddress(text: string): ReadAddress {
  const refused = (problem: string): ReadAddress => ({ ok: false, problem });
  if (text.length > LONGEST) return refused(`the address is longer than ${LONGEST} characters`);
  if (/^[a-z]+:\/\/[^/?#]*@/i.test(text)) return refused('the address holds a name or a password');
  const written = PLAIN.exec(text)?.[1];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (written === undefined || /[\u0000-\u0020\u007f\\]/.test(text)) return refused('it is no plain address of http or https');
  const address = URL.parse(text);
  if (address === null) return refused('it is no address');
  return isSameHost(written.toLowerCase(), address)
    ? { ok: true, address }
    : refused(`its host is written in an odd way; it means ${address.host}`);
}

/** Other readers of numbers, escapes and letters that only look plain may end at another host. */
function isSameHost(written: string, { host, hostname, port, protocol }: URL): boolean {
  const usual = protocol === 'https:' ? ':443' : ':80';
  if (written === host || (port === '' && written === `${host}${usual}`)) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII.
  return /[^\u0000-\u007f]/.test(written) && hostname.split('.').some((label) => label.startsWith('xn--'));
}

/** The analysis of a tool that fetches an address. */
export function analyseFetch({ href, hostname }: URL, cwd: string): CommandAnalysis {
  const effects = {
    class: 'network' as const,
    facts: [{ kind: 'network' as const, tool: 'fetch', host: hostname, direction: 'download' as const }],
  };
  return analysisOfTool({ name: 'fetch', object: href, effects, cwd });
}
