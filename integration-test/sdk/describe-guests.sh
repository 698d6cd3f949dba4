#!/usr/bin/env bash
# Writes what the real SDKs say about the guests that a test of the executor makes (PurposeGuests): one line of JSON each, in
# sp1/src/test/resources/org/hierophant/sp1/executor/purpose-v5.jsonl and purpose-v6.jsonl. Run it after a change of the guests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
results=$root/sp1/src/test/resources/org/hierophant/sp1/executor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export VERIFY_VK=false RUST_LOG=off # sp1-prover 5 was built without its map of verifying keys

"$root/run" mvn -q -pl sp1 -am test-compile
guests() { java -cp "$root/sp1/target/classes:$root/sp1/target/test-classes" org.hierophant.sp1.executor.PurposeGuests "$@"; }

for generation in v5 v6; do
  client=$(./build.sh "$generation")
  mkdir "$work/$generation"
  guests write "$work/$generation" "${generation^}"
  "$client" execute --timeout 20 --dir "$work/$generation" 2>/dev/null > "$work/$generation.lines"
  # Panics name files of the crates by where this machine keeps them.
  guests condense "$work/$generation.lines" "${generation^}" | sed -E 's#panicked at [^ ]*/(sp1-[^/ ]*/)#panicked at \1#g' > "$results/purpose-$generation.jsonl"
  echo "described $(wc -l < "$results/purpose-$generation.jsonl") guests for $generation"
done
