#!/usr/bin/env bash
# Runs the unmodified sp1-sdk 6.10.0 and 5.2.4 against a coordinator in mock mode and two workers, all real processes:
# every mode in both dialects, guests that fail, a worker and then the coordinator killed with SIGKILL, cancelling, and an
# op-succinct-like proposer. Ends with "N passed, M failed"; the exit code is 0 only when none failed.
#
#   run-tests.sh [--keep] [--only v5|v6]      --keep leaves the folder with all logs behind
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
readonly ROOT=$(cd ../.. && pwd)
readonly FIXTURES=$ROOT/../shared/fixtures/programs
export VERIFY_VK=false # the client of 5.2.4 was built without its map of verifying keys

keep=false
generations=(v6 v5)
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=true ;;
    --only) shift; generations=("$1") ;;
    *) echo "usage: run-tests.sh [--keep] [--only v5|v6]" >&2; exit 1 ;;
  esac
  shift
done

if ! command -v cargo >/dev/null; then
  echo "skipped: cargo not found (install Rust, then run this again)"
  exit 0
fi
declare -A client
for generation in "${generations[@]}"; do
  client[$generation]=$(./build.sh "$generation")
done

readonly WORK=$(mktemp -d "${TMPDIR:-/tmp}/hierophant-sdk-XXXXXX")
readonly KEY=0x4646464646464646464646464646464646464646464646464646464646464646

# ---- the processes under test ----

declare -A process # name → process group

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}
readonly GRPC_PORT=$(free_port) HTTP_PORT=$(free_port)
readonly RPC=http://127.0.0.1:$GRPC_PORT

launch() { # NAME run-command config
  setsid "$ROOT/run" "$2" -c "$3" >> "$WORK/$1.log" 2>&1 &
  process[$1]=$!
}
kill_hard() {
  kill -9 -- "-${process[$1]}" 2>/dev/null || true
  wait "${process[$1]}" 2>/dev/null || true
  unset "process[$1]"
}
finish() {
  for name in "${!process[@]}"; do kill_hard "$name"; done
  $keep || rm -rf "$WORK"
}
trap finish EXIT
trap 'exit 130' INT TERM

