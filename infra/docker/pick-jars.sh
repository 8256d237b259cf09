#!/bin/sh
# Copies the jars that match the patterns of a list: pick-jars.sh LIST FROM TO. A pattern that matches nothing fails.
set -eu
list=$1 from=$2 to=$3
mkdir -p "$to"
grep -v -e '^#' -e '^$' "$list" | while read -r pattern; do
  # shellcheck disable=SC2086 # the pattern is to match
  cp "$from"/$pattern "$to"/ || { echo "no jar in $from matches $pattern: build with mvn package first" >&2; exit 1; }
done
