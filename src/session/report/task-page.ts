import { LOOP } from '../../agents/assurance/roster.ts';
import { list, some, when } from './blocks.ts';
import type { CallRow, Refusal, TaskReportDoc } from './doc.ts';
import { type Block, joined, own, type Page, type Section, say, spanText, timeText, usdText, type Words } from './page.ts';
import { changeSections, checkSections } from './work-sections.ts';

/** The report of one task, as a page. */
export function taskPage(doc: TaskReportDoc): Page {
  return {
    title: say`Report: ${doc.title}`,
    sections: [
      { title: '', blocks: [{ kind: 'facts', rows: facts(doc) }] },
      ...when(
        doc.warnings.length > 0,
        'What to know first',
        list(doc.warnings.map(({ text, detail }) => (detail === null ? say`${own(text)}` : say`${own(text)} ${detail}`))),
      ),
      ...when(doc.objective !== doc.title, 'What it was to do', { kind: 'text', foreign: doc.objective }),
      ...changeSections(doc),
      ...checkSections(doc),
      ...refusalSection(doc),
      ...questionSection(doc),
      ...when(
        doc.unapproved.total > 0,
        'Calls that nobody had allowed',
        some(doc.unapproved, (what) => say`${what}`),
      ),
      ...callSection(doc),
      ...when(
        doc.told.total > 0,
        'What it was told on the way',
        some(doc.told, ({ at, text }) => say`${own(timeText(at))}: ${text}`),
      ),
      { title: 'How to replay it', blocks: [list(doc.next.map(({ command, why }) => say`${command}: ${own(why)}`))] },
      ...finalSection(doc),
    ],
  };
}

function facts(doc: TaskReportDoc): readonly (readonly [string, Words])[] {
  const {
    id,
    status,
    stoppedBy,
    reason,
    deferred,
    exit,
    confidence,
    signals,
    access,
    cwd,
    isolation,
    group,
    parent,
    turns,
    model,
    tokens,
    usd,
  } = doc;
  const rows: (readonly [string, Words] | false)[] = [
    ['Task', say`${id}`],
    [
      'Status',
      joined(
        [
          say`${own(deferred ? `${status}, deferred: it never began` : status)}`,
          stoppedBy !== null && say`stopped by ${own(stoppedBy)}`,
          exit?.code !== null && exit !== null && say`exit code ${exit.code}`,
          exit?.signal !== null && exit !== null && say`signal ${exit.signal}`,
          reason !== null && say`${reason}`,
        ],
        '; ',
      ),
    ],
    confidence !== null && ['Confidence', say`${own(confidence)}${own(signals.length === 0 ? '' : ` (${signals.join(', ')})`)}`],
    ['Done by', heldWords(doc)],
    ['Access', say`${own(access)} in ${cwd}, ${own(isolation === 'none' ? 'in the workspace itself' : 'in a work tree of its own')}`],
    ['Time', timeWords(doc)],
    (turns !== null || tokens !== null) && [
      'Use',
      joined(
        [
          turns !== null && say`${turns} turns`,
          tokens === null ? say`tokens unknown` : say`${tokens.input} tokens in, ${tokens.output} out`,
          say`${own(usdText(usd))}`,
          model !== null && say`model ${model}`,
        ],
        '; ',
      ),
    ],
    group !== null && ['Group', say`${group}`],
    parent !== null && ['Child of', say`${parent}`],
  ];
  return rows.filter((row) => row !== false);
}

function heldWords({ agent, held }: TaskReportDoc): Words {
  if (held === null) return say`${agent}, each command judged before it ran`;
  const { assurance, version, mode, definition, modelHint, proof } = held;
  return joined(
    [
      say`${agent} ${version}, held as ${own(assurance)}`,
      proof === null
        ? say`${own(agent === LOOP ? 'its only tools are gated, which needs no proof' : 'its proof is not known any more')}`
        : say`proof ${proof.digest}${own(proof.at === null ? '' : ` of ${timeText(proof.at)}`)}`,
      mode !== null && say`mode ${mode}`,
      definition !== null && say`by the definition ${definition}`,
      modelHint !== null && say`model wished: ${modelHint.hint}${own(modelHint.routed ? '' : ' (it could not be told)')}`,
    ],
    '; ',
  );
}

