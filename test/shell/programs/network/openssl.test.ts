import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const reads = (...files: readonly string[]) => ({ class: 'read-only', prefix: { words: 1 }, reads: files });
const FACT = { class: 'read-only', prefix: { words: 1 } };

test.each<[string, object]>([
  ['openssl version -a', FACT],
  ['openssl list -commands', FACT],
  ['openssl list -digest-algorithms -1', FACT],
  ['openssl ciphers -v', FACT],
  ['openssl rand -base64 32', FACT],
  ['openssl x509 -noout -subject -in c.crt', reads('c.crt')],
  ['openssl x509 --in c.crt --noout --text', reads('c.crt')],
  ['openssl req -noout -text -verify -in c.csr', reads('c.csr')],
  ['openssl verify -untrusted i.crt -CAfile ca.crt c.crt', reads('c.crt', 'i.crt', 'ca.crt')],
  ['openssl dgst -sha256 x', reads('x')],
  ['openssl dgst -verify pub -signature s x', reads('x', 'pub', 's')],
  ['openssl md5 x', reads('x')],
  [
    'openssl genrsa 2048',
    { class: 'unknown', prefix: { none: 'it handles keys' }, facts: [{ kind: 'credential_access', what: 'openssl' }] },
  ],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'openssl',
  'openssl s_client -connect h:443',
  'openssl x509 -in x -out y',
  'openssl x509 -in x -engine y',
  'openssl x509 -in x -signkey y',
  'openssl x509 -in file:/etc/passwd',
  'openssl x509 -in pkcs11:x',
  'openssl dgst -sign k x',
  'openssl dgst -mac HMAC x',
  'openssl dgst -out y x',
  'openssl verify -crl_download x',
  'openssl verify -CAstore x y',
  'openssl list -provider x',
  'openssl req -new',
  'openssl req -config x',
  'openssl rand -writerand x 1',
  'openssl rand -rand x 1',
  'openssl version -provider x',
  'openssl asn1parse -genconf x',
  'openssl dgst file:/etc/passwd',
  'openssl x509 $x',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});
