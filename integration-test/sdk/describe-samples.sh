#!/usr/bin/env bash
# Writes what the real SDKs say about our samples: samples/<name>/v5.vk, v6.vk and expected.json. Run it after samples/build.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
samples=$(cd ../../samples && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export VERIFY_VK=false # sp1-prover 5 was built without its map of verifying keys

for generation in v5 v6; do
  client=$(./build.sh "$generation")
  mkdir "$work/$generation"
  for source in "$samples"/*/guest.c; do
    folder=$(dirname "$source")
    name=$(basename "$folder")
    cp "$folder/$generation.elf" "$work/$generation/$name.elf"
    cp "$folder/stdin.bin" "$work/$generation/$name.stdin"
    "$client" vk --elf "$folder/$generation.elf" --out "$folder/$generation.vk" 2>/dev/null \
      | sed 's/.*"bytes32":"\([^"]*\)".*"hash_bytes":"\([^"]*\)".*/"vk_bytes32":"\1","vk_hash_bytes":"\2"/' > "$work/$generation/$name.vk"
  done
  "$client" execute --dir "$work/$generation" 2>/dev/null > "$work/$generation.lines"
done

result() { # NAME GENERATION: the execution's JSON object with the key's hashes, without its id
  grep -F "\"id\":\"$1\"" "$work/$2.lines" | sed "s/,*\"id\":\"$1\"//; s/^{,*/{/; s|}\$|,$(cat "$work/$2/$1.vk")}|"
}

for source in "$samples"/*/guest.c; do
  name=$(basename "$(dirname "$source")")
  printf '{\n  "v5": %s,\n  "v6": %s\n}\n' "$(result "$name" v5)" "$(result "$name" v6)" > "$samples/$name/expected.json"
  echo "described $name"
done
