import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { withHelp } from '../packages/help.ts';
import type { Program } from '../program.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { api } from './gh-api.ts';
import { GH_LOCAL } from './gh-local.ts';
import { GH_READ, isOwnRepository } from './gh-read.ts';
import { GH_READS } from './gh-reads.ts';

const credential: Subcommand = () =>
  effects('network', { none: 'it handles credentials' }, { facts: [{ kind: 'credential_access', what: 'gh' }] });

function changes(rule: Partial<Rule> = {}): Rule {
  return { class: 'network', operands: 'text', lenient: true, facts: [networkFact('gh', 'upload')], ...rule };
}

const table = tree({
  names: ['gh'],
  globals: { flags: '--version --help -h' },
  commands: {
    ...GH_READS,
    ...GH_LOCAL,
    api,
    'auth token|auth|auth login|auth logout|auth refresh|auth setup-git|auth switch|secret|variable|ssh-key|gpg-key': credential,
    'pr checkout|pr co|repo clone|repo fork|repo sync|gist clone': changes({
      facts: [networkFact('gh', 'download'), { kind: 'git_write', verb: 'clone' }],
      refused: '-u --upstream-remote-name',
    }),
    'run download|release download|attestation download|at download': changes({
      facts: [GH_READ],
      writes: '-D -O --dir --output',
      noPrefix: 'it writes downloaded files',
    }),
    'repo delete|release delete|release delete-asset|issue delete|run delete|cache delete|label delete|gist delete|project delete|project item-delete|project field-delete|codespace delete|cs delete|workflow disable|repo archive|repo autolink delete|repo deploy-key delete':
      changes({ noPrefix: 'it deletes on the other side', facts: [networkFact('gh', 'upload'), danger('remote deletion')] }),
    'pr merge': changes({ facts: [networkFact('gh', 'upload'), { kind: 'git_write', verb: 'merge' }] }),
    'pr|issue|run|repo|workflow|release|label|gist|project|org|ruleset|rs|cache|search|codespace|cs|attestation|at|preview|agent-task|agent-tasks|agent|pr create|pr new|pr edit|pr close|pr comment|pr review|pr ready|pr reopen|issue create|issue new|issue edit|issue close|issue comment|issue reopen|run rerun|run cancel|workflow run|workflow enable|release create|release new|release upload|release edit|repo create|repo new|repo edit|repo rename|label create|label edit|gist create|gist new|gist edit':
      changes(),
    'alias|extension|extensions|ext|config': {
      class: 'control-write',
      operands: 'text',
      lenient: true,
      noPrefix: 'it changes what gh runs',
    },
  },
  bare: { flags: '--version --help -h', operands: 'none' },
  other: () => notProven('an unknown sub-command of gh may be an alias or an extension'),
  match: {},
  notMatch: [],
});

/** `-R` may stand before the sub-command, too. */
function leadingRepository([first, second, ...rest]: readonly Word[]):
  | { readonly repository: Word; readonly rest: readonly Word[] }
  | undefined {
  if (first?.kind !== 'static') return undefined;
  if (first.value.startsWith('--repo='))
    return { repository: { ...first, value: first.value.slice(7) }, rest: second === undefined ? rest : [second, ...rest] };
  return second !== undefined && (first.value === '-R' || first.value === '--repo') ? { repository: second, rest } : undefined;
}

function judged(program: Program): Program['effects'] {
  return (call, name): Effects => {
    const leading = leadingRepository(call.args);
    if (leading === undefined) return program.effects(call, name);
    const found = program.effects({ ...call, args: leading.rest }, name);
    if (!isOwnRepository(leading.repository)) return notProven('a repository of another host', found);
    return found.unproven === undefined ? { ...found, prefix: { none: 'it names another repository' } } : found;
  };
}

export const gh: Program = {
  names: ['gh'],
  effects: judged(withHelp(table, 3)),
  match: {
    'gh pr view 123 --json title,body': 'remote-read',
    'gh issue list -L 50': 'remote-read',
    'gh -R o/r pr list': 'remote-read',
    'gh api repos/o/r/pulls': 'remote-read',
    'gh pr create -t x': 'network',
    'gh --version': 'read-only',
    'gh pr create --help': 'read-only',
  },
  notMatch: [
    'gh auth token',
    'gh api -X POST repos/o/r/issues',
    'gh api graphql -f query=x',
    'gh api https://evil.test/x',
    'gh pr view 1 -R evil.test/o/r',
    'gh -R evil.test/o/r pr view 1',
    'gh repo view evil.test/o/r',
    'gh pr view 1 --web',
    'gh extension install x',
    'gh co 1',
    'gh repo delete x',
    'gh auth status --show-token',
    'gh config get oauth_token -h github.com',
  ],
};
