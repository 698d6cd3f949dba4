-- The coordinator's journal: what survives a restart. Look at it while the coordinator runs with
--   sqlite3 -readonly journal.db "SELECT * FROM requests_readable WHERE state = 'leased'"
-- Never write to it while the coordinator runs: memory is rebuilt from it at start only.
--
-- How values are kept; the views *_readable print them for people:
--   *_at                  nanoseconds since 1970-01-01 UTC
--   ids, hashes, digests  BLOB, the bytes of the hex text
--   *_uri                 BLOB of 17 bytes: number of the artifact's type, then its UUID
--   unsigned 64 bit       the signed number of the same bits: 2^64-1 is -1. These are
--                         deadline_seconds, cycle_limit, gas_limit, min_auction_period_seconds,
--                         cycles and gas
--   vm, mode, cause       numbers as in the network API and on the worker channel

PRAGMA application_id = 0x48696572; -- 'Hier'
PRAGMA user_version = 1;

CREATE TABLE program (
  vk_hash         BLOB    NOT NULL PRIMARY KEY CHECK (length(vk_hash) = 32),
  vk              BLOB    NOT NULL,
  elf_uri         BLOB    NOT NULL CHECK (length(elf_uri) = 17),
  elf_digest      BLOB    NOT NULL CHECK (length(elf_digest) = 32),
  elf_size        INTEGER NOT NULL,
  owner           BLOB    NOT NULL CHECK (length(owner) = 20),
  created_at      INTEGER NOT NULL
) STRICT;

-- There is no index on id: the coordinator looks nothing up here, and each one costs every commit.
CREATE TABLE request (
  sequence        INTEGER PRIMARY KEY,
  -- as it was asked for; never changed
  id              BLOB    NOT NULL CHECK (length(id) = 32),
  requester       BLOB    NOT NULL CHECK (length(requester) = 20),
  vk_hash         BLOB    NOT NULL CHECK (length(vk_hash) = 32),
  version         TEXT    NOT NULL,
  circuit_version TEXT    NOT NULL,
  vm              INTEGER NOT NULL,
  mode            INTEGER NOT NULL,
  strategy        INTEGER NOT NULL,
  program_uri     BLOB    NOT NULL CHECK (length(program_uri) = 17),
  program_digest  BLOB    NOT NULL CHECK (length(program_digest) = 32),
  program_size    INTEGER NOT NULL,
  stdin_uri       BLOB    NOT NULL CHECK (length(stdin_uri) = 17),
  stdin_digest    BLOB    NOT NULL CHECK (length(stdin_digest) = 32),
  stdin_size      INTEGER NOT NULL,
  deadline_seconds            INTEGER NOT NULL,
  effective_deadline_seconds  INTEGER NOT NULL, -- up to the year 9999, so nanoseconds are apart
  effective_deadline_nanos    INTEGER NOT NULL,
  cycle_limit     INTEGER NOT NULL,
  gas_limit       INTEGER NOT NULL,
  min_auction_period_seconds  INTEGER NOT NULL,
  whitelist       BLOB    NOT NULL,             -- addresses of 20 bytes, one after the other
  dialect         INTEGER NOT NULL,             -- 0 base, 1 auction
  stdin_private   INTEGER NOT NULL,
  expected_public_values_hash BLOB CHECK (length(expected_public_values_hash) = 32),
  tx_hash         BLOB    NOT NULL CHECK (length(tx_hash) = 32),
  mock            INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  -- where it stands
  state           INTEGER NOT NULL,             -- 1 queued, 2 leased, 3 verifying, 4 fulfilled, 5 unfulfillable
  updated_at      INTEGER NOT NULL,
  attempts        INTEGER NOT NULL,             -- as they were last while it was open
  losses          INTEGER NOT NULL,
  failures        INTEGER NOT NULL,
  avoid           TEXT    NOT NULL,             -- worker ids, separated by spaces
  worker          TEXT,                         -- leased, fulfilled
  lease           TEXT,                         -- leased, verifying
  result_uri      BLOB CHECK (length(result_uri) = 17), -- leased
  leased_at       INTEGER,                      -- leased
  proof_uri       BLOB CHECK (length(proof_uri) = 17), -- fulfilled
  proof_digest    BLOB CHECK (length(proof_digest) = 32), -- fulfilled
  proof_size      INTEGER,                      -- fulfilled
  cycles          INTEGER,                      -- fulfilled, and reason 5
  gas             INTEGER,                      -- fulfilled
  public_values_hash BLOB CHECK (length(public_values_hash) = 32), -- fulfilled
  reason          INTEGER,                      -- 1 deadline, 2 cancelled, 3 losses, 4 failures, 5 guest failed
  reason_count    INTEGER,                      -- reasons 3 and 4
  cause           INTEGER,                      -- reason 5
  detail          TEXT,                         -- reasons 4 and 5
  ended_at        INTEGER                       -- fulfilled, unfulfillable
) STRICT;

