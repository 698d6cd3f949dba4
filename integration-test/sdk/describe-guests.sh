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

# Asks again for the guests at which the native executor of SP1 6 ended, and prints what it said before: "id text" each. The SDK keeps
# the executor's standard error to itself, so another program stands where the SDK expects it.
panics() { # client, directory, lines
  mkdir "$work/runner"
  coproc CLIENT { TMPDIR=$work/runner "$1" execute-cases --dir "$2" 2>/dev/null; }
  local first runner id line
  first=$(basename "$(find "$2" -name '*.elf' | sort | head -1)" .elf)
  ask() {
    echo "$1" >&"${CLIENT[1]}"
    while IFS= read -r line <&"${CLIENT[0]}" && [[ $line != $'\1case '* ]]; do :; done
  }
  ask "$first" # makes the client put the executor there
  for runner in "$work"/runner/sp1-native-runner-bin-*; do
    mv "$runner" "$work/runner/native"
    printf '#!/usr/bin/env bash\nexec "%s" "$@" 2> "%s"\n' "$work/runner/native" "$work/runner/said" > "$runner"
    chmod +x "$runner"
  done
  for id in $(grep 'signal: 6' "$3" | sed -E 's/.*"id":"([^"]*)".*/\1/'); do
    ask "$id"
    echo "$id $(grep -m 1 -A 1 'panicked at' "$work/runner/said" | tr '\n' ' ' | sed -E "s/^.*(panicked at)/\1/")"
  done
  exec {CLIENT[1]}>&-
}

for generation in v5 v6; do
  client=$(./build.sh "$generation")
  mkdir "$work/$generation"
  guests write "$work/$generation" "${generation^}"
  "$client" execute --timeout 60 --dir "$work/$generation" 2>/dev/null > "$work/$generation.lines"
  : > "$work/$generation.panics"
  [[ $generation = v5 ]] || panics "$client" "$work/$generation" "$work/$generation.lines" > "$work/$generation.panics"
  guests condense "$work/$generation.lines" "${generation^}" "$work/$generation.panics" > "$results/purpose-$generation.jsonl"
  echo "described $(wc -l < "$results/purpose-$generation.jsonl") guests for $generation"
done
