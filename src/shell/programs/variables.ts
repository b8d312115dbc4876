/** What an assignment to a name can do to the programs that see it. */
export interface Danger {
  /** `prefix-ok`: moves where a program looks, which the shown prefix tells. `unproven`: can run something or redirect a program. */
  readonly level: 'prefix-ok' | 'unproven';
  readonly reason: string;
}

const RUNS = 'it can make a program run something else';
const MOVES = "it moves a program's files, host or parsing";
const LOOKS = 'it changes where a program finds its modules';

/** Names as whole words, by reason. */
const NAMES: readonly (readonly [reason: string, names: string])[] = [
  [
    RUNS,
    'PATH ENV BASH_ENV ZDOTDIR SHELL SHELLOPTS BASHOPTS BASH_XTRACEFD PROMPT_COMMAND PS0 PS1 PS2 PS4 FCEDIT EDITOR VISUAL SUDO_EDITOR ' +
      'SUDO_ASKPASS PAGER BROWSER OPENER DEBUGGER TAR_OPTIONS TAPE RSYNC_RSH RSYNC_CONNECT_PROG CVS_RSH SVN_SSH SVN_EDITOR HGEDITOR ZIPOPT ' +
      'UNZIP GZIP BZIP BZIP2 XZ_OPT XZ_DEFAULTS ZSTD_CLEVEL RIPGREP_CONFIG_PATH GREP_OPTIONS ACKRC FZF_DEFAULT_COMMAND FZF_DEFAULT_OPTS ' +
      'PYTEST_ADDOPTS PYTEST_PLUGINS NODE_OPTIONS NODE_REPL_EXTERNAL_MODULE BUN_OPTIONS DENO_DIR TS_NODE_PROJECT ' +
      'RUBYOPT RUBYLIB RUBYSHELL GEM_PATH GEM_HOME BUNDLE_GEMFILE JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_OPTS JAVA_HOME ' +
      'CLASSPATH MAVEN_OPTS GRADLE_OPTS ANT_OPTS SBT_OPTS CC CXX CPP LD AR AS CFLAGS CXXFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MFLAGS GNUMAKEFLAGS ' +
      'MAKEFILES MAKE MAKESHELL CMAKE_TOOLCHAIN_FILE GOFLAGS GOROOT GOPATH GOBIN GOPROXY GONOSUMDB GOSUMDB GOINSECURE GOTOOLCHAIN GOENV ' +
      'GOWORK GOVCS RUSTC RUSTDOC RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTFLAGS RUSTDOCFLAGS RUSTUP_TOOLCHAIN RUSTUP_HOME GCC_EXEC_PREFIX ' +
      'COMPILER_PATH LUA_INIT LUA_PATH LUA_CPATH R_PROFILE R_PROFILE_USER JULIA_LOAD_PATH OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES ' +
      'GCONV_PATH MAGIC LOCPATH NLSPATH HOSTALIASES RES_OPTIONS TERMCAP TERMINFO TERMINFO_DIRS INPUTRC SYSTEMD_EDITOR SYSTEMD_PAGER PSQL_EDITOR ' +
      'PSQL_PAGER PSQLRC SCREENRC EXINIT VIMINIT MYVIMRC GVIMINIT NVIM_APPNAME EMACSLOADPATH PROMPT POSIXLY_CORRECT MANPATH MANPAGER MANOPT MANROFFSEQ MANSECT MAN_KEEP_FORMATTING',
  ],
  [
    MOVES,
    'IFS CDPATH HOME PWD OLDPWD TMPDIR TMP TEMP GLOBIGNORE BASH_COMPAT OPTIND OPTERR XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_DATA_HOME ' +
      'XDG_DATA_DIRS XDG_CACHE_HOME XDG_STATE_HOME XDG_RUNTIME_DIR DOCKER_HOST DOCKER_CONFIG DOCKER_CONTEXT DOCKER_TLS_VERIFY ' +
      'DOCKER_CERT_PATH BUILDKIT_HOST CONTAINER_HOST COMPOSE_FILE COMPOSE_PROJECT_NAME KUBECONFIG GH_HOST GH_TOKEN GH_ENTERPRISE_TOKEN GH_CONFIG_DIR GH_REPO ' +
      'GITHUB_TOKEN GLAB_CONFIG_DIR BOTO_CONFIG CLOUDSDK_CONFIG GOOGLE_APPLICATION_CREDENTIALS HTTP_PROXY HTTPS_PROXY ALL_PROXY FTP_PROXY ' +
      'NO_PROXY http_proxy https_proxy all_proxy ftp_proxy no_proxy NETRC CURL_HOME CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR ' +
      'REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED WGETRC SYSTEM_WGETRC GNUPGHOME GPG_AGENT_INFO DBUS_SESSION_BUS_ADDRESS ' +
      'DISPLAY XAUTHORITY TMUX TMUX_TMPDIR STY PGHOST PGHOSTADDR PGPORT PGSERVICEFILE PGPASSFILE PGOPTIONS MYSQL_HOME MYSQL_HOST ' +
      'REDISCLI_AUTH VAULT_ADDR VAULT_TOKEN CONSUL_HTTP_ADDR NOMAD_ADDR',
  ],
];