-- Leases of open requests, in the order of their grant.
CREATE TABLE attempt (
  ordinal         INTEGER PRIMARY KEY,
  sequence        INTEGER NOT NULL,             -- of the request
  lease           TEXT    NOT NULL,
  worker          TEXT    NOT NULL,
  result_uri      BLOB    NOT NULL CHECK (length(result_uri) = 17),
  granted_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attempt_of_request ON attempt (sequence, lease);

-- Stored results of open requests that are not verified yet, in the order they came.
CREATE TABLE candidate (
  ordinal         INTEGER PRIMARY KEY,
  sequence        INTEGER NOT NULL,             -- of the request
  lease           TEXT    NOT NULL,
  worker          TEXT    NOT NULL,
  proof_uri       BLOB    NOT NULL CHECK (length(proof_uri) = 17),
  proof_digest    BLOB    NOT NULL CHECK (length(proof_digest) = 32),
  proof_size      INTEGER NOT NULL,
  cycles          INTEGER,
  gas             INTEGER,
  public_values_hash BLOB CHECK (length(public_values_hash) = 32),
  prove_seconds   INTEGER NOT NULL,             -- a worker's own claim: any duration
  prove_nanos     INTEGER NOT NULL,
  late            INTEGER NOT NULL,
  attempt_started_at INTEGER NOT NULL,
  stored_at       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX candidate_of_request ON candidate (sequence, lease);

-- The JSON column is what is read back; the columns beside it are for people.
CREATE TABLE worker (
  id              TEXT    NOT NULL PRIMARY KEY,
  name            TEXT    NOT NULL,
  software_version TEXT   NOT NULL,
  slots           INTEGER NOT NULL,
  strikes         INTEGER NOT NULL,
  last_seen_at    INTEGER NOT NULL,
  barred_until    INTEGER,                      -- as *_at
  record          TEXT    NOT NULL
) STRICT;

-- As worker.
CREATE TABLE dead_worker (
  ordinal         INTEGER PRIMARY KEY,
  id              TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  remote_address  TEXT    NOT NULL,
  reason          TEXT    NOT NULL,
  died_at         INTEGER NOT NULL,
  record          TEXT    NOT NULL
) STRICT;

CREATE TABLE completed_proof (
  ordinal         INTEGER PRIMARY KEY,
  request         BLOB    NOT NULL CHECK (length(request) = 32),
  vm              INTEGER NOT NULL,
  mode            INTEGER NOT NULL,
  worker          TEXT    NOT NULL,
  worker_address  TEXT    NOT NULL,
  worker_name     TEXT    NOT NULL,
  duration_seconds INTEGER NOT NULL,
  duration_nanos  INTEGER NOT NULL,
  completed_at    INTEGER NOT NULL
) STRICT;

-- ---- for people ----

CREATE VIEW requests_readable AS SELECT
  sequence,
  '0x' || lower(hex(id)) AS id,
  CASE state WHEN 1 THEN 'queued' WHEN 2 THEN 'leased' WHEN 3 THEN 'verifying' WHEN 4 THEN 'fulfilled'
    WHEN 5 THEN 'unfulfillable' ELSE state END AS state,
  CASE reason WHEN 1 THEN 'deadline passed' WHEN 2 THEN 'cancelled' WHEN 3 THEN 'too many losses'
    WHEN 4 THEN 'too many failures' WHEN 5 THEN 'guest failed' ELSE reason END AS reason,
  cause,
  detail,
  CASE mode WHEN 1 THEN 'CORE' WHEN 2 THEN 'COMPRESSED' WHEN 3 THEN 'PLONK' WHEN 4 THEN 'GROTH16' ELSE mode END AS mode,
  CASE vm WHEN 1 THEN 'SP1' WHEN 2 THEN 'RISC_ZERO' ELSE vm END AS vm,
  circuit_version,
  version,
  strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1e9, 'unixepoch') AS created_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', updated_at / 1e9, 'unixepoch') AS updated_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', leased_at / 1e9, 'unixepoch') AS leased_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', ended_at / 1e9, 'unixepoch') AS ended_at,
  worker,
  attempts,
  losses,
  failures,
  avoid,
  '0x' || lower(hex(requester)) AS requester,
  '0x' || lower(hex(vk_hash)) AS vk_hash,
  CASE hex(substr(program_uri, 1, 1)) WHEN '01' THEN 'PROGRAM_' WHEN '02' THEN 'STDIN_' WHEN '03' THEN 'PROOF_'
    WHEN '07' THEN 'PRIVATE_STDIN_' END
    || lower(substr(hex(program_uri), 3, 8) || '-' || substr(hex(program_uri), 11, 4) || '-' || substr(hex(program_uri), 15, 4)
    || '-' || substr(hex(program_uri), 19, 4) || '-' || substr(hex(program_uri), 23)) AS program,
  CASE hex(substr(stdin_uri, 1, 1)) WHEN '01' THEN 'PROGRAM_' WHEN '02' THEN 'STDIN_' WHEN '03' THEN 'PROOF_'
    WHEN '07' THEN 'PRIVATE_STDIN_' END
    || lower(substr(hex(stdin_uri), 3, 8) || '-' || substr(hex(stdin_uri), 11, 4) || '-' || substr(hex(stdin_uri), 15, 4)
    || '-' || substr(hex(stdin_uri), 19, 4) || '-' || substr(hex(stdin_uri), 23)) AS stdin,
  CASE hex(substr(result_uri, 1, 1)) WHEN '01' THEN 'PROGRAM_' WHEN '02' THEN 'STDIN_' WHEN '03' THEN 'PROOF_'
    WHEN '07' THEN 'PRIVATE_STDIN_' END
    || lower(substr(hex(result_uri), 3, 8) || '-' || substr(hex(result_uri), 11, 4) || '-' || substr(hex(result_uri), 15, 4)
    || '-' || substr(hex(result_uri), 19, 4) || '-' || substr(hex(result_uri), 23)) AS result,
  CASE hex(substr(proof_uri, 1, 1)) WHEN '01' THEN 'PROGRAM_' WHEN '02' THEN 'STDIN_' WHEN '03' THEN 'PROOF_'
    WHEN '07' THEN 'PRIVATE_STDIN_' END
    || lower(substr(hex(proof_uri), 3, 8) || '-' || substr(hex(proof_uri), 11, 4) || '-' || substr(hex(proof_uri), 15, 4)
    || '-' || substr(hex(proof_uri), 19, 4) || '-' || substr(hex(proof_uri), 23)) AS proof,
  program_size,
  stdin_size,
  proof_size,
  CASE WHEN deadline_seconds IS NOT NULL THEN printf('%llu', deadline_seconds) END AS deadline_seconds,
  strftime('%Y-%m-%dT%H:%M:%SZ', effective_deadline_seconds, 'unixepoch') AS effective_deadline,
  CASE WHEN cycle_limit IS NOT NULL THEN printf('%llu', cycle_limit) END AS cycle_limit,
  CASE WHEN gas_limit IS NOT NULL THEN printf('%llu', gas_limit) END AS gas_limit,
  CASE WHEN cycles IS NOT NULL THEN printf('%llu', cycles) END AS cycles,
  CASE WHEN gas IS NOT NULL THEN printf('%llu', gas) END AS gas,
  CASE WHEN public_values_hash IS NOT NULL THEN '0x' || lower(hex(public_values_hash)) END
    AS public_values_hash,
  '0x' || lower(hex(tx_hash)) AS tx_hash,
  CASE dialect WHEN 0 THEN 'base' WHEN 1 THEN 'auction' ELSE dialect END AS dialect,
  stdin_private,
  mock
