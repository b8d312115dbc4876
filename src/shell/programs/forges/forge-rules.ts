import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import { valuesOf } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';

/** A group or owner and a repository; a dot in the first part would make it a host. */
const PROJECT = /^[\w-]+(\/[\w.-]+){0,2}$/;

/** Options that choose another place, by any spelling; one of them may not hide as the value of another. */
const ELSEWHERE = /^(-R|--repo|--hostname|--host|-l$|--login|--remote|-g$|--group)/;

/** What asks the service that the user has set up; a repository may hold settings of the client's own. */
export function read(tool: string, settings: string | undefined, flags: string, values: string): Subcommand {
  const rule: Rule = {
    class: 'remote-read',
    operands: 'text',
    flags,
    values: `${values} -R --repo -g --group`,
    facts: [networkFact(tool, 'download')],
    ...(settings === undefined ? {} : { settings }),
  };
  const compiled = compile(rule);
  const roles = optionTable(rule);
  return (args, words): Effects => {
    const judged = judge(compiled, args, words);
    const scanned = scan(args, roles);
    const places = valuesOf(scanned, '-R --repo -g --group');
    const written = args.filter(({ value }) => ELSEWHERE.test(value));
    if (written.length !== places.length || places.some(({ kind, value }) => kind !== 'static' || !PROJECT.test(value)))
      return notProven('it asks another host', judged);
    if (scanned.operands.some(({ value }) => /:\/\/|^[\w.-]+@[\w.-]+:/.test(value))) return notProven('it asks another host', judged);
    return judged.unproven !== undefined || places.length === 0 ? judged : { ...judged, prefix: { none: 'it names another repository' } };
  };
}

export function changes(tool: string, rule: Partial<Rule> = {}): Rule {
  return { class: 'network', operands: 'text', lenient: true, facts: [networkFact(tool, 'upload')], ...rule };
}

export function deletes(tool: string): Rule {
  return changes(tool, { noPrefix: 'it deletes on the other side', facts: [networkFact(tool, 'upload'), danger('remote deletion')] });
}

export function credential(what: string): Subcommand {
  return (_: readonly Word[]) => effects('network', { none: 'it handles credentials' }, { facts: [{ kind: 'credential_access', what }] });
}
