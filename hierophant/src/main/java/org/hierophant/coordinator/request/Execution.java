package org.hierophant.coordinator.request;

import org.hierophant.network.domain.Executed;

/**
 * What a program does with a request's input.
 *
 * @param own true if it was executed here; else it is what a worker says
 */
public record Execution(Executed executed, boolean own) {}
