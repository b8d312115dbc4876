import { basename, join } from 'node:path';

/** Files that are secret by name, wherever they are. In lower case: some disks do not tell. */
const SECRET_NAMES: readonly RegExp[] = [
  // Samples are made to be read.
  /^\.env(?!.*\.(?:example|sample|template|dist)$)(?:rc|[._-].*)?$/,
  /\.(?:pem|key|p12|pfx|pkcs12|jks|keystore|kdbx|ppk|gpg|ovpn)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?(?!.*\.pub$)(?:[._-].*)?$/,
  /^\.?netrc$|^\.pgpass$|^\.my\.cnf$|^\.git-credentials$|^\.htpasswd$|^\.pypirc$|^\.vault-token$|^\.terraformrc$/,
  /^credentials?(?:\.(?:json|ya?ml|toml|ini))?$/,
  /^secrets?\.(?:json|ya?ml|toml|ini|env)$/,
  /^service-account.*\.json$/,
  /\.tfstate(?:\.backup)?$/,
];

/** Directories in which everything is secret. */
const SECRET_DIRECTORIES: ReadonlySet<string> = new Set(['.ssh', '.aws', '.gnupg', '.kube', '.azure', '.password-store']);

/** Paths that are secret below the home directory. */
const SECRET_IN_HOME: readonly string[] = [
  '.config/gcloud',
  '.config/gh',
  '.config/hub',
  '.config/op',
  '.config/sops',
  '.config/rclone',
  '.docker/config.json',
  '.npmrc',
  '.yarnrc.yml',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.m2/settings.xml',
  '.gradle/gradle.properties',
  '.local/share/keyrings',
  '.mozilla',
  '.config/google-chrome',
  '.config/chromium',
  'library/keychains',
  '.bash_history',
  '.zsh_history',
  '.python_history',
  '.node_repl_history',
  '.psql_history',
];

/** Paths of the system that are secret: passwords, and the memory, environment and descriptors of processes. */
const SECRET_IN_SYSTEM: readonly RegExp[] = [
  /^\/etc\/(?:shadow|gshadow|sudoers)(?:-|\.d)?(?:\/|$)/,
  /^\/etc\/ssh\/ssh_host_.*key$/,
  /^\/proc\/(?:\d+|self|thread-self)\//,
  /^\/dev\/(?:mem|kmem|port)$/,
  /^\/(?:run|var\/run)\/secrets(?:\/|$)/,
];

/**
 * Takes an absolute path without `..`, and the home directory when what is secret only there is to count; returns
 * whether its name says that it holds a secret. The name is all that is looked at.
 */
export function isSecretPath(absPath: string, home?: string): boolean {
  const path = absPath.toLowerCase();
  if (path.split('/').some((part) => SECRET_DIRECTORIES.has(part))) return true;
  const name = basename(path);
  if (SECRET_NAMES.some((pattern) => pattern.test(name)) || SECRET_IN_SYSTEM.some((pattern) => pattern.test(path))) return true;
  if (home === undefined) return false;
  const base = home.toLowerCase();
  return SECRET_IN_HOME.some((one) => path === join(base, one) || path.startsWith(`${join(base, one)}/`));
}
