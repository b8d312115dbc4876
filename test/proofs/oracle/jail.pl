#!/usr/bin/perl
# The inside of the jail: process 1 of new mount, pid, net, ipc and uts namespaces. perl-base alone is enough for it.
# usage: jail.pl BASE UID, where BASE holds `root` (an empty directory), `image` (becomes the root, read-only), `home` (what is in
# /home at the start of every command) and `binds` (lines `source<TAB>target`, bound read-only).
# Reads one line a command from standard input, hexadecimal fields between blanks: command, directory, environment (NUL-separated).
# Answers one line: exit status, 1 when something had to be ended, then hexadecimal: the log, what changed (NUL-separated), the output.
use strict;
use warnings;
no warnings 'exec';
use Fcntl ':mode';
use POSIX ();

my ($base, $uid) = @ARGV;
# Everything is ended with kill(-1): outside of a pid namespace of its own that would end the machine.
die "not process 1\n" unless $$ == 1;

my $TIME_LIMIT = 3;     # seconds for the command
my $LEFT_OVERS = 0.4;   # seconds for what it left in the background
my $SHOWN = 4096;       # bytes of output that are handed back
my $root = "$base/root";

sub must { system(@_) == 0 or die "failed: @_\n" }
sub slurp { my ($path) = @_; open(my $in, '<:raw', $path) or return ''; local $/; my $text = <$in>; return defined $text ? $text : '' }

must('mount', '--bind', "$base/image", $root);
must('mount', '-o', 'remount,bind,ro', $root);
must('mount', '-t', 'proc', 'proc', "$root/proc");
must('mount', '-t', 'tmpfs', '-o', 'size=64m,mode=755', 'tmpfs', "$root/$_") for qw(home tmp log dev);
for my $line (split /\n/, slurp("$base/binds")) {
  my ($from, $to) = split /\t/, $line;
  must('mount', '--bind', $from, "$root$to");
  must('mount', '-o', 'remount,bind,ro', "$root$to");
}
for my $device (qw(null zero full random urandom)) {
  open(my $made, '>', "$root/dev/$device") or die "cannot make $device\n";
  must('mount', '--bind', "/dev/$device", "$root/dev/$device");
}
symlink '/proc/self/fd', "$root/dev/fd";
symlink "/proc/self/fd/$_->[0]", "$root/dev/$_->[1]" for [0, 'stdin'], [1, 'stdout'], [2, 'stderr'];
chmod 01777, "$root/tmp";
open(my $log, '+>', "$root/log/log") or die "cannot make the log\n";
chmod 0666, "$root/log/log";
open(my $out, '+>>', "$root/log/out") or die "cannot make the output\n";
chmod 0666, "$root/log/out";

# A tree as path => 'mode time owner content'; the time of directories is left out, for it changes with every temporary file.
sub scan {
  my ($top, $path, $into) = @_;
  opendir(my $dir, "$top$path") or return;
  for my $name (readdir $dir) {
    next if $name eq '.' or $name eq '..';
    my $at = "$path/$name";
    my @stat = lstat "$top$at" or next;
    my $mode = $stat[2];
    my $content = S_ISLNK($mode) ? readlink("$top$at") : S_ISREG($mode) ? slurp("$top$at") : '';
    $into->{$at} = [$mode, S_ISREG($mode) ? $stat[9] : 0, $stat[4], $content, $stat[3] > 1 && S_ISREG($mode) ? 1 : 0];
    scan($top, $at, $into) if S_ISDIR($mode);
  }
}

sub wipe {
  my ($path) = @_;
  opendir(my $dir, $path) or return;
  for my $name (readdir $dir) {
    next if $name eq '.' or $name eq '..';
    my $at = "$path/$name";
    if (-d $at && !-l $at) { wipe($at); rmdir $at } else { unlink $at }
  }
}

my %template;
scan($base, '/home', \%template);
my @order = sort keys %template;
for my $path (@order) { $template{$path}[2] = $uid }

sub restore {
  wipe("$root/home");
  wipe("$root/tmp");
  for my $path (@order) {
    my ($mode, $time, undef, $content) = @{$template{$path}};
    my $at = "$root$path";
    if (S_ISLNK($mode)) { symlink $content, $at; POSIX::lchown($uid, $uid, $at) if POSIX->can('lchown'); next }
    if (S_ISDIR($mode)) { mkdir $at or die "cannot make $path: $!\n" }
    else { open(my $file, '>:raw', $at) or die "cannot write $path: $!\n"; print $file $content; close $file }
    chmod S_IMODE($mode), $at;
    chown $uid, $uid, $at;
    utime $time, $time, $at unless S_ISDIR($mode);
  }
}

sub changes {
  my %now;
  scan($root, '/home', \%now);
  scan($root, '/tmp', \%now);
  my @found;
  for my $path (@order) {
    my $is = delete $now{$path};
    if (!$is) { push @found, "gone $path"; next }
    my $was = $template{$path};
    next if $is->[0] == $was->[0] && $is->[1] == $was->[1] && $is->[3] eq $was->[3] && $is->[4] == 0 && ($is->[2] == $was->[2] || S_ISLNK($is->[0]));
    push @found, ($is->[3] ne $was->[3] ? 'content' : $is->[0] != $was->[0] ? 'mode' : $is->[4] ? 'links' : 'time') . " $path";
  }
  push @found, map { "new $_" } sort keys %now;
  return @found;
}

sub enter {
  my ($command, $directory, $environment) = @_;
  POSIX::setsid();
  open(STDIN, '<', '/dev/null');
  chroot $root or POSIX::_exit(126);
  chdir $directory or POSIX::_exit(126);
  open(STDOUT, '>>&', $out);
  open(STDERR, '>>&', $out);
  $) = "$uid $uid";
  POSIX::setgid($uid);
  POSIX::setuid($uid);
  POSIX::_exit(126) if $< == 0 || $> == 0;
  %ENV = map { split /=/, $_, 2 } split /\0/, $environment;
  exec { '/usr/bin/bash' } 'bash', '--noprofile', '--norc', '-c', $command;
  POSIX::_exit(126);
}

sub end_everything { die "not process 1\n" unless $$ == 1; kill 'KILL', -1 }

sub run {
  my ($command, $directory, $environment) = @_;
  truncate $log, 0;
  truncate $out, 0;
  my $late = 0;
  my $main = fork;
  die "cannot fork\n" unless defined $main;
  enter($command, $directory, $environment) if $main == 0;
  my $status = -1;
  local $SIG{ALRM} = sub { $late = 1; end_everything() };
  alarm $TIME_LIMIT;
  while ((my $ended = waitpid -1, 0) != -1) {
    if ($ended == $main) { $status = $?; last }
  }
  alarm 0;
  # What runs on in the background gets its chance to start something, and is ended then.
  my $waited = 0;
  while ((my $ended = waitpid -1, POSIX::WNOHANG()) != -1) {
    next if $ended > 0;
    if ($waited >= $LEFT_OVERS) { $late = 1; end_everything(); 1 while waitpid(-1, 0) != -1; last }
    select undef, undef, undef, 0.004;
    $waited += 0.004;
  }
  my @changed = changes();
  restore() if @changed;
  my $output = substr slurp("$root/log/out"), 0, $SHOWN;
  return join ' ', $status, $late, map { 'x' . unpack 'H*', $_ } slurp("$root/log/log"), join("\0", @changed), $output;
}

restore();
$| = 1;
print "ready\n";
while (my $line = <STDIN>) {
  chomp $line;
  my ($command, $directory, $environment) = map { pack 'H*', $_ } split / /, $line;
  print run($command, $directory, $environment), "\n";
}
