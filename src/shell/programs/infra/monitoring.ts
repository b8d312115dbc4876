import { effects, networkFact } from '../effects.ts';
import type { Program } from '../program.ts';
import { client } from './client.ts';

const HELP = /^(--help|-h|--help-long|--help-man|--version)$/;

/** Prometheus serves what it measures; the rules and settings that promtool checks may name any other file. */
const prometheus: Program = {
  names: ['prometheus', 'alertmanager'],
  effects: ({ args }, name) =>
    args.length === 1 && args[0]?.kind === 'static' && HELP.test(args[0].value)
      ? effects('read-only', { words: 0 })
      : effects('system', { none: 'it serves what it measures, and keeps it' }, { facts: [networkFact(name, 'unknown')] }),
  match: { 'prometheus --help': 'read-only', 'prometheus --agent': 'system' },
  notMatch: ['prometheus', 'prometheus --config.file=x --help', 'alertmanager --storage.path=/x'],
};

const promtool = client({
  names: ['promtool', 'amtool'],
  local: 'help',
  options: { attached: '--lint --lint-fatal --syntax-only --agent --extended', values: '--lint' },
  more: {
    'check config|check rules|check web-config|test rules|check service-discovery': {
      class: 'workspace-code',
      operands: 'read',
      attached: '--lint --lint-fatal --syntax-only --agent --ignore-unknown-fields --diff --debug',
      values: '--run',
    },
    'check metrics': { operands: 'none', attached: '--extended --lint' },
    'tsdb list|tsdb analyze|tsdb dump': {
      operands: 'read',
      recursive: true,
      flags: '-r',
      attached: '--human-readable --extended',
      values: '--limit --match --min-time --max-time',
    },
  },
  help: '--help -h --help-long',
  match: { 'promtool check rules x.yml': 'workspace-code', 'promtool query instant http://h up': 'network' },
  notMatch: [
    'promtool push metrics http://h x',
    'promtool check config x --http.config.file=y',
    'promtool debug all http://h',
    'amtool silence expire x',
  ],
});

const grafana = client({
  names: ['grafana-cli', 'grafana'],
  reads: 'plugins list-remote|plugins list-versions|plugins ls',
  local: 'help',
  secrets: 'admin',
  deletes: 'plugins remove|plugins uninstall',
  changes: 'system',
  options: { flags: '-v', refused: '--repo --pluginUrl --insecure --config --homepath --configOverrides --pluginsDir' },
  match: { 'grafana-cli plugins ls': 'remote-read', 'grafana-cli plugins install x': 'system' },
  notMatch: [
    'grafana-cli admin reset-admin-password x',
    'grafana-cli --repo https://evil.test plugins ls',
    'grafana-cli plugins install x',
    'grafana server',
  ],
});

/** What watches other programs. */
export const monitoring: readonly Program[] = [prometheus, promtool, grafana];
