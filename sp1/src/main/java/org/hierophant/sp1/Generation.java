package org.hierophant.sp1;

/** Generation of the SP1 machine: which instruction set a program is for. */
public enum Generation {
  /** RV32IM with 32-bit registers: circuit versions v4 and v5. */
  V5,
  /** RV64IM with 64-bit registers: circuit version v6. */
  V6
}
