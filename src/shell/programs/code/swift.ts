import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import type { Subcommand } from '../subcommands.ts';
import { tree } from '../subcommands.ts';

/** The configuration and the plug-ins of the package run with it; paths and other tools may be given by options. */
const CODE: Rule = {
  class: 'workspace-code',
  operands: 'text',
  lenient: true,
  reads: '--package-path --scratch-path --build-path --directory -C',
  refused:
    '-Xswiftc -Xcc -Xlinker -Xcxx --toolchain --sdk --destination --swift-sdk --disable-sandbox --config-path --cache-path --security-path',
};
const install = (manager: string): Subcommand => ({
  class: 'install',
  operands: 'text',
  lenient: true,
  facts: [{ kind: 'package_install', manager }, networkFact(manager, 'download')],
  noPrefix: 'it installs packages',
});
const upload = (tool: string): Subcommand => ({ class: 'network', operands: 'text', lenient: true, facts: [networkFact(tool, 'upload')] });

/** A file is run; any other word may be a verb that is not known. */
function script(ending: string): Subcommand {
  return (_args, words, call) => {
    const file = call.args[words - 1];
    return file?.kind === 'static' && file.value.endsWith(ending) && words === 1
      ? effects('workspace-code', { words: 0 }, { reads: [file] })
      : notProven('an unknown verb');
  };
}

const swift = tree({
  names: ['swift'],
  globals: { flags: '--version -version -h' },
  commands: {
    'build|test|run|package describe|package dump-package|package show-dependencies|package tools-version|package clean|package dump-symbol-graph':
      CODE,
    'package init|package update|package resolve|package add-dependency|package reset|package edit|package unedit|sdk|package-registry|package-collection':
      install('swift'),
    'package-registry publish|package-registry login': upload('swift'),
  },
  bare: {
    flags: '--version -version -h',
    operands: 'none',
    check: ({ options }) => (options.length > 0 ? undefined : 'a session that reads code'),
  },
  other: script('.swift'),
  match: {
    'swift --version': 'read-only',
    'swift build -c release': 'workspace-code',
    'swift package update': 'install',
    'swift x.swift': 'workspace-code',
  },
  notMatch: ['swift', 'swift x.swift', 'swift build -Xswiftc -load', 'swift package plugin x', 'swift repl'],
});

const dart = tree({
  names: ['dart'],
  globals: { flags: '--version -h' },
  commands: {
    'analyze|test|run|compile|doc|info|fix|format|devtools|pub deps|pub outdated|pub run': {
      ...CODE,
      refused: '--packages --enable-vm-service --observe',
    },
    'pub get|pub add|pub upgrade|pub downgrade|pub remove|pub global|pub cache|create': install('dart'),
    'pub publish|pub login|pub logout|pub token|pub uploader': upload('dart'),
  },
  bare: { flags: '--version -h', operands: 'none', check: ({ options }) => (options.length > 0 ? undefined : 'it says how it is used') },
  other: script('.dart'),
  match: { 'dart --version': 'read-only', 'dart test': 'workspace-code', 'dart pub get': 'install' },
  notMatch: ['dart x.dart', 'dart --packages=x y.dart', 'dart pub publish', 'dart test --packages x'],
});

/** Languages whose program is a builder, too. */
export const packagedLanguages: readonly Program[] = [swift, dart];
