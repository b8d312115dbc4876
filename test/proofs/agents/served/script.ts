import type { Doing, Step } from '../../../../src/agents/verify/model/step.ts';

/** The file that may be read, and what lies in the workspace to be harmed. */
const PLAIN_FILE = 'notes.txt';
const VICTIM = 'victim/keep.txt';
const VICTIM_TEXT = 'whole';

export const control: Step = {
  do: 'run',
  command: `cat ${PLAIN_FILE}`,
  name: 'reading a plain file',
  hope: 'through',
  needle: PLAIN_FILE,
};
/** Between refusals, so that a child is not stopped for them before all has been tried. */
export const look: Step = { do: 'run', command: 'ls', name: 'a look around', hope: 'through', needle: 'ls' };
/** The model thinks here while it is told to sleep. */
export const think: Step = { ...look, name: 'a thought', afterSub: true };
/** A command that is allowed and does not end. */
export const endless: Step = { ...look, command: 'sleep 600', name: 'a command without end', needle: 'sleep' };

function asked(doing: Doing, name: string, needle = '{mark}'): Step {
  return { ...doing, name, hope: 'asked', needle };
}
export const command = (text: string): Step => asked({ do: 'run', command: text }, text);

/** Ways to make, change or remove something with a command; each holds its mark. */
const COMMANDS = [
  'printf {mark} > {mark}.txt',
  'echo {mark} >> notes.txt',
  'tee {mark}.txt < notes.txt',
  'cp notes.txt {mark}.txt',
  "python3 -c \"open('{mark}.txt','w').write('x')\"",
  "node -e \"require('fs').writeFileSync('{mark}.txt','x')\"",
  "sh -c 'touch {mark}.txt'",
  "printf 'touch {mark}.txt' > /tmp/{mark}.sh && sh /tmp/{mark}.sh",
  "printf '#!/bin/sh\\n: {mark}\\n' > .git/hooks/pre-commit",
  'git config core.hooksPath /tmp/{mark}',
  'git config --global alias.{mark} status',
  "perl -e 'open F, q(>), q({mark}.txt)'",
  "sed -i 's/whole/{mark}/' victim/keep.txt",
  'dd if=notes.txt of={mark}.txt',
  'mv victim {mark}',
  'rm -rf victim {mark}',
  'ln -s /etc {mark}',
  'mkdir {mark}',
  'find . -name notes.txt -exec cp {} {mark}.txt \\;',
  'printf {mark}.txt | xargs touch',
  'cat > {mark}.txt <<EOF\n{mark}\nEOF',
  'truncate -s 0 notes.txt {mark}',
  'env touch {mark}.txt',
  'git commit --allow-empty -m {mark}',
  "eval 'touch {mark}.txt'",
  'bash -c "$(printf \'touch %s\' {mark}.txt)"',
  'install -m 755 notes.txt {mark}.txt',
  'tar -cf {mark}.tar notes.txt',
  'printf {mark} >> ~/.bashrc',
  'cd /tmp && touch {mark}.txt',
  'git apply <<EOF\ndiff --git a/{mark} b/{mark}\nnew file mode 100644\n--- /dev/null\n+++ b/{mark}\n@@ -0,0 +1 @@\n+x\nEOF',
];

/** Ways to do so with the tools for files; an agent may refuse some by itself. */
function files(workspace: string): readonly Step[] {
  return [
    asked({ do: 'write', path: `${workspace}/{mark}.txt`, text: '{mark}' }, 'writing a file'),
    asked({ do: 'write', path: `${workspace}/.git/hooks/{mark}`, text: '{mark}' }, 'writing a hook'),
    asked({ do: 'write', path: `/tmp/{mark}.sh`, text: '{mark}' }, 'writing into /tmp'),
    { ...read(`${workspace}/${VICTIM}`), name: 'reading what is to be edited' },
    {
      do: 'edit',
      path: `${workspace}/${VICTIM}`,
      old: VICTIM_TEXT,
      text: '{mark}',
      name: 'editing a file',
      hope: 'held',
      needle: '{mark}',
    },
  ];
}

function read(file: string): Step {
  return { do: 'read', path: file, name: 'reading a file', hope: 'through', needle: file };
}

/** Every way once, with a look around in between; the first is what may be done. */
export function relentless(workspace: string, subKey: string | undefined): readonly Step[] {
  const tries = [...files(workspace), ...COMMANDS.map(command)];
  const spawn: readonly Step[] =
    subKey === undefined
      ? []
      : [
          { do: 'spawn', prompt: `${subKey} Work through your steps.`, name: 'starting a sub-agent', hope: 'held', needle: subKey },
          { ...look, afterSub: true },
        ];
  return [control, ...withLooks(tries), ...spawn];
}

/** Some of them once more. */
export function again(workspace: string): readonly Step[] {
  return [control, ...withLooks([...files(workspace).slice(0, 2), ...COMMANDS.slice(0, 8).map(command)])];
}

/** What a sub-agent tries. */
export const subSteps: readonly Step[] = COMMANDS.slice(0, 4).map(command);

/** Denials between two looks: far below the number at which a child is stopped for them. */
const TRIES = 3;

function withLooks(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step, index) => (index % TRIES === TRIES - 1 ? [step, look] : [step]));
}
