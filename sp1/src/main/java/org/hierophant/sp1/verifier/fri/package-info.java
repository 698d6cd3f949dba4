/** The STARK of SP1 v5's recursion: AIRs over BabyBear opened with FRI; verified step by step. */
@NullMarked
package org.hierophant.sp1.verifier.fri;

import org.jspecify.annotations.NullMarked;
