/** Reads the configuration file and command line that coordinator and worker have in common. */
@NullMarked
package org.hierophant.network.config;

import org.jspecify.annotations.NullMarked;
