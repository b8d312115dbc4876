import { expect, test } from 'vitest';
import { decideCommand } from '../../../policy/decide-harness.ts';

const holding = (name: string) => ({ world: { readText: (path: string) => (path.endsWith(`/${name}`) ? 'x' : undefined) } });

test.each([
  ['az vm list', '.azure/config'],
  ['az --version', '.azure/config'],
  ['wrangler whoami', '.env'],
  ['sentry-cli info', '.sentryclirc'],
  ['jira issue list', '.jira.d/config.yml'],
])('%s is network where %s lies in the workspace', (command, file) => {
  const classes = [decideCommand(command), decideCommand(command, holding(file))].map(({ verdict }) => verdict.class);
  expect(classes).toEqual([command.endsWith('--version') ? 'read-only' : 'remote-read', 'network']);
});

test.each([
  ['AWS_CONFIG_FILE=./c aws s3 ls', 'ask'],
  ['AZURE_CONFIG_DIR=. az vm list', 'ask'],
  ['CLOUDSDK_CONFIG=. gcloud projects list', 'ask'],
  ['aws s3 ls s3://b/$(cat x)', 'ask'],
  ['aws secretsmanager get-secret-value --secret-id x', 'ask'],
])('%s: %s, also under the relaxed preset', (command, decision) => {
  expect(decideCommand(command, { preset: 'relaxed' }).verdict.decision).toBe(decision);
});

test('what only asks is allowed under the relaxed preset', () => {
  const decisions = ['aws s3 ls', 'az vm list', 'gcloud projects list', 'auth0 apps list', 'cdk synth'].map(
    (command) => decideCommand(command, { preset: 'relaxed' }).verdict.decision,
  );
  expect(decisions).toEqual(['allow', 'allow', 'allow', 'allow', 'allow']);
});
