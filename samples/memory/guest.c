/*
 * Much memory, touched everywhere: for the bounds of who executes it.
 * Reads how many MiB (u32). Commits the MiB and a checksum, little endian. One MiB costs 180,000 cycles or, on RV64IM, 300,000.
 */
#include "sp1.h"

enum { STEP = 64 / sizeof(u32) };

int main(void) {
  u32 mib = sp1_read_u32();
  u32 words = mib << 18;
  u32 *memory = sp1_alloc((word)mib << 20);
  for (u32 i = 0; i < words; i += STEP) memory[i] = i * 2654435761u;

  u32 sum = 0;
  for (u32 i = words; i >= STEP; i -= STEP) sum = (sum << 5 | sum >> 27) ^ memory[i - STEP];

  sp1_commit_u32(mib);
  sp1_commit_u32(sum);
  return 0;
}
