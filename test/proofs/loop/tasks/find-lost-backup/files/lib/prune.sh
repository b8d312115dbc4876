# Removes all but the newest copies in a directory: prune DIR COUNT
prune() {
  local dir=$1 count=$2 name
  ls "$dir" |
    grep '^copy-[0-9]*$' |
    sort -r |
    tail -n "+$((count + 1))" |
    while IFS= read -r name; do
      rm -- "$dir/$name"
    done
}
