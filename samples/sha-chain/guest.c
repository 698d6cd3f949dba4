/*
 * Hashing and memory traffic: a chain of SHA-256 compressions through a table of 1 MiB whose rows are picked by the chain.
 * Reads the number of rounds (u32). Commits the rounds and the last state, 8 words, all little endian.
 *
 * One round: row = state[0] mod 16384; the block is the row's 16 words, each xored with state[j mod 8]; the state takes the
 * block in; then row[j] = state[j] and row[8 + j] += state[j] for j in 0..7. The table starts as zeros. One round costs
 * about 290 cycles.
 */
#include "sp1.h"

enum { ROWS = 1 << 14, ROW_WORDS = 16 };

int main(void) {
  u32 rounds = sp1_read_u32();
  u32 *table = sp1_alloc(ROWS * ROW_WORDS * sizeof(u32));
  static struct sha_block block;
  static struct sha_state state;
  state = sp1_sha256_start();

  for (u32 round = 0; round < rounds; round++) {
    u32 *row = table + state.slot[0] % ROWS * ROW_WORDS;
    for (int j = 0; j < ROW_WORDS; j++) block.slot[j] = row[j] ^ (u32)state.slot[j % 8];
    sp1_sha256_absorb(&state, &block);
    for (int j = 0; j < 8; j++) {
      row[j] = (u32)state.slot[j];
      row[8 + j] += (u32)state.slot[j];
    }
  }

  sp1_commit_u32(rounds);
  for (int j = 0; j < 8; j++) sp1_commit_u32((u32)state.slot[j]);
  return 0;
}
