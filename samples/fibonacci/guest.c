/* Reads n (u32). Commits n, F(n) and F(n+1), each modulo 2^32, little endian, with F(0) = 0 and F(1) = 1. */
#include "sp1.h"

int main(void) {
  u32 n = sp1_read_u32();
  u32 a = 0, b = 1;
  for (u32 i = 0; i < n; i++) {
    u32 next = a + b;
    a = b;
    b = next;
  }
  sp1_commit_u32(n);
  sp1_commit_u32(a);
  sp1_commit_u32(b);
  return 0;
}
