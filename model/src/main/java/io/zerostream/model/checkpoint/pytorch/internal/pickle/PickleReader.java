package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one pickle of protocols 0 to 5. Everything it makes is a Java number, text, truth value or byte array, or one of
 * {@link PyNone}, {@link PyList}, {@link PyTuple}, {@link PyDict}, {@link PyGlobal}, or comes from the builder.
 */
public final class PickleReader {
    private static final int NEWEST_PROTOCOL = 5;
    /** A state_dict of a thousand tensors, with optimizer, takes about a hundred thousand. */
    private static final int MOST_OPCODES = 1_000_000;

    private final PickleInput in;
    private final PickleBuilder builder;
    private final PickleStack stack = new PickleStack();

    private PickleReader(PickleInput in, PickleBuilder builder) {
        this.in = in;
        this.builder = builder;
    }

    /**
     * Reads one pickle; the input stands behind it then.
     *
     * @throws ModelException for what is no pickle, or makes what tensors do not need
     */
    public static Object read(PickleInput in, PickleBuilder builder) {
        return new PickleReader(in, builder).run();
    }

    private Object run() {
        for (int count = 0; count < MOST_OPCODES; count++) {
            if (in.remaining() == 0) {
                throw new ModelException("the pickle ends in the middle: the file is cut off");
            }
            int at = in.position();
            int opcode = in.u8();
            if (opcode == '.') {
                return stack.pop();
            }
            if (!PickleLiterals.push(opcode, in, stack) && !structure(opcode) && !meaning(opcode)) {
                throw new ModelException(
                        "byte " + at + " of the pickle, 0x" + Integer.toHexString(opcode) + ", is no opcode");
            }
        }
        throw new ModelException("the pickle has more than " + MOST_OPCODES + " opcodes");
    }