FROM request;

CREATE VIEW attempts_readable AS SELECT
  '0x' || lower(hex(request.id)) AS request,
  attempt.worker AS worker,
  strftime('%Y-%m-%dT%H:%M:%fZ', granted_at / 1e9, 'unixepoch') AS granted_at,
  CASE hex(substr(attempt.result_uri, 1, 1)) WHEN '01' THEN 'PROGRAM_' WHEN '02' THEN 'STDIN_' WHEN '03' THEN 'PROOF_'
    WHEN '07' THEN 'PRIVATE_STDIN_' END
    || lower(substr(hex(attempt.result_uri), 3, 8) || '-' || substr(hex(attempt.result_uri), 11, 4) || '-' || substr(hex(attempt.result_uri), 15, 4)
    || '-' || substr(hex(attempt.result_uri), 19, 4) || '-' || substr(hex(attempt.result_uri), 23)) AS result
FROM attempt JOIN request USING (sequence);

CREATE VIEW candidates_readable AS SELECT
  '0x' || lower(hex(request.id)) AS request,
  candidate.worker AS worker,
  strftime('%Y-%m-%dT%H:%M:%fZ', stored_at / 1e9, 'unixepoch') AS stored_at,
  late,
  CASE hex(substr(candidate.proof_uri, 1, 1)) WHEN '01' THEN 'PROGRAM_' WHEN '02' THEN 'STDIN_' WHEN '03' THEN 'PROOF_'
    WHEN '07' THEN 'PRIVATE_STDIN_' END
    || lower(substr(hex(candidate.proof_uri), 3, 8) || '-' || substr(hex(candidate.proof_uri), 11, 4) || '-' || substr(hex(candidate.proof_uri), 15, 4)
    || '-' || substr(hex(candidate.proof_uri), 19, 4) || '-' || substr(hex(candidate.proof_uri), 23)) AS proof,
  candidate.proof_size AS proof_size,
  CASE WHEN candidate.cycles IS NOT NULL THEN printf('%llu', candidate.cycles) END AS cycles
