import { effects, networkFact, notProven } from '../effects.ts';
import { tree } from '../subcommands.ts';

const LOOKS = {
  flags:
    '-noout -text -subject -issuer -dates -fingerprint -serial -startdate -enddate -purpose -modulus -pubkey -sha256 -sha1 -md5 -sha512 -hex -r -verify_only -brief',
  values: '-inform -nameopt -checkend -ext',
  reads: '-in',
  operands: 'read',
  style: 'single-dash',
} as const;

/** Providers, engines and configuration are loaded as code, so that only a few plain uses are proven. */
export const openssl = tree({
  names: ['openssl', 'libressl'],
  globals: {},
  commands: {
    'x509|crl|req|verify|asn1parse': LOOKS,
    'dgst|sha256|sha1|md5|sha512': LOOKS,
    version: { flags: '-a -b -d -o -p -v -m -r -c', operands: 'none' },
    rand: { flags: '-hex -base64', operands: 'text', style: 'single-dash' },
    's_client|s_time|ocsp|s_server|ts|cmp': () => notProven('it talks to another machine', { facts: [networkFact('openssl', 'unknown')] }),
  },
  bare: () => notProven('a session with a language of its own'),
  other: () => effects('unknown', { none: 'it handles keys' }, { facts: [{ kind: 'credential_access', what: 'openssl' }] }),
  match: { 'openssl version': 'read-only', 'openssl x509 -in c.crt -noout -text': 'read-only', 'openssl rand -hex 16': 'read-only' },
  notMatch: [
    'openssl engine -t ./x.so',
    'openssl s_client -connect h:443',
    'openssl',
    'openssl x509 -engine ./x -in y',
    'openssl genrsa',
    'openssl rand -out x 16',
  ],
});
