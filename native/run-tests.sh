#!/usr/bin/env bash
# Builds the native programs and checks them: over their sockets (keys, executions, genuine and changed proofs, garbage, what is
# left when they end), and as the verifiers of a coordinator whose proofs the unmodified SDKs fetch. Ends with "N passed, M failed";
# the exit code is 0 only when none failed.
#
#   run-tests.sh [--prove | --prove-all] [--keep FOLDER] [--only v5|v6]
#
# --prove         a worker makes three Core proofs and a Compressed one, which the coordinator verifies and sp1-sdk 6.10.0 accepts:
#                 16 GiB of memory, a quarter of an hour on two cores
# --prove-all     Core and Compressed proofs of all samples and of SP1's fibonacci, and one of each over the socket: some hours
# --keep FOLDER   keeps the proofs that the worker makes, as they lie in samples/proofs
set -euo pipefail
readonly CALLED_FROM=${CALLED_FROM:-$PWD}
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly ROOT=$(cd .. && pwd)

prove=none
socket=() # what native-tests is told
network=() # what real-proofs is told
generations=(v6 v5)
while [ $# -gt 0 ]; do
  case $1 in
    --prove) prove=some ;;
    --prove-all) prove=all ;;
    --keep) shift; network+=(--keep "$(cd "$CALLED_FROM" && realpath -m "$1")") ;;
    --only) shift; generations=("$1") ;;
    *) echo "usage: run-tests.sh [--prove | --prove-all] [--keep FOLDER] [--only v5|v6]" >&2; exit 1 ;;
  esac
  shift
done

if ! command -v cargo >/dev/null; then
  echo "skipped: cargo not found (install Rust, then run this again)"
  exit 0
fi
for generation in "${generations[@]}"; do
  case $generation in
    v6) program=$(./build.sh sp1-cpu-prover) ;;
    v5) program=$(./build.sh sp1-v5-verifier) ;;
    *) echo "run-tests.sh: unknown generation: $generation" >&2; exit 1 ;;
  esac
  socket+=("--$generation" "$program")
  [ "$generation $prove" != "v6 all" ] || socket+=(--prove "$program")
  network+=("--$generation" "$program" "--client-$generation" "$(../integration-test/sdk/build.sh "$generation")")
done
export CARGO_TARGET_DIR=${HIEROPHANT_CARGO_TARGET:-${XDG_CACHE_HOME:-$HOME/.cache}/hierophant/cargo-target}/target
(cd protocol && nice cargo test --release --locked --quiet)
(cd tests && nice cargo build --release --locked --quiet)

readonly WORK=$(mktemp -d "${TMPDIR:-/tmp}/hierophant-native-XXXXXX")
trap 'rm -rf "$WORK"' EXIT
# NAME command…: what it says is shown and kept; whoever ends badly without a word of it has failed.
part() {
  local name=$1 status=0
  shift
  nice "$@" | tee "$WORK/$name.told" || status=$?
  [ "$status" -eq 0 ] || grep -q '^FAILED ' "$WORK/$name.told" || echo "FAILED  $name: ended with $status" | tee -a "$WORK/$name.told"
}
part native-tests "$CARGO_TARGET_DIR/release/native-tests" --root "$ROOT" --work "$WORK" "${socket[@]}"
part real-proofs "$ROOT/run" real-proofs --work "$WORK" --prove "$prove" "${network[@]}"

passed=$(cat "$WORK"/*.told | grep -c '^ok ' || true)
failed=$(cat "$WORK"/*.told | grep -c '^FAILED ' || true)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
