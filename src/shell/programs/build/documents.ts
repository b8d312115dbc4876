import type { Program } from '../program.ts';
import type { Subcommand } from '../subcommands.ts';
import { check, checker, sends, TELLS, verbs } from './checker.ts';

/** They make documents by the workspace's own configuration and templates; what they write stands behind the source or in an option. */
const generators = checker({
  names: [
    'sphinx-build',
    'sphinx-apidoc',
    'sphinx-autobuild',
    'typedoc',
    'jsdoc',
    'documentation',
    'doxygen',
    'pdoc',
    'pydoc-markdown',
    'esdoc',
    'yard',
    'rdoc',
    'haddock',
    'javadoc',
    'asciidoctor',
    'api-extractor',
    'phpdoc',
  ],
  operands: 'text',
  flags: '-a -E -n -q -Q -v -W -T -N -s',
  values: '-b -D -A -t -j -M --jobs --builder --name --title --access --tags',
  config: '--conf-dir -C --readme --theme --source-root -I',
  loads: '--template -t -doclet -docletpath -taglet -tagletpath -classpath -cp --extensions',
  writes: '-d -w --doctree-dir --warning-file --json --html',
  match: { 'sphinx-build -b html docs out': 'workspace-code', 'typedoc src': 'workspace-code' },
  notMatch: ['sphinx-build -c /x docs out', 'typedoc --plugin ./x', 'jsdoc $x', 'javadoc @args'],
});

const usual = {
  operands: 'text',
  flags: '-D -E -F -q -s',
  values: '-b --baseURL -e --environment',
  config: '-s --source --contentDir --layoutDir --themesDir',
  loads: '--theme -t',
} as const;
const commands: Readonly<Record<string, Subcommand>> = {
  'build|serve|server|test|list|check|doctor|clean|watch|new|config|convert|mod|b|s|g|generate|get-deps|gen|import': check({
    operands: 'text',
    flags: '-D -F -q -v -w -s -t -c -d',
    values: '-b --baseURL -e --environment -p --port -a --dev-addr',
    config: '--source --contentDir --themesDir --drafts-dir --plugins-dir',
    writes: '--site-dir --dest-dir',
    loads: '--theme -t',
  }),
  'gh-deploy|deploy|github_deploy|d': sends('site'),
};

/** It looks at no configuration to tell its version. */
const hugo = verbs({
  names: ['hugo'],
  usual,
  commands: { ...commands, 'version|env': TELLS },
  match: { hugo: 'workspace-code', 'hugo version': 'read-only' },
  notMatch: ['hugo deploy', 'hugo $x'],
});

/** Others load what the workspace has set up before they look at the verb. */
const sites = verbs({
  names: ['mkdocs', 'jekyll', 'zola', 'mdbook', 'antora', 'hexo', 'gitbook', 'pelican', 'nikola', 'bridgetown'],
  usual,
  commands,
  match: { 'mkdocs build': 'workspace-code', 'jekyll version': 'workspace-code', 'mkdocs gh-deploy': 'network' },
  notMatch: ['mkdocs build -f /x', 'jekyll build --config x', 'jekyll version', 'hexo version'],
});

/** Generators of documents and sites. */
export const DOCUMENT_BUILDERS: readonly Program[] = [generators, hugo, sites];
