/** Tells a Magister to give back the machines of workers that were put out. */
@NullMarked
package org.hierophant.coordinator.magister;

import org.jspecify.annotations.NullMarked;
