/* Commits every input item, in order, as it is. */
#include "sp1.h"

int main(void) {
  struct bytes item;
  while (sp1_try_read(&item)) sp1_commit(item.at, item.length);
  return 0;
}
