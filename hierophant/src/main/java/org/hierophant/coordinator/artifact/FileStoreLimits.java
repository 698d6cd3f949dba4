package org.hierophant.coordinator.artifact;

/**
 * Bounds of a {@link FileArtifactStore}.
 *
 * @param minFreeBytes free space that uploads leave
 */
public record FileStoreLimits(int maxConcurrentUploads, long minFreeBytes) {}
