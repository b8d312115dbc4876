import type { Program } from '../program.ts';
import { iostat, lsof, pidof, pmap, pstree, sar, top, vmstat } from './activity.ts';
import { getfacl, lsattr, mdimport, mdls, xattr } from './attributes.ts';
import { addr2line, atos, dwarfdump, nm, objdump, otool, readelf, size } from './binaries.ts';
import { clipboards, keychains } from './desktop.ts';
import { disks } from './disks.ts';
import { editors } from './editors.ts';
import { firewalls } from './firewalls.ts';
import { blkid, dmidecode, ioreg, lsblk, lscpu, lshw, lsusb, nvidiaSmi, sensors, systemProfiler } from './hardware.ts';
import { interfaces } from './interfaces.ts';
import { ip } from './ip.ts';
import { kernel, sysctl } from './kernel.ts';
import { launchctl } from './launchctl.ts';
import { ldd } from './ldd.ts';
import { dmesg, journalctl, log } from './logs.ts';
import { binhex, helpOnly, lipo, sips, symbols } from './mac-binaries.ts';
import { networksetup, scutil } from './mac-network.ts';
import { arch, caffeinate } from './mac-wrappers.ts';
import { hostnamectl, localectl, loginctl, timedatectl } from './machine-settings.ts';
import { findmnt, mounts } from './mounts.ts';
import { screen, tmux } from './multiplexers.ts';
import { nmcli, resolvectl, systemdResolve } from './network-manager.ts';
import { openers } from './openers.ts';
import { pmset, power } from './power.ts';
import { defaults, dscl, plutil } from './preferences.ts';
import { pkgutil, profiles } from './receipts.ts';
import { schedulers, terminals } from './schedulers.ts';
import { services } from './services.ts';
import { codesign, security, spctl } from './signatures.ts';
import { counters, netstat, ss } from './sockets.ts';
import { systemctl, systemdAnalyze } from './systemd.ts';
import { tmutil } from './time-machine.ts';
import { users } from './users.ts';
import { diskutil, hdiutil, pools, volumeLists } from './volumes.ts';
import { mdfind, watchers } from './watchers.ts';
import { simctl, softwareupdate, xcodebuild, xcodeSelect, xcrun } from './xcode.ts';

/** Programs that ask the machine or act on it, rather than on the workspace. */
export const SYSTEM_PROGRAMS: readonly Program[] = [
  addr2line,
  arch,
  atos,
  binhex,
  blkid,
  caffeinate,
  clipboards,
  codesign,
  counters,
  defaults,
  disks,
  diskutil,
  dmesg,
  dmidecode,
  dscl,
  dwarfdump,
  editors,
  findmnt,
  firewalls,
  getfacl,
  hdiutil,
  helpOnly,
  hostnamectl,
  interfaces,
  ioreg,
  iostat,
  ip,
  journalctl,
  kernel,
  keychains,
  launchctl,
  ldd,
  lipo,
  localectl,
  log,
  loginctl,
  lsattr,
  lsblk,
  lscpu,
  lshw,
  lsof,
  lsusb,
  mdfind,
  mdimport,
  mdls,
  mounts,
  netstat,
  networksetup,
  nm,
  nmcli,
  nvidiaSmi,
  objdump,
  openers,
  otool,
  pidof,
  pkgutil,
  plutil,
  pmap,
  pmset,
  pools,
  power,
  profiles,
  pstree,
  resolvectl,
  readelf,
  sar,
  schedulers,
  screen,
  scutil,
  security,
  sensors,
  services,
  simctl,
  sips,
  size,
  softwareupdate,
  spctl,
  ss,
  symbols,
  sysctl,
  systemProfiler,
  systemctl,
  systemdAnalyze,
  terminals,
  timedatectl,
  tmutil,
  tmux,
  top,
  users,
  vmstat,
  watchers,
  xattr,
  xcodebuild,
  xcodeSelect,
  xcrun,
  volumeLists,
  systemdResolve,
];
