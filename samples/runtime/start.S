# Entry: a stack, main(), and its result as the exit code. No global pointer: the code is built without small data.
  .section .text.start, "ax"
  .globl _start
_start:
  li sp, STACK_TOP
  call main
  call sp1_exit
