package org.hierophant.network.domain;

import java.util.OptionalLong;

/**
 * What a program did that was executed to its end.
 *
 * @param cycles unsigned, as the SDK of the same generation counts them
 * @param gas unsigned; absent for generations without gas
 * @param publicValuesHash SHA-256 of the public values
 */
public record Executed(long cycles, OptionalLong gas, Bytes32 publicValuesHash) {}
