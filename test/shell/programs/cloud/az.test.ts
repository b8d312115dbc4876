import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['az --version', 'read-only - settings'],
  ['az group delete --help', 'read-only - settings'],
  ['az group delete -n x --help', 'network - deletes'],
  ['az vm list', 'remote-read 2 settings'],
  ['az vm show -g rg -n vm --output json', 'remote-read 2 settings'],
  ['az vm list --subscription other', 'remote-read - settings'],
  ['az --subscription delete vm list', 'remote-read - settings'],
  ['az network vnet subnet list --vnet-name v -g rg', 'remote-read 4 settings'],
  ['az monitor log-analytics query --workspace w --analytics-query Activity', 'remote-read 3 settings'],
  ['az keyvault secret list --vault-name v', 'remote-read 3 settings'],
  ['az keyvault key show --name k --vault-name v', 'remote-read 3 settings'],
  ['az devops configure --list', 'remote-read 2 settings'],
  ['az devops project list --organization https://dev.azure.com/o', 'remote-read - settings'],
  ['az storage blob list -c x --account-name a --auth-mode login', 'remote-read 3 settings'],
  ['az account list-locations', 'remote-read 2 settings'],
])('%s only asks: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test.each([
  'az account get-access-token',
  'az keyvault secret show --name x --vault-name v',
  'az storage account keys list -n a',
  'az storage account show-connection-string -n a',
  'az redis list-keys -n r',
  'az acr credential show -n a',
  'az aks get-credentials -n c',
  'az webapp config appsettings list -n a',
  'az functionapp keys list -n f',
  'az functionapp deployment list-publishing-profiles -n f',
  'az network vpn-connection shared-key show -n x',
  'az iot hub device-identity show -d x',
  'az vm boot-diagnostics get-boot-log-uris -n x',
  'az config get',
])('%s handles credentials', (command) => {
  expect(told(command)).toBe('network - secret');
});

test.each([
  ['az vm create -n x', 'network 2'],
  ['az group delete -n list', 'network - deletes'],
  ['az storage message get -q q', 'unknown - unproven'],
  ['az rest --url https://evil.test', 'unknown - unproven'],
  ['az ssh vm -n x', 'unknown - unproven'],
])('%s does more: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test.each([
  'az vm list --debug',
  'az vm list --query @file',
  'az vm list --query=@file',
  'az vm list @file',
  'az vm list --ids https://evil.test',
  'az devops project list --organization https://evil.test/o',
  'az devops project list --organization https://dev.azure.com.evil.test/o',
  'az storage blob list --account-name evil.test/# -c x',
  'az storage blob list -c x --blob-endpoint evil.test',
  'az storage blob list -c x --connection-string x',
  'az storage blob list -c x --sas-token x',
  'az acr repository list -n a --suffix evil.test',
  'az acr repository list -n a -u x -p y',
  'az containerapp show -n x --show-secrets',
  'az appconfig kv list -n x --resolve-keyvault',
  'az ml dataset list -t out',
  'az boards work-item show --id 1 --open',
  'az vm list -- x',
  'az vm list --frob $x',
  'az vm $x',
])('%s is not proven', (command) => {
  expect(told(command)).toMatch(/^unknown - unproven/);
});
