import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['gcloud --version', 'read-only 0'],
  ['gcloud help compute', 'read-only -'],
  ['gcloud topic configurations', 'read-only -'],
  ['gcloud projects delete --help', 'read-only -'],
  ['gcloud compute instances list', 'remote-read 3'],
  ['gcloud compute instances describe x --format=json', 'remote-read 3'],
  ["gcloud compute instances list --filter='status=RUNNING'", 'remote-read 3'],
  ['gcloud compute instances list --project foo', 'remote-read -'],
  ['gcloud --project delete compute instances list', 'remote-read -'],
  ['gcloud beta run services list', 'remote-read 4'],
  ["gcloud logging read 'severity>=ERROR'", 'remote-read 2'],
  ['gcloud container images list-tags gcr.io/p/i', 'remote-read 3'],
  ['gcloud storage buckets describe gs://b', 'remote-read 3'],
  ['gcloud secrets versions list s', 'remote-read 3'],
  ['gcloud config get project', 'remote-read 3'],
  ['gcloud config list', 'remote-read 2'],
  ['gcloud auth list', 'remote-read 2'],
  ['gcloud run services list', 'remote-read 3'],
])('%s only asks: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test.each([
  ['gcloud auth print-access-token', 'network - secret'],
  ['gcloud auth application-default print-access-token', 'network - secret'],
  ['gcloud secrets versions access latest --secret s', 'network - secret'],
  ['gcloud container clusters get-credentials c', 'network - secret'],
  ['gcloud config config-helper', 'network - secret'],
  ['gcloud config get proxy/password', 'network - secret'],
  ['gcloud compute instances create x', 'network 2'],
  ['gcloud projects delete list', 'network - deletes'],
  ['gcloud run deploy list', 'network 2'],
  ['gcloud scheduler jobs run list', 'network 2'],
  ['gcloud compute instances start list', 'network 2'],
  ['gcloud dataflow sql query list', 'network 2'],
  ['gcloud compute instances get-screenshot list', 'network 2'],
  ['gcloud compute ssh list', 'network 2'],
  ['gcloud docker list', 'network 2'],
])('%s does more: %s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test.each([
  'gcloud compute instances list --flags-file x',
  'gcloud compute instances list --flags-file=x',
  'gcloud compute instances list --impersonate-service-account a',
  'gcloud compute instances list --access-token-file x',
  'gcloud compute instances list --log-http',
  'gcloud run services list --kubeconfig x',
  'gcloud run services list --region evil.test/x',
  'gcloud run services list --region=evil.test#',
  'gcloud --region=evil.test# run services list',
  'gcloud run services describe https://evil.test/x',
  'gcloud run services describe x --region a evil.test/x?',
  'gcloud container images list-tags evil.test/x',
  'gcloud compute instances get-serial-port-output x --f y',
  'gcloud kms keys versions describe 1 --attestation-file x',
  'gcloud compute instances list -- x',
  'gcloud compute instances list $x',
  'gcloud --frob compute instances list',
])('%s is not proven', (command) => {
  expect(told(command)).toMatch(/^unknown - unproven/);
});
