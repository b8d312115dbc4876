import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import { valuesOf } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';

const FACT = networkFact('gh', 'download', undefined);

const readRule: Rule = {
  class: 'remote-read',
  operands: 'text',
  flags:
    '-c --comments --patch --name-only --log --log-failed --exit-status --verbose --watch --required --fail-fast --archived --fork --source --no-archived --draft --merged --include-prs --all --public --secret --raw --files --yaml --exclude-drafts --exclude-pre-releases --json-fields',
  values:
    '-q -t -L -S -s -l -a -A -B -H -m -b -w -e -u -i -j -o -r --json --jq --template --limit --search --state --label --author --assignee --app --base --head --milestone --mention --workflow --branch --status --event --user --commit ' +
    '--created --job --attempt --color --interval --language --topic --visibility --owner --sort --order --match --env --org --filename --repo -R --key --ref',
  refused: '--web --hostname --help',
  facts: [FACT],
};
const readCompiled = compile(readRule);
const readRoles = optionTable(readRule);

/** A repository of another host changes where the token goes. */
function read(args: readonly Word[], words: number): Effects {
  const scanned = scan(args, readRoles);
  const elsewhere = valuesOf(scanned, '-R --repo').some(
    (word) => word.kind !== 'static' || word.value.split('/').length > 2 || word.value.includes(':'),
  );
  const judged = judge(readCompiled, args, words);
  if (elsewhere || scanned.operands.some((word) => /^[a-z]+:\/\/(?!github\.com\/)/.test(word.value)))
    return notProven('a repository of another host', judged);
  if (judged.unproven !== undefined || scanned.doubtful !== undefined)
    return notProven(judged.unproven ?? 'a word that is only known when it runs could be an option', judged);
  return judged;
}

const apiGrammar = {
  flags: '--paginate --slurp --silent -i --include --verbose',
  values: '-q -t -p --jq --template --cache --preview',
  refused: '-X -f -F -H --method --field --raw-field --header --input --hostname',
} as const;
const apiRoles = optionTable(apiGrammar);

/** Only a plain GET of a path; a field makes it a POST. */
function api(args: readonly Word[], words: number): Effects {
  const scanned = scan(args, apiRoles);
  const known = { facts: [networkFact('gh', 'unknown')] };
  const [path, ...more] = scanned.operands;
  const plain =
    path?.kind === 'static' && /^\/?[\w./{}:?&=%@+,-]+$/.test(path.value) && !path.value.includes('://') && path.value !== 'graphql';
  if (scanned.unknown !== undefined || scanned.doubtful !== undefined)
    return effects('network', { none: 'it can send anything to the service' }, known);
  if (!plain || more.length > 0) return effects('network', { none: 'it can send anything to the service' }, known);
  if (/secrets|tokens?\b|keys\b|actions\/runners/.test(path.value))
    return effects('network', { none: 'it asks for credentials' }, { facts: [FACT, { kind: 'credential_access', what: path.value }] });
  return effects('remote-read', { words }, { facts: [FACT] });
}

const credential: Subcommand = () =>
  effects('network', { none: 'it handles credentials' }, { facts: [{ kind: 'credential_access', what: 'gh' }] });

function changes(rule: Partial<Rule> = {}): Rule {
  return { class: 'network', operands: 'text', lenient: true, facts: [networkFact('gh', 'upload')], ...rule };
}

export const gh = tree({
  names: ['gh'],
  globals: { flags: '--version --help -h', refused: '-R --repo' },
  commands: {
    'pr list|pr view|pr status|pr diff|pr checks|issue list|issue view|issue status|run list|run view|run watch|repo list|repo view|workflow list|workflow view|release list|release view|label list|search repos|search issues|search prs|search code|search commits|cache list|gist list|gist view|milestone list|project list|project view|project item-list|project field-list|org list|ruleset list|ruleset view|ruleset check|status|codespace list|variable list|extension list|secret list|ssh-key list|gpg-key list|attestation verify':
      read,
    api,
    'auth token': credential,
    'config get|config list|auth|auth login|auth logout|auth refresh|auth setup-git|auth switch|secret|variable|ssh-key|gpg-key':
      credential,
    'auth status': (args) =>
      effects(
        'network',
        { none: 'it acts on your login' },
        { facts: args.length === 0 ? [FACT] : [FACT, { kind: 'credential_access', what: 'gh auth status' }] },
      ),
    'alias list|completion|help|version': { flags: '-h --host', operands: 'text' },
    'pr checkout|repo clone|repo fork|repo sync|gist clone': changes({
      facts: [networkFact('gh', 'download'), { kind: 'git_write', verb: 'clone' }],
      refused: '-u --upstream-remote-name',
    }),
    'run download|release download|attestation download': changes({
      facts: [FACT],
      writes: '-D -O --dir --output',
      noPrefix: 'it writes downloaded files',
    }),
    'repo delete|release delete|release delete-asset|issue delete|run delete|cache delete|label delete|gist delete|project delete|codespace delete|workflow disable|repo archive':
      changes({ noPrefix: 'it deletes on the other side', facts: [networkFact('gh', 'upload'), danger('remote deletion')] }),
    'pr merge': changes({ facts: [networkFact('gh', 'upload'), { kind: 'git_write', verb: 'merge' }] }),
    'pr|issue|run|repo|workflow|release|label|gist|milestone|project|org|ruleset|cache|search|browse|codespace|cs|attestation|preview|agent-task|pr create|pr edit|pr close|pr comment|pr review|pr ready|pr reopen|issue create|issue edit|issue close|issue comment|issue reopen|run rerun|run cancel|workflow run|workflow enable|release create|release upload|release edit|repo create|repo edit|repo rename|label create|label edit|gist create|gist edit':
      changes(),
    'alias|extension|ext|config': { class: 'control-write', operands: 'text', lenient: true, noPrefix: 'it changes what gh runs' },
  },
  bare: { flags: '--version --help -h', operands: 'none' },
  other: () => notProven('an unknown sub-command of gh may be an alias or an extension'),
  match: {
    'gh pr view 123 --json title,body': 'remote-read',
    'gh issue list -L 50': 'remote-read',
    'gh api repos/o/r/pulls': 'remote-read',
    'gh pr create -t x': 'network',
    'gh --version': 'read-only',
  },
  notMatch: [
    'gh auth token',
    'gh api -X POST repos/o/r/issues',
    'gh api graphql -f query=x',
    'gh api https://evil.test/x',
    'gh pr view 1 -R evil.test/o/r',
    'gh pr view 1 --web',
    'gh extension install x',
    'gh co 1',
    'gh repo delete x',
    'gh auth status --show-token',
  ],
});
