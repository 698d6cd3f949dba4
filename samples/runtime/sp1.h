/*
 * What a guest needs of SP1, for both generations: RV32IM (v4, v5) and RV64IM (v6).
 *
 * A guest defines main() and returns its exit code. There is no C library; nothing here allocates except sp1_alloc.
 */
#ifndef SP1_H
#define SP1_H

typedef unsigned char u8;
typedef unsigned int u32;
/* One register: 4 bytes on RV32IM, 8 on RV64IM. System calls take and return words. */
typedef unsigned long word;

struct bytes {
  const u8 *at;
  word length;
};

/* A 32-bit value in each register-sized slot: what the SHA-256 system calls of both generations work on. */
struct sha_block {
  word slot[64];
};
struct sha_state {
  word slot[8];
};

/* True and the next input item, or false when there is none left. The item may be empty. */
int sp1_try_read(struct bytes *item);

/* The next input item; ends the program with exit code 1 when there is none. */
struct bytes sp1_read(void);

/* The first four bytes of the next input item, little endian; ends the program with exit code 1 when there are fewer. */
u32 sp1_read_u32(void);

/* Appends to the public values. */
void sp1_commit(const void *data, word length);

/* Appends one value, little endian, to the public values. */
void sp1_commit_u32(u32 value);

/* Text on the guest's standard error; has no part in the proof. */
void sp1_print(const char *text);

/* Memory past the image that nobody has used before, all zero, aligned to 8 bytes; never freed. */
void *sp1_alloc(word length);

/* The initial state of SHA-256, and one block absorbed into it: two system calls. Slots 0..15 of the block are input, all 64 are used. */
struct sha_state sp1_sha256_start(void);
void sp1_sha256_absorb(struct sha_state *state, struct sha_block *block);

/* Commits the hash of the public values and stops. */
__attribute__((noreturn)) void sp1_exit(word code);

#endif
