import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { authorize, command, gateBench } from './gate-bench.ts';

/** Our settings, rules, trust file, store and log, written by an agent that would rather not be asked. */
function withOwnFiles() {
  const bench = gateBench();
  const root = path.dirname(bench.workspace);
  const [state, config] = [path.join(root, 'state'), path.join(root, 'home', '.config', 'bailiwick')];
  for (const dir of [state, path.join(state, 'audit'), config, path.join(bench.workspace, '.bailiwick')])
    mkdirSync(dir, { recursive: true });
  const files = [
    path.join(config, 'settings.json'),
    path.join(config, 'rules.jsonc'),
    path.join(config, 'trusted-rules.json'),
    path.join(state, 'bailiwick.sqlite'),
    path.join(state, 'audit', 'chain.1.jsonl'),
  ];
  for (const file of files) writeFileSync(file, '{}\n');
  symlinkSync(config, path.join(bench.workspace, 'linked'));
  for (const name of ['x', 'evil.tar', '.bailiwick/rules.jsonc']) writeFileSync(path.join(bench.workspace, name), '{}\n');
  return { ...bench, files, gate: bench.open({ ownDirs: [state, config] }) };
}

const WRITES: readonly ((file: string) => string)[] = [
  (file) => `echo x > ${file}`,
  (file) => `echo x >> ${file}`,
  (file) => `echo x | tee ${file}`,
  (file) => `echo x | tee -a ${file}`,
  (file) => `sed -i s/a/b/ ${file}`,
  (file) => `cp x ${file}`,
  (file) => `mv x ${file}`,
  (file) => `ln -sf x ${file}`,
  (file) => `rm ${file}`,
  (file) => `truncate -s 0 ${file}`,
  (file) => `dd if=x of=${file}`,
  (file) => `touch ${file}`,
  (file) => `chmod 666 ${file}`,
  (file) => `install x ${file}`,
  (file) => `rsync x ${file}`,
  (file) => `tar -xf evil.tar -C ${path.dirname(file)}`,
  (file) => `bash -c 'echo x > ${file}'`,
  (file) => `sudo env A=b bash -c 'echo x > ${file}'`,
];

test('nothing that a command names writes our own files, by their names or relative to the workspace', async () => {
  const { gate, files, workspace } = withOwnFiles();
  const open: string[] = [];
  for (const file of files)
    for (const name of [file, path.relative(workspace, file), `${path.dirname(file)}/./${path.basename(file)}`])
      for (const write of WRITES) {
        const { decision, verdict } = await authorize(gate, command(write(name), workspace));
        if (decision !== 'deny' || verdict.tier !== 0) open.push(`${decision} ${verdict.rule}: ${write(name)}`);
      }
  expect(open).toEqual([]);
});

test('nor through a link in the workspace', async () => {
  const { gate, workspace } = withOwnFiles();
  const open: string[] = [];
  for (const write of WRITES) {
    const text = write('linked/rules.jsonc');
    const { decision, verdict } = await authorize(gate, command(text, workspace));
    // What is copied over a link of the last name replaces that; the directory before it is always followed.
    if (decision !== 'deny' || verdict.tier !== 0) open.push(`${decision} ${verdict.rule}: ${text}`);
  }
  expect(open).toEqual([]);
});

test('rules that a repository ships are written by nobody unasked', async () => {
  const { gate, workspace } = withOwnFiles();
  const open: string[] = [];
  for (const write of [...WRITES, () => 'git checkout .bailiwick', () => 'git checkout -- .bailiwick/rules.jsonc', () => 'git stash pop']) {
    const text = write('.bailiwick/rules.jsonc');
    const authorization = await authorize(gate, command(text, workspace));
    if (authorization.decision === 'allow') open.push(text);
    if (authorization.decision === 'ask') gate.withdraw(authorization.approval.id);
  }
  expect(open).toEqual([]);
});

test('a script that was written before is asked about, whatever it will write', async () => {
  const { gate, workspace, files } = withOwnFiles();
  const wrote = await authorize(gate, command(`echo 'echo x > ${files[0]}' > later.sh`, workspace));
  expect(wrote.decision).toBe('allow');
  const answers = [];
  for (const text of ['sh later.sh', './later.sh', '. ./later.sh', 'source later.sh']) {
    const authorization = await authorize(gate, command(text, workspace));
    answers.push(authorization.decision);
    if (authorization.decision === 'ask') gate.withdraw(authorization.approval.id);
  }
  expect(answers).toEqual(['ask', 'ask', 'ask', 'ask']);
});
