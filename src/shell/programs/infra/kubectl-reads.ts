import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import { hasOption, valuesOf } from '../scanned.ts';

/**
 * They change the cluster, the login or the configuration, which can name a program (`exec` plug-ins). A context is a whole that the user
 * has made; `--cluster` and `--user` would send the login of one to the machine of another.
 */
export const REDIRECTS =
  '--kubeconfig -s --server --token --user --cluster --as --as-group --as-uid --as-user-extra --username --password --client-certificate --client-key --certificate-authority --insecure-skip-tls-verify --tls-server-name --cache-dir --profile --profile-output --kuberc';

export const OWN = '--context';

const FACT = networkFact('kubectl', 'download');

/** Forms of output that need no file. */
const OUTPUT =
  /^(json|yaml|kyaml|name|wide|plaintext|plaintext-openapiv2|(jsonpath|jsonpath-as-json|go-template|template|custom-columns)(=.*)?)$/s;

function outputFromFile(scanned: Scan): string | undefined {
  const odd = valuesOf(scanned, '-o --output').some(({ value }) => !OUTPUT.test(value.replace(/^=/, '')));
  return odd ? 'a form of output that is not known, or that stands in a file' : undefined;
}

export const readRule: Rule = {
  class: 'remote-read',
  operands: 'text',
  flags: '-A -w -p -q -R',
  attached:
    '--all --all-namespaces --all-containers --all-pods --allow-missing-template-keys --cached --client --containers --disable-compression --follow --ignore-errors --ignore-not-found --list ' +
    '--match-server-version --namespaced --no-headers --output-watch-events --prefix --previous --quiet --recursive --server-print --short --show-capacity --show-events --show-kind --show-labels ' +
    '--show-managed-fields --show-swap --sum --timestamps --use-protocol-buffers --warnings-as-errors --watch --watch-only',
  values:
    '-n -o -l -c -L -v --v --namespace --namespaces --output --selector --container --field-selector --sort-by --tail --since --since-time --limit-bytes --label-columns --chunk-size --request-timeout ' +
    `--max-log-requests --pod-running-timeout --api-group --api-version --categories --verbs --revision --for --timeout --types --subresource --template ${OWN}`,
  refused: `${REDIRECTS} -f -k --filename --kustomize --raw --output-directory --local`,
  facts: [FACT],
  check: outputFromFile,
};

/** `-f` of these follows. */
export const logsRule: Rule = { ...readRule, flags: `${readRule.flags} -f`, refused: `${REDIRECTS} -k --filename --kustomize` };

const reading = compile(readRule);
const roles = optionTable(readRule);

/** The version of the program alone asks no cluster. */
export function version(args: readonly Word[], words: number): Effects {
  const [only] = args;
  const local = args.length === 1 && only?.kind === 'static' && /^--client(=true)?$/.test(only.value);
  return local ? effects('read-only', { words }) : judge(reading, args, words);
}

/** `whoami -t` of oc prints the token. */
export function whoami(args: readonly Word[], words: number): Effects {
  const plain = args.every(({ value }) => /^(--show-server|--show-console|--show-context|-c)$/.test(value));
  if (plain) return judge(reading, [], words);
  return effects('network', { none: 'it prints a token' }, { facts: [{ kind: 'credential_access', what: 'a token of the cluster' }] });
}

/** Secrets and whatever a file or a raw path names are no plain read. */
export function read(args: readonly Word[], words: number): Effects {
  const judged = judge(reading, args, words);
  if (judged.unproven !== undefined) return judged;
  const { operands } = scan(args, roles);
  if (!operands.some(({ value }) => value.split(',').some((kind) => /^secret/i.test(kind)))) return judged;
  const facts = [FACT, { kind: 'credential_access', what: 'secrets of the cluster' }] as const;
  return effects('network', { none: 'it asks for secrets' }, { facts });
}

/** What looks at the user's own file of contexts, or at kubectl itself. */
export const localRule: Rule = { operands: 'text', attached: '--no-headers --name-only', values: '-o --output', refused: REDIRECTS };

const viewRule: Rule = {
  ...readRule,
  flags: '',
  attached: '--minify --merge --raw --flatten --show-managed-fields --allow-missing-template-keys',
  values: `-o --output --template ${OWN}`,
  refused: REDIRECTS,
};
const viewing = compile(viewRule);
const viewRoles = optionTable(viewRule);

/** It leaves tokens and keys out, unless it shall show the file as it is or put into it what it points to. */
export function configView(args: readonly Word[], words: number): Effects {
  const judged = judge(viewing, args, words);
  const facts = [{ kind: 'credential_access', what: 'kubectl configuration' }] as const;
  if (judged.unproven !== undefined) return notProven(judged.unproven, { facts });
  return hasOption(scan(args, viewRoles), '--raw --flatten')
    ? effects('network', { none: 'it prints the configuration' }, { facts })
    : judged;
}