function timeWords({ times: { created, started, ended, ranMs } }: TaskReportDoc): Words {
  const parts = [
    `asked for ${timeText(created)}`,
    started === null ? 'never began' : `began ${timeText(started)}`,
    ...(ended === null ? ['has not ended'] : [`ended ${timeText(ended)}`]),
    ...(ranMs === null ? [] : [`ran ${spanText(ranMs)}`]),
  ];
  return say`${own(parts.join('; '))}`;
}

function refusalSection({ refusals, policy: { allowed, denied } }: TaskReportDoc): readonly Section[] {
  const blocks: Block[] = [];
  if (allowed !== null && denied !== null && allowed + denied > 0) {
    const bad = { label: 'refused', count: denied, tone: 'bad' } as const;
    blocks.push({ kind: 'bar', parts: [{ label: 'allowed', count: allowed, tone: 'good' }, bad] });
  }
  if (refusals.total > 0) blocks.push(some(refusals, refusalWords));
  return when(blocks.length > 0, 'What was allowed and refused', ...blocks);
}

function refusalWords({ rule, count, reason, example }: Refusal): Words {
  return joined(
    [
      rule === null ? say`${count} times, by a rule that is not known` : say`${count} times by ${rule}`,
      say`${reason}`,
      example !== null && say`first: ${example}`,
    ],
    '; ',
  );
}

function questionSection({ questions }: TaskReportDoc): readonly Section[] {
  const words = { allowed: 'allowed', refused: 'refused', open: 'still waits', unanswered: 'nobody answered' } as const;
  return when(
    questions.total > 0,
    'What people were asked',
    some(questions, ({ number, what, ended, waitedMs, reason }) =>
      joined(
        [
          say`${own(`question ${number}`)}: ${what}`,
          say`${own(words[ended])}${own(waitedMs === null ? '' : ` after ${spanText(waitedMs)}`)}`,
          reason !== null && say`${reason}`,
        ],
        '; ',
      ),
    ),
  );
}

function callSection({ calls }: TaskReportDoc): readonly Section[] {
  const tools = calls.tools.map(({ tool, count, refused, failed }) =>
    joined([say`${tool}: ${count}`, refused > 0 && say`${refused} refused`, failed > 0 && say`${failed} ended with an error`], ', '),
  );
  const head = ['Time', 'Turn', 'Tool', 'What', 'Gate', 'End'];
  const { items, total } = calls;
  const row = (index: number): readonly Words[] => items.slice(index, index + 1).flatMap((call) => callCells(call));
  const table: Block = { kind: 'table', head, count: items.length, row, total };
  return when(
    calls.total > 0,
    'What it ran',
    ...(tools.length === 0 ? [] : [list(tools), { kind: 'note', words: say`In order:` } as const]),
    table,
  );
}

function callCells({ at, turn, tool, hint, allowed, exitCode }: CallRow): readonly Words[] {
  return [
    say`${own(at === null ? '' : timeText(at).slice(11, 19))}`,
    say`${own(turn === null ? '' : `turn ${turn}`)}`,
    say`${tool}`,
    hint === '' ? [] : say`${hint}`,
    say`${own(allowed === null ? '' : allowed ? 'allowed' : 'refused')}`,
    say`${own(exitCode === null ? '' : `exit ${exitCode}`)}`,
  ];
}

function finalSection({ final }: TaskReportDoc): readonly Section[] {
  if (final === null) return [];
  return [
    {
      title: 'What it says',
      blocks: [
        {
          kind: 'note',
          words: say`Its own words: nobody else vouches for them.${own(final.whole ? '' : ` The end of ${final.bytes.toLocaleString('en')} bytes.`)}`,
        },
        final.text === '' ? { kind: 'note', words: say`It said nothing.` } : { kind: 'text', foreign: final.text },
      ],
    },
  ];
}
