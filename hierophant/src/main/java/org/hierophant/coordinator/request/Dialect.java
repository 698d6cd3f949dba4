package org.hierophant.coordinator.request;

/** Which of the two schemas of the network API a request was decoded with. */
public enum Dialect {
  BASE,
  AUCTION
}
