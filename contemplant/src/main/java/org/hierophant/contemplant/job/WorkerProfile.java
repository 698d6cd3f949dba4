package org.hierophant.contemplant.job;

import java.util.Optional;
import org.hierophant.network.domain.WorkerId;

/**
 * What a worker says of itself.
 *
 * @param slots attempts it runs at a time
 */
public record WorkerProfile(
    WorkerId id,
    String name,
    String softwareVersion,
    int slots,
    Optional<String> magisterDropEndpoint) {}
