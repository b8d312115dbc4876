import { danger, effects, networkFact } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import type { Tree } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { swallows } from './hosted.ts';
import { asksHelp } from './parts.ts';

const LOADS = '--app -a --plugin -p --proxy --output -o --config --config-file --config-env --template-file -t';

/** Puts what the workspace describes in place on the other side. */
function deploys(tool: string, rule: Partial<Rule> = {}): Rule {
  return {
    class: 'network',
    operands: 'text',
    lenient: true,
    refused: LOADS,
    facts: [networkFact(tool, 'upload')],
    noPrefix: 'it changes what runs on the other side',
    ...rule,
  };
}

function destroys(tool: string): Rule {
  return deploys(tool, { facts: [networkFact(tool, 'upload'), danger('remote deletion')] });
}

/** A command that asks for help still loads the workspace's code or settings. */
function loading(table: Tree): Program {
  const program = tree(table);
  return {
    ...program,
    effects: (call, name) =>
      asksHelp(call.args, '--help -h') && !/^(local|dev|invoke)$/.test(call.args[0]?.value ?? '')
        ? effects('workspace-code', { none: 'it describes a command' })
        : program.effects(call, name),
  };
}

/** It runs the code that describes the infrastructure, and may ask the account what is there. */
const code: Rule = {
  class: 'workspace-code',
  operands: 'text',
  check: swallows,
  flags:
    '--long -l --json -j --quiet -q --security-only --strict --verbose -v --no-color --ci --fail --no-fail --exclusively -e --no-change-set --all --show-dependencies -d --no-lookups --no-staging --no-version-reporting --no-path-metadata --no-asset-metadata --no-notices --notices --processed --validation --ignore-errors -i --no-debug -h --debug --import-existing-resources --version',
  values:
    '--context-lines --template --context -c --progress --unstable --stage -s --service --aws-profile --format --config --function -f --startTime --filter --stack-name --name -n --since --logical-id',
  refused:
    '--app -a --output -o --plugin -p --proxy --ca-bundle-path --role-arn -r --toolkit-stack-name --browser -b --profile --region --trace --tail --build --reset --clear --param -t --template-file --config-file --config-env --resource-id --cw-log-group',
};

const cdk = loading({
  names: ['cdk', 'cdk8s'],
  globals: { ...code, style: 'posix' },
  commands: {
    'list|ls|diff|synth|synthesize|metadata|notices|doctor|context|version': code,
    'deploy|bootstrap|import|migrate|refactor|rollback|watch|publish-assets': deploys('cdk'),
    'destroy|gc': destroys('cdk'),
  },
  bare: code,
  other: { ...code, class: 'unknown', noPrefix: 'an unknown sub-command' },
  match: {
    'cdk synth': 'workspace-code',
    'cdk diff --security-only': 'workspace-code',
    'cdk --help': 'workspace-code',
    'cdk deploy': 'network',
  },
  notMatch: [
    "cdk synth --app 'npx x'",
    'cdk destroy',
    'cdk context --reset x',
    'cdk synth -o /tmp/x',
    'cdk synth --plugin ./x',
    'cdk docs',
  ],
});

const serverless = loading({
  names: ['serverless', 'sls'],
  globals: { ...code, style: 'posix' },
  commands: {
    'print|info|package|doctor|help|plugin list|plugin search|deploy list|deploy list functions|metrics|logs|invoke local': code,
    'deploy|deploy function|invoke|rollback|test|login|logout|dev': deploys('serverless'),
    remove: destroys('serverless'),
    'plugin install|plugin uninstall|create|upgrade': { ...deploys('serverless'), class: 'install' },
  },
  bare: code,
  other: { ...code, class: 'unknown', noPrefix: 'an unknown sub-command may be one of a plug-in' },
  match: { 'sls print': 'workspace-code', 'serverless info --stage dev': 'workspace-code', 'sls deploy': 'network' },
  notMatch: ['sls remove', 'sls print --config-file x', 'sls frob', 'sls plugin install -n x'],
});

const sam = loading({
  names: ['sam'],
  globals: { flags: '--debug --version --info -h --help', refused: '--config-file --config-env', style: 'posix' },
  commands: {
    'validate|list|list endpoints|list resources|list stack-outputs|local generate-event|logs|traces': code,
    build: deploys('sam', {
      class: 'install',
      facts: [networkFact('sam', 'download')],
      noPrefix: 'it installs what the functions need',
      refused: LOADS,
    }),
    'local invoke|local start-api|local start-lambda': deploys('sam', {
      class: 'system',
      facts: [{ kind: 'container', privileged: false }],
    }),
    'deploy|sync|package|publish|remote invoke|pipeline bootstrap|init': deploys('sam'),
    delete: destroys('sam'),
  },
  bare: { flags: '--debug --version --info -h', class: 'workspace-code', operands: 'none' },
  other: { ...code, class: 'unknown', noPrefix: 'an unknown sub-command' },
  match: {
    'sam validate': 'workspace-code',
    'sam list resources --stack-name x': 'workspace-code',
    'sam --version': 'workspace-code',
    'sam deploy': 'network',
  },
  notMatch: ['sam delete', 'sam build --config-file /tmp/x', 'sam frob', 'sam validate -t /tmp/x'],
});

export const frameworks = [cdk, serverless, sam] as const;
