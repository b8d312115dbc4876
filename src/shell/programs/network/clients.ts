import { effects, networkFact, notProven } from '../effects.ts';
import { leaf } from '../leaf.ts';
import type { Program } from '../program.ts';
import { hostOf } from '../words.ts';

/** A name in a query can carry data out, too. */
export const lookups: Program = {
  names: [
    'ping',
    'ping6',
    'dig',
    'host',
    'nslookup',
    'drill',
    'kdig',
    'traceroute',
    'tracepath',
    'mtr',
    'whois',
    'nmap',
    'masscan',
    'arping',
    'getaddrinfo',
    'http',
    'https',
    'xh',
    'httpie',
    'hey',
    'ab',
    'wrk',
    'siege',
    'k6',
    'websocat',
    'wscat',
    'grpcurl',
    'grpc_cli',
    'speedtest',
    'iperf',
    'iperf3',
    'youtube-dl',
    'yt-dlp',
    'lynx',
    'w3m',
    'links',
    'elinks',
  ],
  effects: ({ args }, name) => {
    const facts = [networkFact(name, 'unknown', hostOf(args.findLast((word) => !/^[-+@]/.test(word.value))))];
    if (args.some((word) => word.kind !== 'static')) return notProven('a word that is only known when it runs', { facts });
    const risky = args.some(
      (word) =>
        /^(-f|-iL|-oN|-oX|--script|--exec|-o|--output|--download|-k|--config|@|--pre|--post-file)|[:=]?=?@/.test(word.value) &&
        name !== 'ping',
    );
    return effects('network', risky ? { none: 'it reads or writes a file, or runs a script' } : { words: 0 }, { facts });
  },
  match: { 'ping -c 1 example.com': 'network', 'dig example.com': 'network' },
  notMatch: ['dig -f list', 'http POST example.com @.env', 'nmap --script ./x h', 'ping $x'],
};

export const clients: Program = {
  names: [
    'nc',
    'ncat',
    'netcat',
    'telnet',
    'mail',
    'mailx',
    'sendmail',
    'mutt',
    'msmtp',
    'swaks',
    'rclone',
    's3cmd',
    'restic',
    'borg',
    'duplicity',
    'syncthing',
    'tailscale',
    'wg',
    'openvpn',
    'croc',
    'wormhole',
    'transfer',
    'ipfs',
    'kafka-console-producer',
    'nats',
    'mosquitto_pub',
    'claude',
    'codex',
    'gemini',
    'opencode',
    'aider',
    'cursor-agent',
    'amp',
    'qwen',
    'goose',
    'llm',
    'ollama',
  ],
  effects: ({ args }, name) =>
    args.length === 1 && args[0]?.kind === 'static' && args[0].value === '--version'
      ? effects('workspace-code', { words: 0 })
      : notProven('a program with a language or destinations of its own', { facts: [networkFact(name, 'unknown')] }),
  match: { 'rclone --version': 'workspace-code' },
  notMatch: ['nc -e sh h 1', 'claude -p x'],
};

/** They listen: others can reach what they serve. */
export const servers = leaf({
  names: [
    'http-server',
    'serve',
    'live-server',
    'caddy',
    'nginx',
    'httpd',
    'apachectl',
    'uvicorn',
    'gunicorn',
    'flask',
    'rails',
    'django-admin',
    'sshd',
    'dropbear',
    'redis-server',
    'postgres',
    'mysqld',
    'mongod',
    'jupyter',
    'php-fpm',
  ],
  operands: 'text',
  lenient: true,
  class: 'unknown',
  facts: [networkFact('server', 'unknown')],
  noPrefix: 'it runs code and serves it',
  match: { 'http-server .': 'unknown' },
  notMatch: ['flask run', 'rails runner x'],
});
