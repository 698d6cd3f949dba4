/** Attempts: accepted, run, kept on disk until the coordinator has settled them. */
@NullMarked
package org.hierophant.contemplant.job;

import org.jspecify.annotations.NullMarked;
