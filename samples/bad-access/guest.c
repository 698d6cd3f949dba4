/* Reads an address (u32) and loads a word from it; the input that lies beside this file is not a multiple of four. */
#include "sp1.h"

int main(void) {
  word address = sp1_read_u32();
  u32 value;
  __asm__ volatile("lw %0, 0(%1)" : "=r"(value) : "r"(address) : "memory");
  sp1_commit_u32(value);
  return 0;
}
