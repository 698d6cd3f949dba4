package org.hierophant.sp1.executor;

/** Leaves the machine because the guest is at fault. */
final class Trap extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient GuestFault fault;

  Trap(GuestFault fault) {
    super(null, null, false, false);
    this.fault = fault;
  }

  GuestFault fault() {
    return fault;
  }
}
