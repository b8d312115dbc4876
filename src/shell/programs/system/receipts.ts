import { leaf } from '../leaf.ts';
import { upTo, verbs } from './verbs.ts';

/** Which packages are installed; `--expand`, `--flatten`, `--forget`, `--bom` and `--learn` change or write something. */
export const pkgutil = leaf({
  names: ['pkgutil'],
  flags: '-f -h -v --force --verbose --help --packages --groups --pkgs-plist --groups-plist --only-files --only-dirs --regexp',
  attached: '--pkgs',
  values: '--files --export-plist --pkg-info --pkg-info-plist --pkg-groups --group-pkgs --lsbom --file-info --file-info-plist',
  reads: '--payload-files --check-signature --volume',
  refused: '--expand --expand-full --flatten --flatten-full --forget --bom --learn --edit-pkg --unlink --repair',
  operands: 'text',
  check: ({ operands }) => (operands.length > 0 ? 'it takes no operand' : undefined),
  match: {
    'pkgutil --pkgs': 'read-only',
    'pkgutil --pkgs=com.apple.*': 'read-only',
    'pkgutil --files com.apple.x': 'read-only',
    'pkgutil --pkg-info com.apple.x': 'read-only',
    'pkgutil --payload-files x.pkg': 'read-only',
  },
  notMatch: [
    'pkgutil --expand x.pkg out',
    'pkgutil --forget x',
    'pkgutil --bom x.pkg',
    'pkgutil --flatten a b',
    'pkgutil --edit-pkg x --learn y',
    'pkgutil --pkgs $x',
  ],
});

/** What a profile holds may be a password; of a device that Apple knows it asks Apple. */
export const profiles = verbs({
  names: ['profiles'],
  reads: {
    help: upTo(1),
    version: upTo(0),
    'list|status': upTo(0, {
      flags: '-verbose -all -cached',
      values: '-user -type -identifier',
      refused: '-output -path',
      style: 'single-dash',
    }),
  },
  other: { reason: 'it shows or changes profiles of this machine', facts: [{ kind: 'persistence', how: 'profiles' }] },
  match: {
    'profiles list': 'read-only',
    'profiles list -user ann': 'read-only',
    'profiles help': 'read-only',
    'profiles install -path x': 'system',
  },
  notMatch: ['profiles show', 'profiles remove -all', 'profiles renew -type enrollment', 'profiles list -output x', 'profiles'],
});
