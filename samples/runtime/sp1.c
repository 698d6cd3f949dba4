#include "sp1.h"

enum system_call {
  HALT = 0x00,
  WRITE = 0x02,
  COMMIT = 0x10,
  COMMIT_DEFERRED_PROOFS = 0x1a,
  HINT_LEN = 0xf0,
  HINT_READ = 0xf1,
  SHA_EXTEND = 0x300105,
  SHA_COMPRESS = 0x10106,
};

enum descriptor { STANDARD_ERROR = 2, PUBLIC_VALUES = 13 };

static word system_call(enum system_call id, word first, word second, word third) {
  register word t0 __asm__("t0") = id;
  register word a0 __asm__("a0") = first;
  register word a1 __asm__("a1") = second;
  register word a2 __asm__("a2") = third;
  __asm__ volatile("ecall" : "+r"(t0) : "r"(a0), "r"(a1), "r"(a2) : "memory");
  return t0;
}

/* ---- memory ---- */

extern u8 image_end[]; /* from guest.ld */
static word heap;

void *sp1_alloc(word length) {
  word start = heap != 0 ? heap : ((word)image_end + 7) & ~(word)7;
  heap = start + ((length + 7) & ~(word)7);
  return (void *)start;
}

/* The compiler may ask for these two by name. */
void *memset(void *target, int value, word length) {
  u8 *to = target;
  for (word i = 0; i < length; i++) to[i] = (u8)value;
  return target;
}

void *memcpy(void *target, const void *source, word length) {
  u8 *to = target;
  const u8 *from = source;
  for (word i = 0; i < length; i++) to[i] = from[i];
  return target;
}

/* ---- input ---- */

int sp1_try_read(struct bytes *item) {
  word length = system_call(HINT_LEN, 0, 0, 0);
  if (length == ~(word)0) return 0;
  /* Always fresh memory: v5 ignores a hint onto memory in use, v6 writes up to 8 bytes more than asked for. */
  void *at = sp1_alloc(length + 8);
  system_call(HINT_READ, (word)at, length, 0);
  *item = (struct bytes){at, length};
  return 1;
}

struct bytes sp1_read(void) {
  struct bytes item;
  if (sp1_try_read(&item)) return item;
  sp1_print("no input left\n");
  sp1_exit(1);
}

u32 sp1_read_u32(void) {
  struct bytes item = sp1_read();
  if (item.length < 4) {
    sp1_print("an input of four bytes is needed\n");
    sp1_exit(1);
  }
  return (u32)item.at[0] | (u32)item.at[1] << 8 | (u32)item.at[2] << 16 | (u32)item.at[3] << 24;
}

/* ---- output ---- */

void sp1_print(const char *text) {
  word length = 0;
  while (text[length] != 0) length++;
  system_call(WRITE, STANDARD_ERROR, (word)text, length);
}

struct sha_state sp1_sha256_start(void) {
  return (struct sha_state){{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
                             0x5be0cd19}};
}

void sp1_sha256_absorb(struct sha_state *state, struct sha_block *block) {
  system_call(SHA_EXTEND, (word)block, 0, 0);
  system_call(SHA_COMPRESS, (word)block, (word)state, 0);
}

/* The public values as hashed so far. */
static struct sha_state hash;
static struct sha_block pending;
static u32 pending_bytes, all_bytes;

static void hash_byte(u8 value) {
  word *slot = &pending.slot[pending_bytes / 4];
  *slot = (u32)(*slot << 8 | value);
  if (++pending_bytes == 64) {
    sp1_sha256_absorb(&hash, &pending);
    pending_bytes = 0;
  }
}

void sp1_commit(const void *data, word length) {
  if (all_bytes == 0) hash = sp1_sha256_start();
  const u8 *bytes = data;
  /* Hashed before it is written: in v5 a write shows zeros for input that was never loaded. */
  for (word i = 0; i < length; i++) hash_byte(bytes[i]);
  all_bytes += length;
  system_call(WRITE, PUBLIC_VALUES, (word)data, length);
}

void sp1_commit_u32(u32 value) { sp1_commit(&value, sizeof value); }

void sp1_exit(word code) {
  if (all_bytes == 0) hash = sp1_sha256_start();
  hash_byte(0x80);
  while (pending_bytes != 60) hash_byte(0); /* the high half of the 64-bit length is zero: at most 512 MiB */
  u32 bits = all_bytes * 8;
  for (int shift = 24; shift >= 0; shift -= 8) hash_byte((u8)(bits >> shift));
  for (word i = 0; i < 8; i++) {
    u32 big = (u32)hash.slot[i]; /* committed as little-endian words of the digest's bytes */
    system_call(COMMIT, i, big >> 24 | (big >> 8 & 0xff00) | (big << 8 & 0xff0000) | big << 24, 0);
  }
  for (word i = 0; i < 8; i++) system_call(COMMIT_DEFERRED_PROOFS, i, 0, 0);
  system_call(HALT, code, 0, 0);
  __builtin_unreachable();
}
