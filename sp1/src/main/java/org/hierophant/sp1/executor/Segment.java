package org.hierophant.sp1.executor;

/**
 * A loaded piece of the guest's initial memory: {@code length} file bytes from {@code offset}, then
 * zeros.
 *
 * <p><b>Shape.</b> Covers {@code [address, end)}, where {@code end} is rounded up to a multiple of
 * four; only the first {@code length} bytes come from the file. The zeros are never materialised
 * before they are touched.
 */
record Segment(long address, long end, int offset, int length) {}
