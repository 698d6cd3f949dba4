#!/usr/bin/env bash
# Builds the native programs and prints the paths of their binaries. About ten minutes each on two cores, once.
# HIEROPHANT_CARGO_TARGET names the folder to build in; the default lies in the user's cache, outside the checkout.
#
#   build.sh [--gnark] [sp1-cpu-prover] [sp1-v5-verifier]      --gnark: Groth16 and Plonk proofs too; needs Go
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

unset DOCS_RS
# The last part must be "target": sp1-recursion-core 5 looks for a parent folder of that name, and fails without.
export CARGO_TARGET_DIR=${HIEROPHANT_CARGO_TARGET:-${XDG_CACHE_HOME:-$HOME/.cache}/hierophant/cargo-target}/target

die() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

# sp1-prover-types 6 compiles .proto files that import google/protobuf/empty.proto.
check_protoc() {
  local work
  command -v "${PROTOC:-protoc}" >/dev/null || die "protoc not found: install protobuf-compiler and libprotobuf-dev"
  work=$(mktemp -d)
  printf 'syntax = "proto3";\nimport "google/protobuf/empty.proto";\nmessage M { google.protobuf.Empty e = 1; }\n' > "$work/m.proto"
  "${PROTOC:-protoc}" -I "$work" -I /usr/include -o /dev/null "$work/m.proto" 2>/dev/null \
    || { rm -rf "$work"; die "protoc has no google/protobuf/empty.proto: install libprotobuf-dev"; }
  rm -rf "$work"
}

build() { # PROGRAM [cargo options…]
  (cd "$1" && shift && nice cargo build --release --locked --jobs "$(nproc)" "$@" >&2) || die "could not build $1"
}

features=()
programs=()
for argument in "$@"; do
  case $argument in
    --gnark)
      command -v go >/dev/null || die "go not found: gnark is written in it"
      features=(--features native-gnark)
      ;;
    sp1-cpu-prover | sp1-v5-verifier) programs+=("$argument") ;;
    *) die "unknown argument: $argument" ;;
  esac
done
[ ${#programs[@]} -gt 0 ] || programs=(sp1-cpu-prover sp1-v5-verifier)
command -v cargo >/dev/null || die "cargo not found: install Rust 1.88 or newer"

for program in "${programs[@]}"; do
  case $program in
    sp1-cpu-prover)
      check_protoc
      build sp1-cpu-prover "${features[@]}"
      ;;
    sp1-v5-verifier)
      # With DOCS_RS, sp1-prover leaves out the map of verifying keys that it would download; but these two would leave out
      # their C++ parts as well. Cargo runs a build script once, so they come first, without it.
      build sp1-v5-verifier --package sp1-core-machine --package sp1-recursion-core
      DOCS_RS=1 build sp1-v5-verifier
      ;;
  esac
  printf '%s\n' "$CARGO_TARGET_DIR/release/$program"
done
