import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { valuesWithRole } from '../scanned.ts';
import { tree } from '../subcommands.ts';

/** A store is named like an address: `file:/…`, `pkcs11:…`. */
function namesStore(scanned: Scan): string | undefined {
  return [...scanned.operands, ...valuesWithRole(scanned, 'reads')].some(({ value }) => value.includes(':'))
    ? 'a word with a colon may name a store of keys'
    : undefined;
}

/** Prints what a certificate, a request or a list of revocations holds, or a checksum. */
const LOOKS: Rule = {
  flags:
    '-noout -text -subject -issuer -dates -fingerprint -serial -hash -subject_hash -subject_hash_old -issuer_hash -issuer_hash_old -email -ocsp_uri -ocspid -alias -startdate -enddate -purpose -modulus -pubkey ' +
    '-lastupdate -nextupdate -crlnumber -sha256 -sha1 -md5 -sha224 -sha384 -sha512 -sha3-256 -sha3-512 -hex -binary -c -r -verify_only -brief -i -dump -strictpem -help',
  values: '-inform -nameopt -checkend -checkhost -checkemail -checkip -ext -certopt -dateopt -offset -length -dlimit',
  reads: '-in -signature',
  operands: 'read',
  style: 'single-dash',
  check: namesStore,
};

/** Checks chains of certificates; fetching lists of revocations is not in it. */
const VERIFIES: Rule = {
  flags:
    '-verbose -show_chain -crl_check -crl_check_all -policy_check -x509_strict -partial_chain -trusted_first -no_alt_chains -no_check_time -check_ss_sig -no-CAfile -no-CApath -no-CAstore -help',
  values: '-nameopt -purpose -verify_name -verify_depth -auth_level -attime -verify_hostname -verify_email -verify_ip',
  reads: '-CAfile -CApath -trusted -untrusted -CRLfile',
  operands: 'read',
  style: 'single-dash',
  check: namesStore,
};

/** Checksums, or a check of a signature; `-sign`, `-hmac` and `-out` are not in it. */
const DIGESTS: Rule = { ...LOOKS, reads: '-verify -signature' };

const LISTS: Rule = {
  flags:
    '-1 -verbose -commands -standard-commands -digest-commands -digest-algorithms -kdf-algorithms -random-instances -random-generators -mac-algorithms -cipher-commands -cipher-algorithms -encoders ' +
    '-decoders -key-managers -key-exchange-algorithms -kem-algorithms -tls-groups -signature-algorithms -tls-signature-algorithms -asymcipher-algorithms -public-key-algorithms -public-key-methods ' +
    '-store-loaders -providers -engines -disabled -objects -help -all-algorithms -skey-managers',
  values: '-select -options',
  operands: 'text',
  style: 'single-dash',
};

/** Providers, engines and configuration are loaded as code, so that only a few plain uses are proven. */
export const openssl = tree({
  names: ['openssl', 'libressl'],
  globals: {},
  commands: {
    'x509|crl|asn1parse': LOOKS,
    req: { ...LOOKS, flags: `${LOOKS.flags} -verify` },
    verify: VERIFIES,
    'dgst|sha256|sha1|md5|sha224|sha384|sha512': DIGESTS,
    version: { flags: '-a -b -d -o -p -v -m -r -c -e -f', operands: 'none' },
    list: LISTS,
    ciphers: {
      flags: '-v -V -s -stdname -tls1 -tls1_1 -tls1_2 -tls1_3 -psk -help',
      values: '-ciphersuites -convert',
      operands: 'text',
      style: 'single-dash',
    },
    'help|errstr': { operands: 'text' },
    rand: { flags: '-hex -base64', operands: 'text', style: 'single-dash' },
    's_client|s_time|ocsp|s_server|ts|cmp': () => notProven('it talks to another machine', { facts: [networkFact('openssl', 'unknown')] }),
  },
  bare: () => notProven('a session with a language of its own'),
  other: () => effects('unknown', { none: 'it handles keys' }, { facts: [{ kind: 'credential_access', what: 'openssl' }] }),
  match: {
    'openssl version': 'read-only',
    'openssl x509 -in c.crt -noout -text': 'read-only',
    'openssl rand -hex 16': 'read-only',
    'openssl list -commands': 'read-only',
    'openssl verify -CAfile ca.crt c.crt': 'read-only',
    'openssl dgst -sha256 -verify pub -signature x.sig x': 'read-only',
    'openssl ciphers -v HIGH': 'read-only',
  },
  notMatch: [
    'openssl engine -t ./x.so',
    'openssl s_client -connect h:443',
    'openssl',
    'openssl x509 -engine ./x -in y',
    'openssl genrsa',
    'openssl rand -out x 16',
    'openssl x509 -in x -out y',
    'openssl x509 -in file:/etc/x -text',
    'openssl dgst -sign k x',
    'openssl dgst -hmac k x',
    'openssl verify -crl_download c.crt',
    'openssl verify -provider-path . -provider x c.crt',
    'openssl req -new -keyout k',
    'openssl list -provider-path . -provider x -commands',
    'openssl req -verify -config x',
  ],
});
