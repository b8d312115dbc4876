import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Work } from '../../../src/agents/work/work.ts';
import { html } from '../../../src/session/report/html.ts';
import { markdown } from '../../../src/session/report/markdown.ts';
import { type Page, say } from '../../../src/session/report/page.ts';
import { reportOf } from '../../../src/session/report/report.ts';
import { taskPage } from '../../../src/session/report/task-page.ts';
import { asks, EVENTS, journalOf, snapshot } from './reported.ts';

/** Takes what stands in code out of Markdown, as CommonMark reads it: fences first, then spans of equally many backticks. */
function withoutCode(text: string): string {
  const outside: string[] = [];
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const ticks = /^`{3,}(?=[^`]*$)/.exec(line)?.[0];
    if (fence === undefined && ticks !== undefined) fence = ticks;
    else if (fence !== undefined) {
      if (/^`+$/.test(line) && line.length >= fence.length) fence = undefined;
    } else outside.push(line.replaceAll(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, ''));
  }
  expect(fence).toBeUndefined();
  return outside.join('\n');
}

async function hostile(evil: string): Promise<Page> {
  const work: Work = {
    signals: [],
    changes: { files: [{ path: evil, kind: 'added' }], total: 1, unsure: evil },
    checks: [{ name: evil, command: evil, status: 'failed', detail: evil }],
    review: { agent: evil, taskId: evil, verdict: 'revise', note: evil, followups: [evil] },
    exitCodes: [],
    patch: { bytes: 1, base: evil },
  };
  const { held } = snapshot();
  const given = snapshot({
    title: evil,
    agent: evil,
    reason: evil,
    cwd: evil,
    work,
    final: { text: evil, bytes: 9 },
    group: { name: evil, maxParallel: 1, cancel: 'none', budget: undefined },
    ...(held === undefined ? {} : { held: { ...held, version: evil, definition: evil, proof: evil } }),
  });
  const events = EVENTS.map((event) => {
    if (event.kind === 'call') return { ...event, tool: evil, hint: evil };
    if (event.kind === 'answered') return { ...event, reason: evil, rule: evil, what: evil };
    return event.kind === 'told' ? { ...event, text: evil } : event;
  });
  return taskPage(
    await reportOf({
      snapshot: given,
      journal: journalOf([...events, asks(evil, 9), { kind: 'unapproved', what: evil }, { kind: 'wrote', path: evil }]),
    }),
  );
}

const MARKUP = [
  '![x](http://evil/a.png)',
  '[click](javascript:alert(1))',
  '<img src=x onerror=alert(1)>',
  '</pre><script>alert(1)</script>',
  '`` ` ``` ~~~',
  '```\n# not a heading\n```',
  '\n\n---\n# heading\n> quote',
  'https://evil.example www.evil.example a@b.example',
  '| a | b |\n|---|---|',
  '&lt;b&gt; &#x3c;',
  '"><svg onload=1>',
  '`',
  '\r\n```\r\n[x](y)',
] as const;

test.each(MARKUP)('%j stands in code and nowhere else', async (evil) => {
  const marked = `EVIL${evil}EVIL`;
  const text = markdown(await hostile(marked));
  expect(text).toContain('EVIL');
  expect(withoutCode(text)).not.toContain('EVIL');
});

test('whatever the text is, nothing of it is outside of code', async () => {
  const evil = fc.array(fc.constantFrom('`', '``', '```', '\n', ' ', 'x', '~~~', '<', '![', '](u)', '\\', '*', '|'), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(evil, async (parts) => {
      const text = markdown(await hostile(`Zq${parts.join('')}Zq`));
      expect(withoutCode(text)).not.toContain('Zq');
    }),
    { numRuns: 150 },
  );
});

test('in HTML it is text between tags: only tags of ours are there, none of them loads or runs anything', async () => {
  const evil = MARKUP.join('');
  const page = html(await hostile(`${evil}\u202e\u001b`));
  const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)[^>]*>/g)].map(([, name]) => name));
  expect([...tags].sort()).toEqual(
    [
      'body',
      'code',
      'h1',
      'h2',
      'head',
      'html',
      'li',
      'main',
      'meta',
      'p',
      'pre',
      'rect',
      'section',
      'style',
      'svg',
      'table',
      'tbody',
      'td',
      'th',
      'thead',
      'title',
      'tr',
      'ul',
    ].sort(),
  );
  expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`);
  expect(page.replace(/<style>.*?<\/style>/s, '')).not.toMatch(/<[^>]*\s(?:on\w+|src|href|style)=/i);
  expect(page).not.toMatch(/@import|url\(/);
  expect([page.includes('\u202e'), page.includes('\u001b')]).toEqual([false, false]);
});

test('a page as Markdown and HTML', () => {
  const page: Page = {
    title: say`About ${'a`b'}`,
    sections: [
      {
        title: '',
        blocks: [{ kind: 'facts', rows: [['Who', say`${''} and ${1_234}`]] }],
      },
      {
        title: 'Rest',
        blocks: [
          { kind: 'list', items: [say`one ${' padded '}`], total: 3 },
          {
            kind: 'bar',
            parts: [
              { label: 'good', count: 3, tone: 'good' },
              { label: 'bad', count: 1, tone: 'bad' },
            ],
          },
          { kind: 'bar', parts: [{ label: 'good', count: 0, tone: 'good' }] },
          { kind: 'text', foreign: 'a\n````\nb' },
        ],
      },
    ],
  };
  expect(markdown(page)).toBe(
    '# About ``a`b``\n\n* Who: (nothing) and 1,234\n\n## Rest\n\n* one `  padded  `\n* … and 2 more\n\n3 good, 1 bad\n\n0 good\n\n`````text\na\n````\nb\n`````\n',
  );
  const text = html(page);
  expect(text.slice(text.indexOf('<h1>'))).toBe(
    [
      '<h1>About <code>a&#96;b</code></h1>',
      '<section><table><tr><th scope="row">Who</th><td><code></code> and 1,234</td></tr></table></section>',
      '<section><h2>Rest</h2>',
      '<ul><li>one <code> padded </code></li></ul><p class="soft">… and 2 more</p>',
      '<svg viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true"><rect class="good" x="0.0" y="0" width="750.0" height="16"/><rect class="bad" x="750.0" y="0" width="250.0" height="16"/></svg><p>3 good, 1 bad</p>',
      '<p>0 good</p>',
      '<pre dir="auto">a\n&#96;&#96;&#96;&#96;\nb</pre></section>',
      '</main></body></html>\n',
    ].join('\n'),
  );
});