/** Families of names, by how they begin. */
const FAMILIES: readonly (readonly [start: string, reason: string])[] = [
  ['LD_', RUNS],
  ['DYLD_', RUNS],
  ['GIT_', RUNS],
  ['BASH_FUNC_', RUNS],
  ['LESS', RUNS],
  ['PERL5', RUNS],
  ['PERL_', RUNS],
  ['npm_', RUNS],
  ['NPM_CONFIG_', RUNS],
  ['PNPM_', RUNS],
  ['YARN_', RUNS],
  ['COREPACK_', RUNS],
  ['PIP_', RUNS],
  ['UV_', RUNS],
  ['POETRY_', RUNS],
  ['PIPX_', RUNS],
  ['CARGO_', RUNS],
  ['BUNDLE_', RUNS],
  ['COMPOSER_', RUNS],
  ['HOMEBREW_', RUNS],
  ['APT_', RUNS],
  ['DEBIAN_', RUNS],
  ['DEB_', RUNS],
  ['SSH_', RUNS],
  ['GLIBC_', RUNS],
  ['MALLOC_', RUNS],
  ['ASAN_', RUNS],
  ['TF_', RUNS],
  ['ANSIBLE_', RUNS],
  ['HELM_', RUNS],
  ['AWS_', MOVES],
  ['AZURE_', MOVES],
  ['GOOGLE_', MOVES],
  ['KUBE', MOVES],
  ['BAILIWICK_', "it changes this tool's own settings"],
  ['VIRTUAL_ENV', LOOKS],
];

const DANGERS: ReadonlyMap<string, string> = new Map(NAMES.flatMap(([reason, names]) => names.split(' ').map((name) => [name, reason])));

/** Where an interpreter looks for modules: the prefix shows the assignment, so that a grant names it. */
const MODULE_PATHS: ReadonlySet<string> = new Set(['PYTHONPATH']);

/**
 * What assigning or exporting this environment name can do.
 * Returns undefined for names that are not known to do anything (`FOO`, `NODE_ENV`); never throws.
 */
export function dangerousVariable(name: string): Danger | undefined {
  if (MODULE_PATHS.has(name)) return { level: 'prefix-ok', reason: LOOKS };
  const known = DANGERS.get(name) ?? FAMILIES.find(([start]) => name.startsWith(start))?.[1];
  if (known !== undefined) return { level: 'unproven', reason: known };
  if (/^PYTHON|PAGER$|EDITOR$|ASKPASS$|_WRAPPER$|_RSH$|_PRELOAD$|_OPTIONS$|^BASH|_CONFIG(_FILE|_PATH)?$/.test(name))
    return { level: 'unproven', reason: RUNS };
  if (/_PROXY$|_proxy$|_HOST$|_URL$|_ENDPOINT$/.test(name)) return { level: 'unproven', reason: MOVES };
  return undefined;
}
