import { existsSync } from 'node:fs';
import path from 'node:path';
import { counted } from './counted.ts';
import { endOf, type Lab } from './lab.ts';
import { type Asked, bash, call, say } from './model.ts';

const FILE = '.bailiwick/agents/reader.md';
const ROLE = 'Tell what stands in the files, word for word.';
const DEFINITION = `---\nname: reader\ndescription: Reads files and tells what is in them.\ntools: [read, search]\naccess: read-only\n---\n${ROLE}\n`;

/** A role that the repository describes: nothing until a person trusts it, and then it only narrows. */
export async function definition(lab: Lab): Promise<void> {
  const bench = lab.bench('all', { [FILE]: DEFINITION, 'word.txt': 'xyzzy\n' });
  const served = await bench.serve();
  const offered = new Set<string>();
  let told = '';
  lab.model.play('[reader]', ({ turn, tools, userTexts, result }: Asked) => {
    for (const { name } of tools) offered.add(name);
    told = userTexts[0] ?? '';
    const tries = [
      call('write', 'write_file', { path: 'written.txt', content: 'no\n' }),
      bash('run', 'touch written.txt'),
      call('read', 'read_file', { path: 'word.txt' }),
    ];
    return tries[turn] ?? say(`It says: ${result('read') ?? 'nothing'}`);
  });
  const order = { agent: 'reader', objective: '[reader] Tell what is in word.txt.', access: 'workspace-write' };
  try {
    const before = (await served.call('dispatch_child_task', order)) as Record<string, unknown>;
    lab.same(
      'nobody has trusted it: it is not there',
      [before['status'], before['error'], before['task_id']],
      ['unavailable', 'definition_untrusted', undefined],
    );
    lab.holds('and what to do is said', String(before['next']), FILE, 'bailiwick trust');
    const trusted = await bench.person('trust', '--yes');
    lab.same('a person trusts it', trusted.status, 0);
    lab.holds('and was shown what it says', trusted.stdout, ROLE);
    const started = await served.dispatch(order);
    lab.same(
      'it plays the role, and gets no more than that leaves',
      [started['agent'], started['definition'], started['access']],
      ['loop', 'reader', 'read-only'],
    );
    const ended = await served.ended(started.task_id);
    lab.holds('it can read', `${endOf(ended)} ${ended.text}`, /^completed/, 'xyzzy');
    lab.same('it has written nothing', existsSync(path.join(bench.workspace, 'written.txt')), false);
    lab.same(
      'it was offered nothing that writes or runs',
      ['bash', 'write_file', 'edit_file'].filter((name) => offered.has(name)),
      [],
    );
    lab.holds('it was told its role', told, ROLE);
    await counted(lab, bench, ended);
  } finally {
    await served.close();
  }
}
