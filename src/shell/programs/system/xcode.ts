import { networkFact } from '../effects.ts';
import { leaf } from '../leaf.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { wrapper } from '../wrapper.ts';
import { upTo, verbs } from './verbs.ts';

/** Finds a tool of Xcode, and starts it. */
export const xcrun = wrapper({
  names: ['xcrun'],
  flags:
    '-l -n -v --log --no-cache --verbose --show-sdk-path --show-sdk-version --show-sdk-build-version --show-sdk-platform-path --show-sdk-platform-version --show-toolchain-path -r --run -h',
  values: '-f --find --sdk -sdk',
  refused: '-k --kill-cache --toolchain -toolchain',
  check: (scanned) =>
    valuesOf(scanned, '--sdk -sdk').every(({ value, kind }) => kind === 'static' && /^[a-z]+[\d.]*$/.test(value))
      ? undefined
      : 'a kit can bring its own tools',
  match: { 'xcrun --show-sdk-path': 'read-only', 'xcrun --sdk iphoneos --find clang': 'read-only' },
  notMatch: ['xcrun rm y', 'xcrun --sdk ./x.sdk clang x.c', 'xcrun --toolchain x clang', 'xcrun -k', 'xcrun -r rm y'],
});

export const simctl = verbs({
  names: ['simctl'],
  reads: {
    list: upTo(2, { flags: '-j -v --json --verbose' }),
    help: upTo(1),
  },
  other: { reason: 'it acts on simulated devices', facts: [{ kind: 'process_control', verb: 'simctl' }] },
  match: { 'simctl list devices': 'read-only', 'simctl boot x': 'system' },
  notMatch: ['simctl', 'simctl spawn x rm y', 'simctl erase all', 'simctl list -j --json-output=x'],
});

export const xcodeSelect = verbs({
  names: ['xcode-select'],
  reads: { '-p|--print-path|-v|--version|-h|--help': upTo(0) },
  other: { reason: 'it changes which tools are used', facts: [{ kind: 'process_control', verb: 'xcode-select' }] },
  match: { 'xcode-select -p': 'read-only', 'xcode-select --install': 'system' },
  notMatch: ['xcode-select -s ./x', 'xcode-select --reset', 'xcode-select'],
});

/** A project runs its own scripts, and says which packages are fetched, also when it is only listed. */
export const xcodebuild = leaf({
  names: ['xcodebuild'],
  class: 'workspace-code',
  style: 'single-dash',
  lenient: true,
  values: '-scheme -target -configuration -sdk -destination -arch -only-testing -skip-testing -testPlan -jobs -toolchain',
  reads: '-project -workspace -xcconfig -xctestrun',
  writes:
    '-derivedDataPath -resultBundlePath -resultStreamPath -archivePath -clonedSourcePackagesDirPath -packageCachePath -exportPath -localizationPath',
  refused:
    '-allowProvisioningUpdates -allowProvisioningDeviceRegistration -authenticationKeyPath -downloadPlatform -downloadAllPlatforms -downloadComponent -runFirstLaunch -license ' +
    '-importPlatform -importComponent -exportArchive -exportNotarizedApp -create-xcframework -exportOptionsPlist -scmProvider',
  operands: 'text',
  noPrefix: 'it runs what the project says',
  check: (scanned) => {
    if (hasOption(scanned, '-toolchain')) return 'another set of tools';
    return scanned.operands.some(({ value }) => value.includes('=') && /[/.~$]/.test(value))
      ? 'a setting can name a tool or a place'
      : undefined;
  },
  match: { 'xcodebuild -list': 'workspace-code', 'xcodebuild -scheme App test': 'workspace-code', 'xcodebuild -version': 'workspace-code' },
  notMatch: [
    'xcodebuild -list',
    'xcodebuild -exportArchive',
    'xcodebuild CC=./x build',
    'xcodebuild -allowProv -scheme x',
    'xcodebuild SYMROOT=/x',
  ],
});

export const softwareupdate = verbs({
  names: ['softwareupdate'],
  reads: {
    '-l|--list|--list-full-installers': upTo(0, {
      class: 'remote-read',
      flags: '--all --no-scan --include-config-data',
      facts: [networkFact('softwareupdate', 'download')],
    }),
    '--history': upTo(0, { flags: '--all' }),
    '--schedule|-h|--help': upTo(0),
  },
  other: {
    reason: 'it installs updates',
    facts: [{ kind: 'package_install', manager: 'softwareupdate' }, networkFact('softwareupdate', 'download')],
  },
  match: { 'softwareupdate -l': 'remote-read', 'softwareupdate --history': 'read-only', 'softwareupdate -ia': 'system' },
  notMatch: ['softwareupdate -i x', 'softwareupdate --schedule off', 'softwareupdate', 'softwareupdate -l --install x'],
});
