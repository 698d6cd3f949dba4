package org.hierophant.testing.demo;

/** Which process is killed while the program executes. */
enum Victim {
  NOBODY,
  WORKER,
  COORDINATOR
}
