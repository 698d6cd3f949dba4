/*
 * Arithmetic in registers only: shifts, additions, multiplication, division and a branch that is hard to foresee.
 * Reads the number of rounds (u32). Commits the rounds and two mixed values, little endian. One round costs about 18 cycles.
 */
#include "sp1.h"

int main(void) {
  u32 rounds = sp1_read_u32();
  u32 x = 0x9e3779b9, y = 1;
  for (u32 round = 0; round < rounds; round++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    y = y * 1664525u + 1013904223u;
    if (x & 1) {
      y ^= x / (y | 1);
    } else {
      y += x % (y | 3);
    }
  }
  sp1_commit_u32(rounds);
  sp1_commit_u32(x);
  sp1_commit_u32(y);
  return 0;
}
