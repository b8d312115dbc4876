import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Session as Inspector } from 'node:inspector/promises';
import { test } from 'vitest';
import { begin, hostileBench, outcome } from './children.ts';
test.each([['cmd', { toolCallId: 'c', title: 'x', kind: 'execute', rawInput: { command: `rm -rf / ${'MEBI'.repeat(20)}` } }],['write', { toolCallId: 'c', title: 'x', kind: 'edit', content: [{ type: 'diff', path: 'a.txt', newText: 'MEBI'.repeat(20) }] }]])('lag %s', async (_n, toolCall) => {
  const session = await hostileBench().open();
  const i = new Inspector(); i.connect(); await i.post('Profiler.enable'); await i.post('Profiler.start');
  const h = monitorEventLoopDelay({ resolution: 5 }); h.enable();
  const text = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'session/request_permission', params: { sessionId: 's', toolCall, options: [{ optionId: 'yes', kind: 'allow_once', name: 'Yes' }] } })}\n`;
  const id = await begin(session, { raw: text }, { asks: ['ls'] });
  const seen = await outcome(session, id);
  console.log('max ms', h.max / 1e6, JSON.stringify(seen.policy), JSON.stringify(seen.tool_calls));
  const { profile } = await i.post('Profiler.stop');
  const self = new Map<string, number>();
  const dt = profile.timeDeltas ?? []; const by = new Map(profile.nodes.map((n) => [n.id, n]));
  (profile.samples ?? []).forEach((s, k) => { const n = by.get(s); const key = `${n?.callFrame.functionName} ${n?.callFrame.url.split('/').slice(-2).join('/')}:${n?.callFrame.lineNumber}`; self.set(key, (self.get(key) ?? 0) + (dt[k] ?? 0) / 1000); });
  console.log([...self].sort((a, b) => b[1] - a[1]).slice(0, 6).map(([k, v]) => `${Math.round(v)} ${k.slice(0,80)}`).join('\n'));
});
