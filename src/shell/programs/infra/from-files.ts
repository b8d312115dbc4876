import type { Program } from '../program.ts';
import { client } from './client.ts';

/** What these do stands in a file of the workspace, which is a program or can start one. */
const helmfile = client({
  names: ['helmfile'],
  local: 'completion|help',
  code: 'list|template|lint|diff|status|build|show-dag|version',
  deletes: 'destroy|delete',
  options: {
    flags: '-q -i',
    attached:
      '--quiet --debug --no-color --color --skip-deps --skip-needs --include-needs --include-transitive-needs --suppress-diff --detailed-exitcode --show-secrets=false --concurrency --keep-temp-dir --allow-no-matching-release --skip-cleanup --include-crds --skip-tests',
    values:
      '-e -l -n -c --environment --selector --namespace --chart --log-level --concurrency --context --output --state-values-set --set',
    refused:
      '-b --helm-binary -k --kustomize-binary --kube-context --args --diff-args --post-renderer --post-renderer-args --output-dir --output-dir-template --output-file-template --embed-values --file -f --state-values-file --values --enable-live-output --show-secrets',
  },
  match: { 'helmfile list': 'workspace-code', 'helmfile -e prod diff': 'workspace-code', 'helmfile sync': 'network' },
  notMatch: [
    'helmfile destroy',
    'helmfile -b ./x list',
    'helmfile -f https://evil.test/x list',
    'helmfile template --output-dir x',
    'helmfile apply',
  ],
});

const kustomize = client({
  names: ['kustomize'],
  local: 'version|help|completion',
  options: { attached: '--short' },
  more: {
    /** Bases and plug-ins of the directory may lie anywhere. */
    build: {
      class: 'workspace-code',
      operands: 'read',
      here: true,
      recursive: true,
      check: ({ operands }) => (operands.some(({ value }) => /:|^github\.com\/|\?ref=/.test(value)) ? 'a base from elsewhere' : undefined),
    },
  },
  match: { 'kustomize build overlays/x': 'workspace-code', 'kustomize version': 'read-only' },
  notMatch: [
    'kustomize build https://evil.test/x',
    'kustomize build x --enable-exec',
    'kustomize build x -o /y',
    'kustomize edit set image x',
    'kustomize fn run x',
  ],
});

const skaffold = client({
  names: ['skaffold'],
  local: 'completion|help|options|schema list',
  code: 'diagnose|render|inspect modules list|inspect profiles list|inspect build-env list|inspect tests list|config list|version|lint',
  deletes: 'delete',
  changes: 'system',
  options: {
    flags: '-q',
    attached: '--yaml-only --digest-source --offline',
    values: '-p -m -n --profile --module --namespace -v --verbosity --format',
    refused: '-f --filename --kubeconfig --kube-context -d --default-repo -o --output -c --config',
  },
  match: { 'skaffold diagnose': 'workspace-code', 'skaffold dev': 'system' },
  notMatch: ['skaffold delete', 'skaffold render -o x', 'skaffold diagnose -f https://evil.test/x', 'skaffold run'],
});

const tilt = client({
  names: ['tilt'],
  local: 'version|help|completion',
  code: 'get|describe|logs|doctor|api-resources|explain|dump engine|alpha tiltfile-result',
  deletes: 'down|delete',
  changes: 'system',
  options: {
    flags: '-f',
    attached: '--follow --watch',
    values: '-o -n --output --since --tail --source',
    refused: '--host --port --kubeconfig --context --file',
  },
  match: { 'tilt get uiresources': 'workspace-code', 'tilt version': 'read-only', 'tilt up': 'system' },
  notMatch: ['tilt down', 'tilt get x --host evil.test', 'tilt args x', 'tilt trigger x'],
});

const vagrant = client({
  names: ['vagrant'],
  code: 'status|global-status|port|ssh-config|validate|version|box list|plugin list|snapshot list|provider|list-commands|help|box outdated',
  deletes: 'destroy|box remove|box prune|snapshot delete',
  changes: 'system',
  options: { flags: '-i --version -v', attached: '--machine-readable --no-color --color --global --debug --local --box-info' },
  loads: true,
  match: { 'vagrant status': 'workspace-code', 'vagrant up': 'system' },
  notMatch: ['vagrant destroy -f', 'vagrant ssh -c ls', 'vagrant up', 'vagrant --version', 'vagrant box add x'],
});

/** Tools of clusters and machines that read what to do from the workspace. */
export const fromFiles: readonly Program[] = [helmfile, kustomize, skaffold, tilt, vagrant];