test('of a long table Markdown has the first and the last, HTML all or as many as it may', () => {
  const page = (count: number, total: number): Page => ({
    title: say`T`,
    sections: [{ title: '', blocks: [{ kind: 'table', head: ['H'], count, row: (index) => [say`row ${index}`], total }] }],
  });
  const listed = (text: string) => text.split('\n').filter((line) => line.startsWith('* '));
  expect(listed(markdown(page(20, 20)))).toHaveLength(20);
  const long = listed(markdown(page(100, 100)));
  expect([long.length, long[9], long[10], long[11], long.at(-1)]).toEqual([21, '* row 9', '* … and 80 more', '* row 90', '* row 99']);
  // The end of what was not listed is not the end.
  const cut = listed(markdown(page(100, 500)));
  expect([cut.length, cut[19], cut[20]]).toEqual([21, '* row 19', '* … and 480 more']);
  expect(html(page(100, 100)).match(/<tr><td>/g)).toHaveLength(100);
  const few = html(page(100, 100), { rows: 5 });
  expect([few.match(/<tr><td>/g)?.length, few.includes('… and 95 more')]).toEqual([5, true]);
});

test('what does not fit is left out by whole sections, and said', () => {
  const section = (title: string) => ({ title, blocks: [{ kind: 'text', foreign: 'x'.repeat(500) } as const] });
  const page: Page = { title: say`T`, sections: ['One', 'Two', 'Three'].map(section) };
  const limit = { bytes: 1_300, rest: 'elsewhere' };
  const text = markdown(page, limit);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_300);
  expect(text.match(/^## .*/gm)).toEqual(['## One', '## Two']);
  expect(text).toContain('[… left out here: Three. All of it: elsewhere …]');
  expect(markdown(page, { bytes: 10_000, rest: '' })).toBe(markdown(page));
  // One that is long by itself does not take those behind it with it.
  const long: Page = {
    title: say`T`,
    sections: [section('One'), { title: 'Long', blocks: [{ kind: 'text', foreign: 'x'.repeat(5_000) }] }, section('Three')],
  };
  expect(markdown(long, limit).match(/^## .*/gm)).toEqual(['## One', '## Three']);
  expect(markdown(long, limit)).toContain('[… left out here: Long. All of it: elsewhere …]');
});

test('what is said of the changes is what is known of them', async () => {
  const said = async (changes: Parameters<typeof snapshot>[0]) => {
    const text = markdown(taskPage(await reportOf({ snapshot: snapshot(changes) })));
    return /## What it changed\n\n([\s\S]*?)\n\n## /.exec(text)?.[1];
  };
  const of = (changes: NonNullable<Work['changes']>) => ({ work: { signals: [], checks: [], exitCodes: [], changes } });
  const shared = 'It worked in the workspace itself: what somebody else changed there meanwhile is counted, too.';
  const one = { files: [{ path: 'a', kind: 'added', added: 1, removed: 0 } as const], total: 1, added: 1, removed: 0 };
  const tree = { held: { assurance: 'gated', version: '1', isolation: 'worktree' } } as const;
  const { endedAt: _, ...running } = snapshot({ status: 'running' });
  expect(await said(of(one))).toBe(`1 file, 1 lines added, 0 removed.\n\n* added \`a\` (+1 -0)\n\n${shared}`);
  expect(await said({ ...of(one), ...tree })).toBe('1 file, 1 lines added, 0 removed.\n\n* added `a` (+1 -0)');
  expect(await said(of({ files: [], total: 0, added: 0, removed: 0 }))).toBe('No file differs.');
  expect(await said(of({ files: [], total: 0, unsure: 'the disk is full' }))).toBe('Not known.');
  expect(await said({})).toBe('What it changed was not looked at.');
  const text = markdown(taskPage(await reportOf({ snapshot: running })));
  expect(text).toContain('It has not ended: what it changed is looked at then.');
});

test('our own loop needs no proof, and every other level says which it rests on', async () => {
  const doneBy = async (agent: string, proof: object) => {
    const held = { assurance: 'caged', version: 'v', ...proof } as const;
    return /Done by: (.*)/.exec(markdown(taskPage(await reportOf({ snapshot: snapshot({ agent, held }) }))))?.[1];
  };
  expect(await doneBy('loop', {})).toBe('`loop` `v`, held as caged; its only tools are gated, which needs no proof');
  expect(await doneBy('codex', {})).toBe('`codex` `v`, held as caged; its proof is not known any more');
  expect(await doneBy('codex', { proof: 'd1' })).toBe('`codex` `v`, held as caged; proof `d1`');
});
