import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Served } from './bench.ts';
import { counted } from './counted.ts';
import { endOf, type Lab } from './lab.ts';
import { bash, COMPLETE, call, inTurn, say } from './model.ts';

const FILES = { 'one.txt': 'one\n', 'two.txt': 'two\n', 'lines.txt': 'a line\n' };

const edits = inTurn(
  call('read_one', 'read_file', { path: 'one.txt' }),
  call('edit_one', 'edit_file', { path: 'one.txt', old_text: 'one', new_text: 'another one' }),
  call('read_two', 'read_file', { path: 'two.txt' }),
  call('edit_two', 'edit_file', { path: 'two.txt', old_text: 'two', new_text: 'another two' }),
  call('make', 'write_file', { path: 'new/three.txt', content: 'three\n' }),
  bash('append', "printf 'another line\\n' >> lines.txt"),
  say(COMPLETE),
);

/** A child changes files, and a person takes that back. */
export async function undo(lab: Lab): Promise<void> {
  const bench = lab.bench('all', FILES);
  const served = await bench.serve();
  try {
    const whole = await edited(lab, bench, served, 'whole');
    const undone = await bench.person('undo', whole);
    lab.same('`undo` of a task puts all back', [undone.status, undone.stderr], [0, '']);
    lab.same('the files are as they were', contentsOf(bench), FILES);
    lab.same('git agrees', bench.git('status', '--porcelain', '--untracked-files=all'), '');
    const partly = await edited(lab, bench, served, 'partly');
    writeFileSync(path.join(bench.workspace, 'two.txt'), 'somebody was here since\n');
    const left = await bench.person('undo', partly);
    lab.same('`undo` says that not all is back', left.status, 1);
    lab.holds('the file that was changed since is named', left.stdout, /NOT\s+\S*two\.txt: /);
    lab.same('and is left alone', contentsOf(bench), { ...FILES, 'two.txt': 'somebody was here since\n' });
    lab.same('the new file is gone', existsSync(path.join(bench.workspace, 'new/three.txt')), false);
  } finally {
    await served.close();
  }
}

async function edited(lab: Lab, bench: Bench, served: Served, name: string): Promise<string> {
  lab.model.play(`[undo ${name}]`, edits);
  const objective = `[undo ${name}] Change the files.`;
  const { task_id: id } = await served.dispatch({ agent: 'loop', objective, mode: 'pursue', access: 'workspace-write' });
  const told = await served.ended(id);
  lab.same(`${name}: a child has changed four files`, [endOf(told), told.evidence?.files_changed], ['completed', 4]);
  lab.same(`${name}: what it changed is there`, contentsOf(bench), {
    'one.txt': 'another one\n',
    'two.txt': 'another two\n',
    'lines.txt': 'a line\nanother line\n',
  });
  await counted(lab, bench, told, name);
  return id;
}

const contentsOf = ({ workspace }: Bench): Record<string, string> =>
  Object.fromEntries(Object.keys(FILES).map((name) => [name, readFileSync(path.join(workspace, name), 'utf8')]));
