/** Files that are secret by name, wherever they are. In lower case: some disks do not tell. */
const SECRET_NAMES: readonly RegExp[] = [
  // Samples are made to be read.
  /^\.env(?!.*\.(?:example|sample|template|dist)$)(?:rc|[._~-].*)?$/,
  /^(?!example|sample|template)[\w-]+\.env$/,
  /\.(?:pem|key|p8|p12|pfx|pkcs12|jks|keystore|kdbx|ppk|gpg|ovpn)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:_sk)?(?!.*\.pub$)(?:[._-].*)?$/,
  /^\.?netrc$|^\.pgpass$|^\.my\.cnf$|^\.git-credentials$|^\.htpasswd$|^\.pypirc$|^\.vault-token$|^\.terraformrc$/,
  /^credentials?(?:\.(?:json|ya?ml|toml|ini))?$/,
  /^secrets?\.(?:json|ya?ml|toml|ini|env)$/,
  /^service-account.*\.json$/,
  /\.tfstate(?:\.backup)?$|\.tfvars$/,
  /^client_secret.*\.json$|^\.s3cfg$|^\.boto$|^\.dockercfg$|^[\w-]+_rsa$/,
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

/** Each of `SECRET_IN_SYSTEM` lies below one of these. */
const SYSTEM_ROOTS = ['/etc/', '/proc/', '/dev/', '/run/', '/var/'];

/** The extensions of `SECRET_NAMES`; every name of theirs without one begins with a stem below. */
const SECRET_EXTENSIONS = new Set('pem key env p8 tfvars p12 pfx pkcs12 jks keystore kdbx ppk gpg ovpn tfstate backup'.split(' '));
const SECRET_STEMS = ['.', 'id_', 'netrc', 'credential', 'secret', 'service-account', 'client_secret'];

/**
 * Takes an absolute path without `..`, and the home directory when what is secret only there is to count; returns
 * whether its name says that it holds a secret. The name is all that is looked at.
 */
export function isSecretPath(absPath: string, home?: string): boolean {
  const path = absPath.toLowerCase();
  return hasSecretDirectory(path) || isSecretName(path) || isSecretOfSystem(path) || (home !== undefined && isSecretInHome(path, home));
}

function hasSecretDirectory(path: string): boolean {
  for (let at = path.indexOf('/.'); at >= 0; at = path.indexOf('/.', at + 2)) {
    const end = path.indexOf('/', at + 1);
    if (SECRET_DIRECTORIES.has(path.slice(at + 1, end < 0 ? path.length : end))) return true;
  }
  return false;
}

/** Most names are told apart from every pattern by how they begin and end. */
function isSecretName(path: string): boolean {
  const start = path.lastIndexOf('/') + 1;
  const suspicious =
    SECRET_STEMS.some((stem) => path.startsWith(stem, start)) || SECRET_EXTENSIONS.has(path.slice(path.lastIndexOf('.') + 1));
  return (
    (suspicious || path.endsWith('_rsa') || path.endsWith('~') || path.startsWith('#', start)) &&
    matches(SECRET_NAMES, originalOf(path.slice(start)))
  );
}

/** What an editor keeps beside a file is as secret as the file. */
function originalOf(name: string): string {
  return name
    .replace(/^\.(.+)\.sw[a-p]$/, '$1')
    .replace(/^#(.+)#$/, '$1')
    .replace(/(.)~$/, '$1');
}

function isSecretOfSystem(path: string): boolean {
  return SYSTEM_ROOTS.some((root) => path.startsWith(root)) && matches(SECRET_IN_SYSTEM, path);
}

function isSecretInHome(path: string, home: string): boolean {
  const base = home.toLowerCase();
  if (!path.startsWith(base) || path.charCodeAt(base.length) !== SLASH) return false;
  const rest = path.slice(base.length + 1);
  return SECRET_IN_HOME.some((one) => rest.startsWith(one) && (rest.length === one.length || rest.charCodeAt(one.length) === SLASH));
}

const SLASH = 0x2f;

function matches(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