    /** Opcodes that arrange values. */
    private boolean structure(int opcode) {
        switch (opcode) {
            case 0x80 -> checkProtocol(in.u8());
            case 0x95 -> checkFrame(in.length());
            case '(' -> stack.mark();
            case '0' -> drop();
            case '1' -> stack.popToMark();
            case '2' -> stack.push(stack.peek());
            case '}' -> stack.push(PyDict.plain());
            case ']', 0x8f -> stack.push(new PyList());
            case ')' -> stack.push(new PyTuple(List.of()));
            case 'd' -> stack.push(filled(PyDict.plain(), stack.popToMark()));
            case 'l' -> stack.push(list(stack.popToMark()));
            case 't', 0x91 -> stack.push(new PyTuple(stack.popToMark()));
            case 0x85 -> stack.push(new PyTuple(popped(1)));
            case 0x86 -> stack.push(new PyTuple(popped(2)));
            case 0x87 -> stack.push(new PyTuple(popped(3)));
            case 'a' -> append(popped(1));
            case 'e', 0x90 -> append(stack.popToMark());
            case 's' -> setItems(popped(2));
            case 'u' -> setItems(stack.popToMark());
            case 'p' -> stack.memoize(index(in.decimal()));
            case 'q' -> stack.memoize(in.u8());
            case 'r' -> stack.memoize(in.u32());
            case 0x94 -> stack.memoizeNext();
            case 'g' -> stack.recall(index(in.decimal()));
            case 'h' -> stack.recall(in.u8());
            case 'j' -> stack.recall(in.u32());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Opcodes that stand for something outside the pickle. */
    private boolean meaning(int opcode) {
        switch (opcode) {
            case 'c' -> stack.push(builder.named(in.line(), in.line()));
            case 0x93 -> {
                List<Object> names = popped(2);
                stack.push(builder.named(text(names.get(0)), text(names.get(1))));
            }
            case 'R' -> {
                PyTuple arguments = tuple(stack.pop());
                stack.push(builder.called(global(stack.pop()), arguments.items()));
            }
            case 0x81 -> {
                PyTuple arguments = tuple(stack.pop());
                stack.push(builder.made(global(stack.pop()), arguments.items()));
            }
            case 0x92 -> {
                stack.pop();
                PyTuple arguments = tuple(stack.pop());
                stack.push(builder.made(global(stack.pop()), arguments.items()));
            }
            case 'i' -> {
                PyGlobal type = builder.named(in.line(), in.line());
                stack.push(builder.called(type, stack.popToMark()));
            }
            case 'o' -> {
                List<Object> parts = stack.popToMark();
                if (parts.isEmpty()) {
                    throw new ModelException("the pickle makes an object of no class");
                }
                stack.push(builder.called(global(parts.get(0)), parts.subList(1, parts.size())));
            }
            case 'b' -> build(stack.pop());
            case 'Q' -> stack.push(builder.referred(stack.pop()));
            case 'P' -> stack.push(builder.referred(in.line()));
            case 0x82, 0x83, 0x84 -> throw new ModelException("the pickle uses Python's extension registry");
            case 0x97, 0x98 -> throw new ModelException("the pickle refers to buffers kept outside of it");
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void checkProtocol(int protocol) {
        if (protocol > NEWEST_PROTOCOL) {
            throw new ModelException("the pickle has protocol " + protocol + "; known are 0 to " + NEWEST_PROTOCOL);
        }
    }

    private void checkFrame(long length) {
        if (length < 0 || length > in.remaining()) {
            throw new ModelException("the pickle announces a frame of " + Long.toUnsignedString(length)
                    + " bytes; there are " + in.remaining());
        }
    }

    /** Python drops a mark with this opcode too, when nothing is above it. */
    private void drop() {
        if (stack.isEmpty() && stack.marked()) {
            stack.popToMark();
        } else {
            stack.pop();
        }
    }

    private List<Object> popped(int count) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(0, stack.pop());
        }
        return values;
    }

    private static PyList list(List<Object> items) {
        PyList list = new PyList();
        list.items().addAll(items);
        return list;
    }

    private void append(List<Object> items) {
        Object target = stack.peek();
        if (target instanceof PyList list) {
            list.items().addAll(items);
        } else if (!(target instanceof PyDict object && object.type() != null)) {
            throw new ModelException("the pickle appends to something that is no list");
        }
        // what an opaque object is given is dropped: it may be a list of its own kind, which no tensor needs
    }

    private void setItems(List<Object> items) {
        if (!(stack.peek() instanceof PyDict dict)) {
            throw new ModelException("the pickle sets entries of something that is no dict");
        }
        filled(dict, items);
    }

    private static PyDict filled(PyDict dict, List<Object> keysAndValues) {
        if (keysAndValues.size() % 2 != 0) {
            throw new ModelException("the pickle gives a dict a key without a value");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            dict.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
        return dict;
    }

    /** Sets attributes in Python. Here: none that a tensor needs, such as {@code _metadata} of a state_dict. */
    private void build(Object state) {
        Object target = stack.peek();
        if (!(target instanceof PyDict || builder.hasAttributes(target))) {
            throw new ModelException("the pickle sets attributes of something that has none");
        }
        if (!(state instanceof PyDict || state instanceof PyTuple || target instanceof PyDict)) {
            throw new ModelException("the pickle sets attributes of a tensor to something that is no dict");
        }
    }

    private static PyGlobal global(Object value) {
        if (value instanceof PyGlobal global) {
            return global;
        }
        throw new ModelException("the pickle calls something that is no class or function");
    }

    private static PyTuple tuple(Object value) {
        if (value instanceof PyTuple tuple) {
            return tuple;
        }
        throw new ModelException("the pickle calls something with arguments that are no tuple");
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new ModelException("the pickle names something by what is no text");
    }

    private static long index(Object number) {
        if (number instanceof Long index) {
            return index;
        }
        throw new ModelException("the pickle has a memo entry beyond 64 bits");
    }
}
