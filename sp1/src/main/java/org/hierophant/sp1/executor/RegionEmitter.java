package org.hierophant.sp1.executor;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the method of a region: what both machines have in common.
 *
 * <p><b>Shape.</b> Registers are copied into local variables, a switch goes to the block at the
 * machine's index, blocks follow in order of address, and every way out copies the registers back.
 * Indirect jumps go through the switch, and leave if it does not know their target.
 */
abstract class RegionEmitter {
  static final ClassDesc MACHINE = describe(Machine.class);
  static final ClassDesc PAGES = describe(byte[][][].class);
  static final int MACHINE_LOCAL = 1;
  static final int READABLE = 2;
  static final int WRITABLE = 3;
  private static final int ENTRIES = 4;
  private static final int REGISTERS = 5;
  private static final int TICKS = 6;
  private static final int INDEX = 8;
  private static final int RESULT = 9;
  private static final int FIRST_REGISTER = 10;
  private static final ClassDesc LONGS = describe(long[].class);
  private static final ClassDesc MEMORY = describe(GuestMemory.class);

  final CodeBuilder out;
  final Code code;
  private final RegionPlan plan;
  private final boolean wide;

  /** Blocks with the account of them, and without. */
  private final Map<Integer, Label> starts = new TreeMap<>();

  private final Map<Integer, Label> bodies = new TreeMap<>();

  /** Ways out to an index, and those from a head whose countdown may not last. */
  private final Map<Integer, Label> exits = new TreeMap<>();

  private final Map<Integer, Label> careful = new TreeMap<>();
  private final Label dispatch;
  private final Label leave;
  private final Label leaveThere;
  private long used;
  private long written;

  /**
   * @param wide true if registers are {@code long}, false if they are {@code int}
   */
  RegionEmitter(CodeBuilder out, Code code, RegionPlan plan, boolean wide) {
    this.out = out;
    this.code = code;
    this.plan = plan;
    this.wide = wide;
    this.dispatch = out.newLabel();
    this.leave = out.newLabel();
    this.leaveThere = out.newLabel();
    plan.starts().stream()
        .forEach(
            start -> {
              starts.put(start, out.newLabel());
              bodies.put(start, out.newLabel());
              findRegisters(start);
            });
    written &= ~(1L << Code.SINK);
    used = (used | written) & ~1L;
  }

