package org.hierophant.contemplant.prover.server;

/**
 * How many tasks a proof had.
 *
 * @param reductions of all kinds
 */
public record Tasks(long shards, long reductions) {}
