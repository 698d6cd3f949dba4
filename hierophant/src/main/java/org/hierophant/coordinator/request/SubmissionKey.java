package org.hierophant.coordinator.request;

import org.hierophant.network.domain.Address;
import org.hierophant.network.domain.ArtifactUri;
import org.hierophant.network.domain.ProofMode;
import org.hierophant.network.domain.VkHash;

/**
 * What makes two submissions one request. Clients mint a stdin URI once per request and repeat it,
 * with a new nonce and signature, when they did not hear our answer; the same signed body again has
 * the same key as well.
 */
public record SubmissionKey(Address requester, ArtifactUri stdin, VkHash vkHash, ProofMode mode) {}
