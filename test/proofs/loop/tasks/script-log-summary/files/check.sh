#!/usr/bin/env bash
# Compares what summary.sh says of access.log with expected.txt.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
said=$(bash summary.sh access.log) || { echo "summary.sh failed"; exit 1; }
wanted=$(cat expected.txt)
[ "$said" = "$wanted" ] && exit 0
printf 'said:\n%s\nwanted:\n%s\n' "$said" "$wanted"
exit 1
