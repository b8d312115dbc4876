import type { Rule } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { valuesOf } from '../scanned.ts';
import { firstProving } from './either.ts';
import { isRemoteName } from './remote-reads.ts';

const FLAGS = '-h -l -v --list --verbose --worktree-attributes --no-worktree-attributes';

const archive: Rule = {
  flags: `${FLAGS} -0 -1 -2 -9`,
  values: '--format --prefix --add-virtual-file --mtime',
  reads: '--add-file',
  writes: '-o --output',
  refused: '--remote --exec --help',
  operands: 'text',
  noPrefix: 'a format of the configuration can be a command',
  class: 'workspace-code',
};

/** Every format but `tar` may be a command that the configuration names, `zip` as well; the name of the output chooses one, too. */
function otherFormat(scanned: Scan): string | undefined {
  const formats = valuesOf(scanned, '--format');
  const named = formats.length > 0 ? formats : valuesOf(scanned, '-o --output');
  const isTar = ({ kind, value }: { kind: string; value: string }): boolean =>
    kind === 'static' && (formats.length > 0 ? value === 'tar' : /^[^.]+\.tar$/.test(value.slice(value.lastIndexOf('/') + 1)));
  return named.every(isTar) ? undefined : 'a format of the configuration can be a command';
}

const tar: Rule = {
  ...archive,
  flags: FLAGS,
  class: 'read-only',
  operands: 'pattern',
  noPrefix: 'its options choose whether it writes',
  check: otherFormat,
};

/** Made on the other side. */
const remote: Rule = {
  flags: FLAGS,
  values: '--format --prefix --remote',
  writes: '-o --output',
  refused: '--exec --help',
  operands: 'text',
  class: 'remote-read',
  noPrefix: 'its options choose where it asks',
  check: (scanned) => {
    const remotes = valuesOf(scanned, '--remote');
    return remotes.length > 0 && remotes.every(isRemoteName) ? undefined : 'where it asks is not told by the name of a remote';
  },
};

export const archives = firstProving(tar, remote, archive);
