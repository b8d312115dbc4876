# The number after the highest that a copy in a directory has: next_number DIR
next_number() {
  local highest=0 name number
  for name in "$1"/copy-*; do
    [ -e "$name" ] || continue
    number=${name##*-}
    [ "$number" -gt "$highest" ] && highest=$number
  done
  echo $((highest + 1))
}
