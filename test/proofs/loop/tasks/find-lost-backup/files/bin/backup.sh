#!/usr/bin/env bash
# Makes a numbered copy of a file and keeps the newest five: backup.sh FILE DIR
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$here/lib/numbers.sh"
. "$here/lib/prune.sh"

file=$1
dir=$2
mkdir -p "$dir"
cp "$file" "$dir/copy-$(next_number "$dir")"
prune "$dir" 5
