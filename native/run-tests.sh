#!/usr/bin/env bash
# Builds the native programs and checks them over their sockets: keys, executions, genuine and changed proofs, garbage, and
# what is left when they end. Ends with "N passed, M failed"; the exit code is 0 only when none failed.
#
#   run-tests.sh [--prove] [--keep FOLDER] [--only v5|v6]
#
# --prove         also makes a Core and a Compressed proof of a sample: 16 GiB of memory, 20 minutes or so on two cores
# --keep FOLDER   keeps those proofs, as they lie in samples/proofs
set -euo pipefail
readonly CALLED_FROM=${CALLED_FROM:-$PWD}
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly ROOT=$(cd .. && pwd)

arguments=()
generations=(v6 v5)
prove=false
while [ $# -gt 0 ]; do
  case $1 in
    --prove) prove=true ;;
    --keep) shift; arguments+=(--keep "$(cd "$CALLED_FROM" && realpath -m "$1")") ;;
    --only) shift; generations=("$1") ;;
    *) echo "usage: run-tests.sh [--prove] [--keep FOLDER] [--only v5|v6]" >&2; exit 1 ;;
  esac
  shift
done

if ! command -v cargo >/dev/null; then
  echo "skipped: cargo not found (install Rust, then run this again)"
  exit 0
fi
for generation in "${generations[@]}"; do
  case $generation in
    v6)
      program=$(./build.sh sp1-cpu-prover)
      arguments+=(--v6 "$program")
      ! $prove || arguments+=(--prove "$program")
      ;;
    v5) arguments+=(--v5 "$(./build.sh sp1-v5-verifier)") ;;
    *) echo "run-tests.sh: unknown generation: $generation" >&2; exit 1 ;;
  esac
done
export CARGO_TARGET_DIR=${HIEROPHANT_CARGO_TARGET:-${XDG_CACHE_HOME:-$HOME/.cache}/hierophant/cargo-target}/target
(cd protocol && nice cargo test --release --locked --quiet)
(cd tests && nice cargo build --release --locked --quiet)

readonly WORK=$(mktemp -d "${TMPDIR:-/tmp}/hierophant-native-XXXXXX")
trap 'rm -rf "$WORK"' EXIT
nice "$CARGO_TARGET_DIR/release/native-tests" --root "$ROOT" --work "$WORK" "${arguments[@]}"