FROM candidate JOIN request USING (sequence);

CREATE VIEW programs_readable AS SELECT
  '0x' || lower(hex(vk_hash)) AS vk_hash,
  CASE hex(substr(elf_uri, 1, 1)) WHEN '01' THEN 'PROGRAM_' WHEN '02' THEN 'STDIN_' WHEN '03' THEN 'PROOF_'
    WHEN '07' THEN 'PRIVATE_STDIN_' END
    || lower(substr(hex(elf_uri), 3, 8) || '-' || substr(hex(elf_uri), 11, 4) || '-' || substr(hex(elf_uri), 15, 4)
    || '-' || substr(hex(elf_uri), 19, 4) || '-' || substr(hex(elf_uri), 23)) AS elf,
  elf_size,
  '0x' || lower(hex(owner)) AS owner,
  strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1e9, 'unixepoch') AS created_at
FROM program;

CREATE VIEW workers_readable AS SELECT
  id,
  name,
  software_version,
  slots,
  strikes,
  strftime('%Y-%m-%dT%H:%M:%fZ', last_seen_at / 1e9, 'unixepoch') AS last_seen_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', barred_until / 1e9, 'unixepoch') AS barred_until,
  record
FROM worker;

CREATE VIEW dead_workers_readable AS SELECT
  id,
  name,
  remote_address,
  reason,
  strftime('%Y-%m-%dT%H:%M:%fZ', died_at / 1e9, 'unixepoch') AS died_at,
  record
FROM dead_worker;

CREATE VIEW completed_proofs_readable AS SELECT
  '0x' || lower(hex(request)) AS request,
  CASE mode WHEN 1 THEN 'CORE' WHEN 2 THEN 'COMPRESSED' WHEN 3 THEN 'PLONK' WHEN 4 THEN 'GROTH16' ELSE mode END AS mode,
  CASE vm WHEN 1 THEN 'SP1' WHEN 2 THEN 'RISC_ZERO' ELSE vm END AS vm,
  worker,
  worker_name,
  worker_address,
  duration_seconds AS seconds,
  strftime('%Y-%m-%dT%H:%M:%fZ', completed_at / 1e9, 'unixepoch') AS completed_at
FROM completed_proof;
