package org.hierophant.contemplant.prover;

/**
 * Something that a prover still needs for some of its modes.
 *
 * @param what e.g. {@code groth16 v5.0.0}
 * @param state for people: what is done about it, or what went wrong
 * @param done bytes
 * @param total 0 while it is not known
 */
public record Preparation(String what, String state, long done, long total) {}
