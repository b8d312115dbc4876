import type { Effects, Word } from '../../analysis.ts';
import { networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import { valuesOf } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';

export const GH_READ = networkFact('gh', 'download');

/** Another name of the same host, as `-R` and some operands take it; a third part would be a host. */
const OWN_REPOSITORY = /^(?:(?:https:\/\/)?github\.com\/)?[\w.-]+\/[\w.-]+$/;

/** Whether a word names a repository of the host that the client is set up for. */
export function isOwnRepository({ kind, value }: Word): boolean {
  return kind === 'static' && OWN_REPOSITORY.test(value);
}

/** The filter of `--jq` can print the environment. */
export function readsEnvironment(scanned: Scan): boolean {
  return valuesOf(scanned, '-q --jq').some(({ kind, value }) => kind !== 'static' || /\benv\b|ENV|__loc__|input_filename/.test(value));
}

/** An address of another host than the client's own. */
function isElsewhere({ value }: Word): boolean {
  return /:\/\/|^[\w.-]+@[\w.-]+:/.test(value) && !/^https:\/\/(gist\.)?github\.com\//.test(value);
}

const JSON_OUTPUT = '-q -t --json --jq --template';

export interface Read {
  readonly flags?: string;
  /** With a value; those of `--json` and `-R` come from the kind. */
  readonly values?: string;
  /** With a value only when it is attached, as `--archived=false`. */
  readonly attached?: string;
  readonly operands?: Rule['operands'];
  /** `json`: with a choice of fields. `plain`: without. `search`: text and filters, and `-R` is such a filter. */
  readonly kind?: 'json' | 'plain' | 'search';
  /** Operands name repositories, so that three parts begin with a host. */
  readonly repositories?: boolean;
}

/** A sub-command that only asks; everything that it does not list is unknown, `--web` above all. */
export function read({ flags = '', values = '', attached = '', operands = 'text', kind = 'json', repositories = false }: Read): Subcommand {
  const output = kind === 'plain' ? '' : JSON_OUTPUT;
  const rule: Rule = {
    class: 'remote-read',
    operands,
    flags,
    values: `${values} ${output} -R --repo`,
    attached,
    facts: [GH_READ],
  };
  const compiled = compile(rule);
  const roles = optionTable({ ...rule, flags: `${flags} --help` });
  return (args, words): Effects => {
    const scanned = scan(args, roles);
    const judged = judge(compiled, args, words);
    const others = kind === 'search' ? [] : valuesOf(scanned, '-R --repo');
    const named = repositories ? scanned.operands.filter((word) => word.value.includes('/')) : [];
    if (kind !== 'search' && ([...others, ...named].some((word) => !isOwnRepository(word)) || scanned.operands.some(isElsewhere)))
      return notProven('a repository of another host', judged);
    if (readsEnvironment(scanned)) return notProven('the filter reads the environment', judged);
    if (judged.unproven === undefined && scanned.doubtful !== undefined)
      return notProven('a word that is only known when it runs could be an option', judged);
    if (judged.unproven !== undefined || others.length === 0) return judged;
    return { ...judged, prefix: { none: 'it names another repository' } };
  };
}
