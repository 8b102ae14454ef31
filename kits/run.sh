#!/usr/bin/env bash
# Runs sockspec as a CI job: $SOCKSPEC_COMMAND (run, matrix or merge) with the implementations, or files, of
# $SOCKSPEC_IMPLEMENTATIONS and the arguments of $SOCKSPEC_ARGUMENTS, one a line each. The usual reports are written
# unless the arguments name others. The exit code is that of sockspec.
set -euo pipefail
PATH=${SOCKSPEC_ROOT:+$SOCKSPEC_ROOT/bin:}$PATH
command=${SOCKSPEC_COMMAND:-run}

words=()
while IFS= read -r line; do
  [ -n "$line" ] || continue
  # A pattern stands for what it matches; a name with spaces stays one word.
  IFS= found=$(compgen -G "$line" || true)
  while IFS= read -r match; do words+=("$match"); done <<<"${found:-$line}"
done <<<"${SOCKSPEC_IMPLEMENTATIONS:-.}"

own=()
while IFS= read -r line; do
  [ -n "$line" ] && own+=("$line")
done <<<"${SOCKSPEC_ARGUMENTS:-}"

# A report that the arguments name goes where they say.
report() {
  local word
  for word in "${own[@]+"${own[@]}"}"; do
    case $word in "$1" | "$1"=*) return ;; esac
  done
  words+=("$1" "$2")
}
report --report-html sockspec.html
report --report-junit sockspec.xml
if [ "$command" != matrix ]; then
  report --report-csv sockspec.csv
fi

code=0
sockspec "$command" "${words[@]}" "${own[@]+"${own[@]}"}" || code=$?
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "exit-code=$code" >>"$GITHUB_OUTPUT"
fi
exit "$code"
