import { effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { nested } from '../wrapper.ts';

/** Managers of tool versions: they choose what every other name means, by files of the workspace. */
export const versions: Program = {
  names: [
    'nvm',
    'fnm',
    'volta',
    'asdf',
    'mise',
    'rtx',
    'pyenv',
    'rbenv',
    'nodenv',
    'goenv',
    'sdk',
    'corepack',
    'direnv',
    'n',
    'proto',
    'devbox',
    'jenv',
    'tfenv',
  ],
  effects: ({ args }, name) => {
    const [verb, ...rest] = args;
    const facts = [{ kind: 'package_install', manager: name }] as const;
    if (
      verb?.kind === 'static' &&
      (/^(list|ls|current|version|versions|which|where|whence|--version|doctor|ls-remote|list-remote|list-all|latest|root|prefix|commands|shims|home|status|help|info|bin)$/.test(
        verb.value,
      ) ||
        (/env$/.test(name) && verb.value === 'install' && /^(-l|--list)$/.test(rest[0]?.value ?? ''))) &&
      rest.every((word) => word.kind === 'static')
    ) {
      return effects('workspace-code', { words: verb.value.startsWith('-') ? 0 : 1 });
    }
    if (
      verb?.kind === 'static' &&
      /^(install|uninstall|use|global|local|shell|default|upgrade|enable|disable|prepare|add|remove|set|plugin)$/.test(verb.value)
    ) {
      return effects('install', { none: 'it changes which programs run' }, { facts });
    }
    const at = rest.findIndex((word) => word.value === '--');
    return notProven('it runs another command with tools that the workspace chooses', {
      runs: at < 0 ? [] : nested(rest.slice(at + 1)),
      facts,
    });
  },
  match: { 'nvm ls': 'workspace-code', 'asdf install nodejs': 'install', 'pyenv install --list': 'workspace-code' },
  notMatch: ['pyenv install -v 3', 'mise tasks run x', 'mise exec -- rm y', 'corepack enable', 'direnv allow', 'volta run x'],
};