  static ClassDesc describe(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /** Writes one instruction that does not end a block. */
  abstract void straight(int at);

  /** Jumps to a label if a branch is taken. */
  abstract void branchIf(long instruction, Label taken);

  /** Leaves the index that a {@code jalr} goes to on the stack, or -1 if the machine went there. */
  abstract void landing(long instruction);

  /** Leaves the address after an instruction on the stack, as wide as registers are. */
  abstract void link(int at);

  /** Writes the whole method. */
  final void write() {
    Label handler = out.newLabel();
    enter();
    Label from = out.newBoundLabel();
    dispatch();
    starts.keySet().forEach(this::block);
    Label to = out.newBoundLabel();
    careful.forEach((index, label) -> wayOut(index, label, Region.CAREFUL));
    exits.forEach((index, label) -> wayOut(index, label, Region.NEXT));
    out.labelBinding(leave);
    out.aload(MACHINE_LOCAL).iload(INDEX).putfield(MACHINE, "index", CD_int);
    out.labelBinding(leaveThere);
    restore();
    out.iload(RESULT).ireturn();
    out.labelBinding(handler);
    restore();
    out.athrow();
    out.exceptionCatchAll(from, to, handler);
  }

  private void findRegisters(int start) {
    for (int at = start; at <= plan.end(start); at++) {
      long c = code.packed()[at];
      int op = Code.op(c);
      used |= Op.readsRs1(op) ? 1L << Code.rs1(c) : 0;
      used |= Op.readsRs2(op) ? 1L << Code.rs2(c) : 0;
      written |= Op.writesRd(op) ? 1L << Code.rd(c) : 0;
    }
  }

  private int local(int register) {
    return FIRST_REGISTER + (wide ? 2 : 1) * register;
  }

  /** Leaves a register's value on the stack. */
  final void load(int register) {
    if (wide) {
      if (register == 0) {
        out.lconst_0();
      } else {
        out.lload(local(register));
      }
    } else if (register == 0) {
      out.iconst_0();
    } else {
      out.iload(local(register));
    }
  }

  /** Takes a register's new value from the stack. */
  final void store(int register) {
    if (register == Code.SINK) {
      if (wide) {
        out.pop2();
      } else {
        out.pop();
      }
    } else if (wide) {
      out.lstore(local(register));
    } else {
      out.istore(local(register));
    }
  }

  private void enter() {
    out.aload(MACHINE_LOCAL).getfield(MACHINE, "memory", MEMORY).dup();
    out.getfield(MEMORY, "readable", PAGES).astore(READABLE);
    out.getfield(MEMORY, "writable", PAGES).astore(WRITABLE);
    out.aload(MACHINE_LOCAL).getfield(MACHINE, "entries", LONGS).astore(ENTRIES);
    out.aload(MACHINE_LOCAL).getfield(MACHINE, "x", LONGS).astore(REGISTERS);
    out.aload(MACHINE_LOCAL).getfield(MACHINE, "ticks", CD_long).lstore(TICKS);
    out.aload(MACHINE_LOCAL).getfield(MACHINE, "index", CD_int).istore(INDEX);
    out.loadConstant(Region.NEXT).istore(RESULT);
    for (int register = 1; register < 32; register++) {
      if ((used >> register & 1) != 0) {
        out.aload(REGISTERS).loadConstant(register).laload();
        if (!wide) {
          out.l2i();
        }
        store(register);
      }
    }
  }

  private void restore() {
    out.aload(MACHINE_LOCAL).lload(TICKS).putfield(MACHINE, "ticks", CD_long);
    for (int register = 1; register < 32; register++) {
      if ((written >> register & 1) != 0) {
        out.aload(REGISTERS).loadConstant(register);
        load(register);
        if (!wide) {
          out.i2l();
        }
        out.lastore();
      }
    }
  }

  private void wayOut(int index, Label label, int result) {
    out.labelBinding(label);
    out.loadConstant(index).istore(INDEX);
    out.loadConstant(result).istore(RESULT).goto_(leave);
  }

  private void dispatch() {
    List<SwitchCase> cases =
        plan.entries().stream()
            .mapToObj(entry -> SwitchCase.of(entry, label(starts, entry)))
            .toList();
    out.labelBinding(dispatch).iload(INDEX).lookupswitch(leave, cases);
  }

  private static Label label(Map<Integer, Label> labels, int index) {
    Label label = labels.get(index);
    if (label == null) {
      throw new IllegalStateException("no block starts at " + index);
    }
    return label;
  }

  private void block(int start) {
    out.labelBinding(label(starts, start));
    if (plan.isHead(start)) {
      out.lload(TICKS).loadConstant(plan.worst(start)).lsub();
      out.loadConstant(Machine.EXHAUSTED).land().lconst_0().lcmp();
      out.ifne(careful.computeIfAbsent(start, _ -> out.newLabel()));
    }
    out.lload(TICKS).loadConstant(code.costs()[start]).lsub().lstore(TICKS);
    count(start, 1);
    out.labelBinding(label(bodies, start));
    int end = plan.end(start);
    int last = code.ends()[start];
    for (int at = start; at <= end; at++) {
      if (!Op.endsBlock(Code.op(code.packed()[at]))) {
        straight(at);
      }
    }
    if (end == last) {
      transfer(last);
    } else if (plan.starts().get(end + 1)) {
      out.goto_(label(bodies, end + 1));
    } else {
      cut(end + 1);
    }
  }

  /** Takes back the account of what follows, which starts as a block of its own. */
  private void cut(int at) {
    out.lload(TICKS).loadConstant(code.costs()[at]).ladd().lstore(TICKS);
    count(at, -1);
    go(at);
  }

  private void count(int at, long times) {
    out.aload(ENTRIES).loadConstant(at).dup2().laload();
    out.loadConstant(times).ladd().lastore();
  }

  private void transfer(int last) {
    long c = code.packed()[last];
    int op = Code.op(c);
    switch (op) {
      case Op.BEQ, Op.BNE, Op.BLT, Op.BGE, Op.BLTU, Op.BGEU -> {
        int target = RegionPlan.target(code, last);
        Label odd = out.newLabel();
        branchIf(c, target >= 0 ? at(target) : odd);
        go(last + 1);
        if (target < 0) {
          out.labelBinding(odd);
          goOddly(last, Code.imm(c));
        }
      }
      case Op.JAL -> {
        link(c, last);
        int target = RegionPlan.target(code, last);
        if (target >= 0) {
          go(target);
        } else {
          goOddly(last, Code.imm(c));
        }
      }
      case Op.JALR -> {
        landing(c);
        out.istore(INDEX);
        link(c, last);
        out.iload(INDEX).ifge(dispatch).goto_(leaveThere);
      }
      case Op.ECALL, Op.EBREAK, Op.UNIMP -> {
        out.loadConstant(last).istore(INDEX);
        out.loadConstant(Region.SYSTEM).istore(RESULT).goto_(leave);
      }
      default -> go(last + 1); // the last of the code
    }
  }

  private void link(long instruction, int at) {
    if (Code.rd(instruction) != Code.SINK) {
      link(at);
      store(Code.rd(instruction));
    }
  }

  private void go(int index) {
    if (index < code.size()) {
      out.goto_(at(index));
    } else {
      goOddly(index - 1, 4);
    }
  }

  private Label at(int index) {
    Label inside = starts.get(index);
    return inside != null ? inside : exits.computeIfAbsent(index, _ -> out.newLabel());
  }

  /** Leaves to where only the machine can go: outside the code, or between two instructions. */
  private void goOddly(int from, int offset) {
    out.aload(MACHINE_LOCAL).loadConstant(from).loadConstant(offset);
    out.invokevirtual(MACHINE, "branch", MethodTypeDesc.ofDescriptor("(II)V"));
    out.goto_(leaveThere);
  }
}
