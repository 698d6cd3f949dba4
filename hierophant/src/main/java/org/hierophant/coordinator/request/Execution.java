package org.hierophant.coordinator.request;

import java.util.OptionalLong;
import org.hierophant.network.domain.Bytes32;

/**
 * What a program does with a request's input, found out by executing it here.
 *
 * @param cycles unsigned, as the SDK of the same generation counts them
 * @param gas unsigned; absent for generations without gas
 * @param publicValuesHash SHA-256 of the public values
 */
public record Execution(long cycles, OptionalLong gas, Bytes32 publicValuesHash) {}
