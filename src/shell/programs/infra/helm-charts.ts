import type { ActionClass, Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import { valuesOf, valuesWithRole } from '../scanned.ts';

/** They change the cluster, the login, where charts come from, or run something. */
export const REFUSED =
  '--kubeconfig --kube-apiserver --kube-as-group --kube-as-user --kube-ca-file --kube-insecure-skip-tls-verify --kube-tls-server-name --kube-token --registry-config --repository-cache ' +
  '--repository-config --content-cache --repo --username --password --pass-credentials --ca-file --cert-file --key-file --insecure-skip-tls-verify --plain-http --post-renderer --post-renderer-args ' +
  '--enable-dns --dependency-update';

const RENDER: Rule = {
  class: 'workspace-code',
  operands: 'text',
  flags: '-g -i -a -q',
  attached:
    '--debug --devel --verify --dry-run --atomic --rollback-on-failure --cleanup-on-fail --create-namespace --disable-openapi-validation --force --force-replace --force-conflicts --generate-name --hide-notes --hide-secret ' +
    '--include-crds --install --is-upgrade --no-hooks --quiet --render-subchart-notes --replace --reset-then-reuse-values --reset-values --reuse-values --skip-crds --skip-schema-validation --skip-tests ' +
    '--strict --take-ownership --validate --wait --wait-for-jobs --with-subcharts --keep-history --ignore-not-found --recreate-pods --release-name',
  values:
    '-n -l -s -a --api-versions --kube-version --name-template --namespace --set --set-json --set-literal --set-string --show-only --timeout --version --description --history-max --labels --cascade --kube-context --burst-limit --qps --color --jsonpath',
  reads: '-f --values --keyring',
  refused: `${REFUSED} --set-file --output-dir -o --output`,
  facts: [networkFact('helm', 'download')],
};
const compiled = compile({ ...RENDER, flags: '-g -i -q' });
const roles = optionTable({ ...RENDER, flags: '-g -i -q' });

/** A chart or values from an address; a repository's name is one of the user's own. */
function elsewhere(scanned: Scan): boolean {
  return [...scanned.operands, ...valuesWithRole(scanned, 'reads')].some(({ value }) => value.includes('://'));
}

/** What reads charts: all operands from the one that `skip` tells are charts, which lie in a directory or in one of the user's repositories. */
export function charts(args: readonly Word[], words: number, skip: number, actionClass: ActionClass): Effects {
  const judged = judge(compiled, args, words);
  if (judged.unproven !== undefined) return judged;
  const scanned = scan(args, roles);
  if (elsewhere(scanned)) return notProven('a chart or its values come from elsewhere', judged);
  const reads = [...(judged.reads ?? []), ...scanned.operands.slice(skip)];
  return effects(actionClass, judged.prefix, { ...judged, reads, recursive: true });
}

/** Templates are rendered here; the schema of a chart may name other addresses. `lint` takes charts alone. */
export function rendered(args: readonly Word[], words: number): Effects {
  return charts(args, words, 0, 'workspace-code');
}

/** A change that is only shown when every `--dry-run` says so. */
export function dryRun(args: readonly Word[], words: number, change: Rule): Effects {
  const scanned = scan(args, roles);
  const runs = scanned.options.filter(({ name }) => name === '--dry-run');
  const dry = runs.length > 0 && runs.every(({ value }) => value === undefined || /^(client|server|true)$/.test(value.value));
  const known =
    scanned.unknown === undefined &&
    scanned.doubtful === undefined &&
    valuesOf(scanned, '--dry-run').every(({ kind }) => kind === 'static');
  return dry && known ? charts(args, words, 1, 'workspace-code') : judge(compile(change), args, words);
}
