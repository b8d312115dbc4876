import { list, when } from './blocks.ts';
import type { GroupMember, GroupReportDoc } from './group.ts';
import { joined, own, type Page, type Section, say, spanText, timeText, usdText, type Words } from './page.ts';
import { totals } from './work-sections.ts';

const CANCEL: Readonly<Record<GroupReportDoc['cancel'], string>> = {
  none: 'each goes on to its own end',
  winner: 'the first that is accepted ends the others',
  budget: 'all end when the budget is spent',
};

/** The report of a group, as a page: who won, and what the others had. */
export function groupPage(doc: GroupReportDoc): Page {
  const { name, cancel, maxParallel, budget, winner, spent, members, tokens, usd, at } = doc;
  const counts = Object.entries(Object.groupBy(members, ({ status }) => status)).map(([status, those]) => `${those.length} ${status}`);
  const rows: (readonly [string, Words] | false)[] = [
    ['Group', say`${name}`],
    ['Children', say`${own(`${members.length}: ${counts.join(', ')}`)}`],
    [
      'Won by',
      winner === null ? say`${own(cancel === 'winner' ? 'nobody yet or at all' : 'nobody: they do not compete')}` : say`${winner}`,
    ],
    ['Accepted', acceptedWords(members)],
    ['How they run', say`${own(CANCEL[cancel])}${own(maxParallel === null ? '' : `; at most ${maxParallel} at a time`)}`],
    budget !== null && ['Budget', budgetWords(budget)],
    spent !== null && ['Budget spent', say`${spent}`],
    ['Use', say`${own(tokens === null ? 'tokens unknown' : `${tokens.toLocaleString('en')} tokens`)}; ${own(usdText(usd))}`],
    ['As of', say`${own(timeText(at))}`],
  ];
  return {
    title: say`Report of the group ${name}`,
    sections: [{ title: '', blocks: [{ kind: 'facts', rows: rows.filter((row) => row !== false) }] }, ...members.flatMap(memberSection)],
  };
}

function acceptedWords(members: readonly GroupMember[]): Words {
  const accepted = members.filter((member) => member.accepted);
  if (accepted.length === 0) return say`none`;
  return joined(
    accepted.map(({ id }) => say`${id}`),
    ', ',
  );
}

function budgetWords({ wallMs, tokens, usd }: NonNullable<GroupReportDoc['budget']>): Words {
  const parts = [
    wallMs === null ? undefined : spanText(wallMs),
    tokens === null ? undefined : `${tokens.toLocaleString('en')} tokens`,
    usd === null ? undefined : usdText(usd),
  ];
  return say`${own(parts.filter((part) => part !== undefined).join(', '))}`;
}

function memberSection(member: GroupMember, index: number): readonly Section[] {
  const { id, agent, title, status, won, accepted, deferred, reason, assurance, confidence, signals } = member;
  const { changes, checks, review, exitCode, turns, tokens, usd, ranMs } = member;
  const verdict = won ? 'won' : deferred ? 'deferred, never began' : accepted ? 'accepted' : 'not accepted';
  const facts: (Words | false)[] = [
    say`Task ${id}, ${agent}${own(assurance === null ? '' : `, held as ${assurance}`)}`,
    say`To do: ${title}`,
    say`Status: ${own(`${status} (${verdict})`)}${exitCode === null ? [] : say`, exit code ${exitCode}`}`,
    reason !== null && say`Why: ${reason}`,
    confidence !== null && say`Confidence: ${own(confidence)}${own(signals.length === 0 ? '' : ` (${signals.join(', ')})`)}`,
    changes !== null && say`Changes: ${totals(changes)}`,
    checks.length > 0 &&
      say`Checks: ${joined(
        checks.map(({ name, status: came }) => say`${name} ${own(came)}`),
        ', ',
      )}`,
    review !== null && say`Review: ${review}`,
    !deferred &&
      say`Use: ${joined(
        [
          turns !== null && say`${turns} turns`,
          say`${own(tokens === null ? 'tokens unknown' : `${tokens.toLocaleString('en')} tokens`)}`,
          say`${own(usdText(usd))}`,
          ranMs !== null && say`ran ${own(spanText(ranMs))}`,
        ],
        ', ',
      )}`,
    say`More: ${`bailiwick report ${id}`}`,
  ];
  return when(true, `Child ${index + 1}: ${verdict}`, list(facts.filter((fact) => fact !== false)));
}
