#!/usr/bin/env bash
# Builds the guests: samples/<name>/guest.c to v5.elf (RV32IM) and v6.elf (RV64IM). With names, only those.
# Verifying keys and expected results come from the SDKs afterwards: integration-test/sdk/describe-samples.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly CC=${RISCV_CC:-riscv64-unknown-elf-gcc}
command -v "$CC" >/dev/null || { echo "build.sh: $CC not found: install gcc-riscv64-unknown-elf" >&2; exit 1; }

# No library and no startup files: a distribution's may hold compressed instructions, which SP1 does not decode.
readonly FLAGS=(
  -std=c11 -O2 -Wall -Wextra -Werror -ffreestanding -nostdlib -static -fno-pic -mcmodel=medany -mstrict-align
  -msmall-data-limit=0 -fno-tree-loop-distribute-patterns -ffile-prefix-map="$PWD=."
  -Wl,--no-relax,--build-id=none -T runtime/guest.ld -I runtime
)

build() { # NAME GENERATION STACK_TOP IMAGE_BASE machine flags…
  local name=$1 generation=$2 stack=$3 base=$4
  shift 4
  "$CC" "${FLAGS[@]}" "$@" "-DSTACK_TOP=$stack" "-Wl,--defsym=IMAGE_BASE=$base" \
    runtime/start.S runtime/sp1.c "$name/guest.c" -s -o "$name/$generation.elf"
}

names=("$@")
[ $# -gt 0 ] || names=(bad-access compute echo fibonacci memory panic sha-chain)
for name in "${names[@]}"; do
  build "$name" v5 0x200400 0x201000 -march=rv32im -mabi=ilp32
  build "$name" v6 0x78000000 0x78001000 -march=rv64im -mabi=lp64
  echo "built $name: $(stat -c %s "$name/v5.elf") and $(stat -c %s "$name/v6.elf") bytes"
done
