import { hosted } from './hosted.ts';

/** Their projects lie in the workspace, and say what they ask, where, and what runs with it. */
export const azd = hosted({
  names: ['azd'],
  loads: true,
  code: 'show|env list|template list|template show|config list-alpha|extension list',
  secrets: 'env get-values|env get-value|env get|auth token|auth login|config show|config get',
  flags: '--no-prompt --show-secrets=false',
  values: '-o --output -e --environment --filter -f',
  refused: '-C --cwd --debug --docs',
  match: { 'azd show': 'workspace-code', 'azd env list': 'workspace-code', 'azd up': 'network' },
  notMatch: ['azd auth token', 'azd env get-values', 'azd show -C /tmp/x', 'azd down --purge'],
});

export const func = hosted({
  names: ['func'],
  loads: true,
  code: 'templates list|azure functionapp list-functions|start|host start|pack',
  secrets: 'settings list|settings decrypt|azure functionapp fetch-app-settings|azure storage fetch-connection-string',
  flags: '--verbose --no-build --show-keys=false',
  values: '-l --language --port -p --cors --timeout --functions',
  refused: '--show-keys --script-root --prefix --cert --password --language-worker --access-token --management-url',
  match: { 'func templates list': 'workspace-code', 'func azure functionapp publish x': 'network' },
  notMatch: [
    'func settings list',
    'func azure functionapp fetch-app-settings x',
    'func start --script-root /tmp/x',
    'func kubernetes deploy --name x',
  ],
});

export const eb = hosted({
  names: ['eb'],
  loads: true,
  code: 'status|health|list|events|logs|platform show|platform list|platform status|tags|config list|appversion',
  secrets: 'printenv',
  flags: '-v --verbose -a --all -l --list --mono',
  values: '-n --environment_name --view',
  refused:
    '--profile -r --region --endpoint-url --no-verify-ssl --debug -z --zip -cw --cloudwatch-logs -f --follow -x --delete -s --create --stream --refresh',
  match: { 'eb status': 'workspace-code', 'eb list -v': 'workspace-code', 'eb deploy': 'network' },
  notMatch: ['eb printenv', 'eb terminate x', 'eb logs -z', 'eb status --no-verify-ssl', 'eb ssh x'],
});
