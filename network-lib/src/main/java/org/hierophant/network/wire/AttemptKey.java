package org.hierophant.network.wire;

import org.hierophant.network.domain.LeaseToken;
import org.hierophant.network.domain.RequestId;

/** Names one attempt: everything said about it carries both. */
public record AttemptKey(RequestId request, LeaseToken lease) {}
