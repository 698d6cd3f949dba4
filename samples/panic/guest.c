/* Does what a Rust guest does when it panics: a message, the hash of the public values so far, exit code 1. Reads nothing. */
#include "sp1.h"

int main(void) {
  sp1_commit_u32(0xdead);
  sp1_print("this guest always gives up\n");
  return 1;
}