await_page() { # URL what
  local second
  for ((second = 0; second < 90; second++)); do
    [ "$(curl -sf --max-time 2 "$1" || true)" != true ] || return 0
    sleep 1
  done
  echo "run-tests.sh: $2 did not start; its log ends with:" >&2
  tail -n 20 "$WORK"/*.log >&2
  exit 1
}

start_coordinator() {
  cat > "$WORK/hierophant.toml" <<TOML
this_hierophant_ip = "127.0.0.1"
grpc_port = $GRPC_PORT
http_port = $HTTP_PORT
mock_mode = true
artifact_store_directory = "$WORK/artifacts"
state_directory = "$WORK/state"
TOML
  launch coordinator hierophant "$WORK/hierophant.toml"
  await_page "http://127.0.0.1:$HTTP_PORT/health" "the coordinator"
}

start_worker() { # NAME
  local port
  port=$(free_port)
  cat > "$WORK/$1.toml" <<TOML
hierophant_ws_address = "ws://127.0.0.1:$HTTP_PORT/ws"
contemplant_name = "$1"
http_port = $port
state_directory = "$WORK/$1-state"
heartbeat_interval_seconds = 1

[[provers]]
vm = "sp1"
backend = "mock"
TOML
  launch "$1" contemplant "$WORK/$1.toml"
  await_page "http://127.0.0.1:$port/health" "worker $1"
}

# ---- counting ----

passed=0
failed=0
check() { # NAME log command… : the command decides
  local name=$1 log=$2
  shift 2
  if "$@"; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$name"
    [ ! -e "$log" ] || tail -n 5 "$log" | cut -c 1-600 | sed 's/^/        /'
  fi
}
has_line() { grep -E "$2" "$1" | grep -E "$3" > /dev/null; } # FILE pattern and-pattern: on one line

ask() { # GENERATION subcommand log options…
  local generation=$1 command=$2 log=$3
  shift 3
  timeout 180 "${client[$generation]}" "$command" --rpc "$RPC" --key "$KEY" "$@" > "$log" 2> "$log.err"
}

# ---- the tests ----

# Every proof must be accepted by the SDK and equal, byte for byte, the one that its own mock prover makes.
every_mode() { # GENERATION title elf stdin public-values
  local generation=$1 title=$2 log="$WORK/$1-${2// /-}.jsonl" mode dialect
  ask "$generation" prove "$log" --elf "$3" --stdin "$4" --mode core,compressed,plonk,groth16 --dialect base,auction \
    --compare-mock --timeout 60 || true
  for dialect in base auction; do
    for mode in core compressed plonk groth16; do
      check "$generation $title: $mode, $dialect" "$log" has_line "$log" \
        "\"dialect\":\"$dialect\".*\"good\":true.*\"mode\":\"$mode\"" "\"public_values\":\"$5\""
    done
  done
}

# UNFULFILLABLE with UNEXECUTABLE, so that an application knows not to try again.
failing_guest() { # GENERATION sample cause
  local log="$WORK/$1-$2.jsonl"
  ask "$1" prove "$log" --elf "$ROOT/samples/$2/$1.elf" --stdin "$ROOT/samples/$2/stdin.bin" --mode compressed \
    --dialect auction --skip-simulation --timeout 60 || true
  check "$1 $2: unexecutable, cause $3" "$log" has_line "$log" '"event":"failed"' "\"execute_fail_cause\":$3,\"execution\":3"
}

long_proof() { # GENERATION log: a proof that takes some seconds, in the background
  ask "$1" prove "$2" --elf "$ROOT/samples/compute/$1.elf" --stdin "$WORK/long.bin" --mode compressed --dialect auction \
    --skip-simulation --cycle-limit 1000000000000 --gas-limit 1000000000000 --timeout 120 &
}
await_requests() { # log…: until each has its request, or its client is gone
  local log tries
  for log in "$@"; do
    for ((tries = 0; tries < 240; tries++)); do
      ! grep -q '"event":"requested"' "$log" 2>/dev/null || break
      sleep 0.25
    done
  done
}

worker_killed() { # GENERATION: two requests occupy both workers, one of which dies
  local first="$WORK/$1-worker-killed-1.jsonl" second="$WORK/$1-worker-killed-2.jsonl" one two
  long_proof "$1" "$first"; one=$!
  long_proof "$1" "$second"; two=$!
  await_requests "$first" "$second"
  sleep 1
  kill_hard jael
  wait $one || true
  wait $two || true
  check "$1 worker killed: first request ends well" "$first" has_line "$first" '"event":"proved"' '"mock_verify":"accepted"'
  check "$1 worker killed: second request ends well" "$second" has_line "$second" '"event":"proved"' '"mock_verify":"accepted"'
  start_worker jael
}

coordinator_killed() { # GENERATION
  local log="$WORK/$1-coordinator-killed.jsonl" one
  long_proof "$1" "$log"; one=$!
  await_requests "$log"
  sleep 1
  kill_hard coordinator
  start_coordinator
  wait $one || true
  check "$1 coordinator killed: the same request ends well" "$log" has_line "$log" '"event":"proved"' '"mock_verify":"accepted"'
}

cancelled() { # GENERATION
  local log="$WORK/$1-cancel.jsonl"
  ask "$1" cancel "$log" --elf "$ROOT/samples/compute/$1.elf" --stdin "$WORK/endless.bin" --mode compressed \
    --cycle-limit 1000000000000 --gas-limit 1000000000000 --after-ms 500 || true
  check "$1 cancel: accepted, and the request ends unfulfillable, not unexecutable" "$log" \
    has_line "$log" '"event":"final"' '"execution":[012],"fulfillment":4'
}

quiet_proposer() { # GENERATION dialect: nothing goes wrong, so nothing may be asked twice
  local log="$WORK/$1-proposer-$2.jsonl"
  ask "$1" loop "$log" --elf "$ROOT/samples/sha-chain/$1.elf" --stdin "$ROOT/samples/sha-chain/stdin.bin" --mode compressed \
    --dialect "$2" --requests 6 --interval-ms 1000 --time-limit 90 || true
  check "$1 proposer, $2: 6 proofs, no aborted tick, no repeat, split or cancel" "$log" has_line "$log" '"event":"outcome"' \
    '"aborted_ticks":0,"cancels":0.*"failures":0,"fulfilled":6.*"repeats":0.*"splits":0'
}

proposer_with_faults() { # GENERATION: both a worker and the coordinator die while it loops
  local log="$WORK/$1-proposer-faults.jsonl" loop
  ask "$1" loop "$log" --elf "$ROOT/samples/compute/$1.elf" --stdin "$WORK/long.bin" --mode compressed --dialect auction \
    --requests 4 --interval-ms 1000 --retry-ms 2000 --time-limit 150 &
  loop=$!
  await_requests "$log"
  sleep 2
  kill_hard jael
  sleep 2
  kill_hard coordinator
  start_coordinator
  start_worker jael
  wait $loop || true
  check "$1 proposer with a worker and the coordinator killed: 4 proofs, nothing asked twice" "$log" \
    has_line "$log" '"event":"outcome"' '"cancels":0.*"failures":0,"fulfilled":4.*"repeats":0.*"splits":0'
}

"$ROOT/samples/make-stdin.sh" u32 300000000 > "$WORK/long.bin"     # about 5·10^9 cycles: seconds, so that a kill comes amid it
"$ROOT/samples/make-stdin.sh" u32 4000000000 > "$WORK/endless.bin" # a minute at the least: only a cancel ends it in time
start_coordinator
start_worker jael
start_worker deborah

for generation in "${generations[@]}"; do
  every_mode "$generation" "sample fibonacci" "$ROOT/samples/fibonacci/$generation.elf" "$ROOT/samples/fibonacci/stdin.bin" \
    e80300004b60c05ced60954e
  if [ -d "$FIXTURES/$generation-fibonacci" ]; then
    case $generation in
      v5) values=f4010000f404000086070000 ;;
      v6) values=e80300004d170000430e0000 ;;
    esac
    every_mode "$generation" "fixture fibonacci" "$FIXTURES/$generation-fibonacci/elf" "$FIXTURES/$generation-fibonacci/stdin.bin" "$values"
  else
    echo "skipped $generation fixture fibonacci: no folder ../shared/fixtures/programs"
  fi
  failing_guest "$generation" panic 1
  failing_guest "$generation" bad-access 2
  cancelled "$generation"
  quiet_proposer "$generation" base
  worker_killed "$generation"
  coordinator_killed "$generation"
done
quiet_proposer "${generations[0]}" auction
proposer_with_faults "${generations[0]}"

! $keep || echo "logs: $WORK"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
