import type { Program } from '../program.ts';
import { asks, check, installs, sends, verbs } from './checker.ts';

const tasks = {
  operands: 'text',
  flags: '-p -d -v -s',
  values:
    '--filter -F --scope --since --ignore --concurrency --parallel --only --target --targets -t --projects --base --head --port -H --hostname --affected --exclude --stream --log-order --env-mode --graph-format',
  config: '--cwd --dir --workspace --env-file',
  loads: '--executor --generator --preset --remote-cache --api --token --team --tasks-runner --exec',
  writes: '--file --graph --profile --summarize --experimental-ui --stats-json',
} as const;

const anyway = asks('workspace-code', [], 'it changes files of the workspace that steer others');

/** Task runners over many packages. */
const monorepos = verbs({
  names: ['turbo', 'nx', 'lerna', 'moon', 'wireit', 'lage', 'preconstruct'],
  usual: tasks,
  commands: {
    'run|run-many|affected|build|test|lint|dev|ls|query|show|graph|list|changed|diff|report|info|why|affected:test|affected:build|check|format:check|typecheck|sync:check':
      check(tasks),
    'exec|watch': {
      class: 'unknown',
      operands: 'text',
      lenient: true,
      noPrefix: 'it runs another command',
      check: () => 'it runs another command',
    },
    'login|link|unlink|logout|connect|connect-to-nx-cloud|telemetry|start-ci-run|stop-all-agents|publish|release': sends('monorepo'),
    'add|create|bootstrap|install|update|migrate|import|init|scaffold': installs('npm'),
    'generate|g|prune|clean|version|format:write|repair|reset|daemon|gen|boundaries|sync|bin': anyway,
  },
  match: { 'turbo run build --filter=a': 'workspace-code', 'nx test app': 'workspace-code', 'lerna publish': 'network' },
  notMatch: ['lerna exec -- rm y', 'turbo run $x', 'turbo --cwd /x run build', 'nx add x', 'lerna publish'],
});

/** Frameworks with a command of their own. */
const apps = verbs({
  names: [
    'next',
    'nuxt',
    'nuxi',
    'astro',
    'gatsby',
    'ng',
    'expo',
    'storybook',
    'remix',
    'react-scripts',
    'vue-cli-service',
    'svelte-kit',
    'react-router',
    'quasar',
    'ember',
    'docusaurus',
    'vitepress',
    'eleventy',
    'craco',
    'react-native',
    'qwik',
    'solid-start',
    'redwood',
  ],
  usual: tasks,
  commands: {
    'build|dev|start|serve|test|lint|preview|typegen|info|check|generate|prepare|typecheck|analyze|sync|e2e|routes|config|doctor|clean|version|clear|write-heading-ids|write-translations':
      check(tasks),
    'add|create|init|new|install|upgrade|update|module|migrate|automigrate|sandbox|prebuild|export:embed|eject|reveal': installs('npm'),
    'publish|deploy|login|logout|register|send|telemetry|whoami|link|unlink|db': sends('framework'),
  },
  match: { 'next build': 'workspace-code', 'ng test': 'workspace-code', 'astro add react': 'install', 'ng deploy': 'network' },
  notMatch: ['next build $x', 'ng deploy', 'expo publish', 'storybook init', 'astro build --config x'],
});

/** Frameworks and runners of tasks. */
export const FRAMEWORKS: readonly Program[] = [monorepos, apps];
