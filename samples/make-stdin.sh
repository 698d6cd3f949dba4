#!/usr/bin/env bash
# Writes an SP1Stdin (bincode) to standard output, one item per pair of arguments:
#   make-stdin.sh u32 1000 text hello empty -      ("empty" takes a placeholder)
# Layout: u64 item count, each item as u64 length and bytes, u64 read position 0, u64 proof count 0; little endian.
set -euo pipefail

little_endian() { # VALUE BYTES
  local value=$1 i
  for ((i = 0; i < $2; i++)); do
    printf '%b' "\\x$(printf %02x $((value >> 8 * i & 0xff)))"
  done
}

little_endian $(($# / 2)) 8
while [ $# -ge 2 ]; do
  case $1 in
    u32) little_endian 4 8; little_endian "$2" 4 ;;
    text) little_endian "$(printf %s "$2" | wc -c)" 8; printf %s "$2" ;;
    empty) little_endian 0 8 ;;
    *) echo "make-stdin.sh: unknown kind of item: $1" >&2; exit 1 ;;
  esac
  shift 2
done
little_endian 0 16
