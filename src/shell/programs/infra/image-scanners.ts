import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import { client } from './client.ts';
import { image } from './images.ts';

const scanRule: Rule = {
  class: 'workspace-code',
  operands: 'read',
  recursive: true,
  flags: '-q -d',
  attached:
    '--quiet --debug --ignore-unfixed --list-all-pkgs --no-progress --offline-scan --skip-db-update --skip-java-db-update --skip-check-update --skip-policy-update --include-dev-deps --include-non-failures --dependency-tree --license-full --skip-version-check --disable-telemetry --show-suppressed',
  values:
    '-s -f --severity --scanners --security-checks --format --exit-code --skip-dirs --skip-files --timeout --pkg-types --vuln-type --parallel --report --compliance --image-config-scanners --misconfig-scanners --platform --detection-priority --cve',
  facts: [networkFact('trivy', 'download')],
};
const scanImage: Rule = { ...scanRule, operands: 'text', recursive: false, check: image };

/** `trivy.yaml` of the workspace is read first, and names what is loaded and where it asks. */
const trivy = client({
  names: ['trivy'],
  options: {
    flags: '-q -d',
    attached: '--quiet --debug',
    values: '--timeout',
    refused: '-c --config --server --token --cache-dir --insecure --generate-default-config',
  },
  more: {
    'fs|filesystem|config|conf|rootfs|sbom': scanRule,
    'image|i': scanImage,
    version: { class: 'workspace-code', operands: 'none', values: '-f --format' },
    'plugin|module|registry|server|clean|k8s|kubernetes|vm|repo|repository|convert|vex': () =>
      notProven('it runs plug-ins, or reaches other machines', { facts: [networkFact('trivy', 'unknown')] }),
  },
  other: () => notProven('an unknown sub-command of trivy may be a plug-in'),
  loads: true,
  match: { 'trivy fs .': 'workspace-code', 'trivy image alpine:3': 'workspace-code', 'trivy config --help': 'workspace-code' },
  notMatch: [
    'trivy fs . --config x',
    'trivy fs . --server https://evil.test',
    'trivy image evil.test/x',
    'trivy fs -o x .',
    'trivy fs --template @x .',
    'trivy plugin run x',
    'trivy frob',
  ],
});

const dive: Program = {
  names: ['dive'],
  effects: ({ args }) =>
    args.length === 1 && args[0]?.kind === 'static' && /^(--version|-v|version|--help|-h)$/.test(args[0].value)
      ? effects('workspace-code', { words: 0 })
      : notProven('a person works in it, and it may fetch or build an image'),
  match: { 'dive --version': 'workspace-code' },
  notMatch: ['dive alpine', 'dive build .', 'dive --ci alpine'],
};

/** What looks into images of containers. */
export const imageScanners: readonly Program[] = [trivy, dive];
