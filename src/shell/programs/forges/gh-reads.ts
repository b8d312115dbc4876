import type { Subcommand } from '../subcommands.ts';
import { read } from './gh-read.ts';

const SEARCHED = '--language -L --limit --match --order --owner --sort --visibility --updated --created --license --topic';
const DISCUSSED =
  `${SEARCHED} --app --assignee --author --closed --commenter --comments --interactions --involves --label --mentions --milestone ` +
  '--project --reactions --state --team-mentions';
const STATES = '--archived --locked --no-assignee --no-label --no-milestone --no-project';
const LISTED = '-L --limit';
const PROJECT = '--owner --format -q -t --jq --template --query';

/** What asks the service and changes nothing, by sub-command. */
export const GH_READS: Readonly<Record<string, Subcommand>> = {
  'pr list|pr ls': read({
    flags: '-d --draft',
    values: `${LISTED} --app -a --assignee -A --author -B --base -H --head -l --label -S --search -s --state`,
  }),
  'pr view|pr show': read({ flags: '-c --comments' }),
  'pr status': read({ flags: '-c --conflict-status' }),
  'pr checks': read({ flags: '--watch --required --fail-fast', values: '-i --interval' }),
  'pr diff': read({ flags: '--patch --name-only', values: '--color', kind: 'plain' }),
  'issue list|issue ls': read({
    values: `${LISTED} --app -a --assignee -A --author -l --label --mention -m --milestone -S --search -s --state --type`,
  }),
  'issue view|issue show': read({ flags: '-c --comments' }),
  'issue status|release verify|repo autolink list|repo autolink ls|repo autolink view|repo deploy-key list|repo deploy-key ls': read({
    values: '--format',
  }),
  'run list|run ls': read({
    flags: '-a --all',
    values: `${LISTED} -b --branch -c --commit --created -e --event -s --status -u --user -w --workflow`,
  }),
  'run view': read({ flags: '--exit-status --log --log-failed -v --verbose', values: '-a --attempt -j --job' }),
  'run watch': read({ flags: '--compact --exit-status', values: '-i --interval', kind: 'plain' }),
  'workflow list|workflow ls': read({ flags: '-a --all', values: LISTED }),
  'workflow view': read({ flags: '-y --yaml', values: '-r --ref', kind: 'plain' }),
  'release list|release ls': read({ flags: '--exclude-drafts --exclude-pre-releases', values: `${LISTED} -O --order` }),
  'release view|release show': read({}),
  'release verify-asset': read({ values: '--format', operands: 'read' }),
  'repo list|repo ls': read({
    flags: '--archived --fork --no-archived --source',
    values: `${LISTED} -l --language --topic --visibility`,
  }),
  'repo view|repo show': read({ values: '-b --branch', repositories: true }),
  'repo license list|repo license view|repo gitignore list|repo gitignore view|org list|org ls': read({ values: LISTED, kind: 'plain' }),
  'label list|label ls': read({ values: `${LISTED} --order -S --search --sort` }),
  'cache list|cache ls': read({ values: `${LISTED} -k --key -O --order -r --ref -S --sort` }),
  'gist list|gist ls': read({ flags: '--public --secret --include-content', values: `${LISTED} --filter` }),
  'gist view|gist show': read({ flags: '--files -r --raw', values: '-f --filename', kind: 'plain' }),
  'project list|project ls|project view|project item-list|project field-list': read({
    flags: '--closed',
    values: `${LISTED} ${PROJECT}`,
    kind: 'plain',
  }),
  'ruleset list|ruleset ls|ruleset view|ruleset check|rs list|rs ls|rs view|rs check': read({
    flags: '-p --parents --default',
    values: `${LISTED} -o --org`,
    kind: 'plain',
  }),
  status: read({ values: '-e --exclude -o --org', kind: 'plain' }),
  'codespace list|codespace ls|cs list|cs ls': read({ values: `${LISTED} -o --org -u --user` }),
  'codespace view|cs view': read({ values: '-c --codespace --repo-owner' }),
  'secret list|secret ls': read({ flags: '-u --user', values: '-a --app -e --env -o --org' }),
  'variable list|variable ls|variable get': read({ values: '-e --env -o --org' }),
  'ssh-key list|ssh-key ls|gpg-key list|gpg-key ls|extension list|extension ls|ext list|ext ls|extensions list|extensions ls': read({}),
  'extension search|ext search|extensions search': read({ values: `${LISTED} --license --order --owner --sort`, kind: 'search' }),
  'agent-task list|agent-task view|agent-tasks list|agent list|agent view': read({ flags: '--log --follow', values: LISTED }),
  'search repos': read({
    attached: '--archived',
    values: `${SEARCHED} --followers --forks --good-first-issues --help-wanted-issues --include-forks --number-topics --size --stars`,
    kind: 'search',
  }),
  'search issues': read({ attached: `${STATES} --include-prs`, values: DISCUSSED, kind: 'search' }),
  'search prs': read({
    attached: `${STATES} --draft --merged`,
    values: `${DISCUSSED} -B --base --checks -H --head --merged-at --review --review-requested --reviewed-by`,
    kind: 'search',
  }),
  'search code': read({ values: `${SEARCHED} --extension --filename --size`, kind: 'search' }),
  'search commits': read({
    attached: '--merge',
    values: `${SEARCHED} --author --author-date --author-email --author-name --committer --committer-date --committer-email --committer-name --hash --parent --tree`,
    kind: 'search',
  }),
};
