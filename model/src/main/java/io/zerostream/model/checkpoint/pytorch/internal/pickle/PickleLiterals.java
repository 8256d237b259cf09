package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;

/** The opcodes that stand for a value of their own. */
final class PickleLiterals {
    private PickleLiterals() {}

    /** Pushes the value that the opcode stands for; false when it is none of these. */
    static boolean push(int opcode, PickleInput in, PickleStack stack) {
        switch (opcode) {
            case 'N' -> stack.push(PyNone.NONE);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'I' -> stack.push(oldInt(in));
            case 'L' -> stack.push(in.decimal());
            case 'J' -> stack.push(in.i32());
            case 'K' -> stack.push((long) in.u8());
            case 'M' -> stack.push((long) in.u16());
            case 0x8a -> stack.push(in.twosComplement(in.u8()));
            case 0x8b -> stack.push(in.twosComplement(in.i32()));
            case 'F' -> stack.push(in.decimalFraction());
            case 'G' -> stack.push(in.f64());
            case 'S' -> stack.push(quoted(in.line()));
            case 'T' -> stack.push(in.oldText(in.i32()));
            case 'U' -> stack.push(in.oldText(in.u8()));
            case 'V' -> stack.push(EscapedText.rawUnicode(in.latinLine()));
            case 'X' -> stack.push(in.utf8(in.u32()));
            case 0x8c -> stack.push(in.utf8(in.u8()));
            case 0x8d -> stack.push(in.utf8(in.length()));
            case 'B' -> stack.push(in.take(in.u32()));
            case 'C' -> stack.push(in.take(in.u8()));
            case 0x8e, 0x96 -> stack.push(in.take(in.length()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Protocol 0 writes truth values as 00 and 01. */
    private static Object oldInt(PickleInput in) {
        String ahead = in.peekLine();
        if (ahead.equals("00") || ahead.equals("01")) {
            in.line();
            return ahead.equals("01");
        }
        return in.decimal();
    }

    private static String quoted(String line) {
        String text = line.strip();
        boolean quotes = text.length() >= 2
                && (text.charAt(0) == '\'' || text.charAt(0) == '"')
                && text.charAt(0) == text.charAt(text.length() - 1);
        if (!quotes) {
            throw new ModelException("a text of the pickle lacks its quotes");
        }
        return EscapedText.python(text.substring(1, text.length() - 1));
    }
}
