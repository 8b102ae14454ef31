#!/usr/bin/env bash
# Runs the suite as a CI job: the implementations of $SOCKSPEC_IMPLEMENTATIONS, with the arguments of
# $SOCKSPEC_ARGUMENTS, one a line each. The exit code is that of sockspec.
set -euo pipefail
PATH=${SOCKSPEC_ROOT:+$SOCKSPEC_ROOT/bin:}$PATH

words=()
while IFS= read -r line; do
  [ -n "$line" ] || continue
  # A pattern stands for what it matches; a name with spaces stays one word.
  IFS= found=$(compgen -G "$line" || true)
  while IFS= read -r match; do words+=("$match"); done <<<"${found:-$line}"
done <<<"${SOCKSPEC_IMPLEMENTATIONS:-.}"
while IFS= read -r line; do
  [ -n "$line" ] && words+=("$line")
done <<<"${SOCKSPEC_ARGUMENTS:-}"

code=0
sockspec run "${words[@]}" || code=$?
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "exit-code=$code" >>"$GITHUB_OUTPUT"
fi
exit "$code"
