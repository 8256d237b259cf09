package io.zerostream.model.matching;

import ai.djl.Device;
import io.zerostream.model.vmamba.Kernels;

/**
 * The seen classes of a set, or the unseen ones.
 *
 * @param members numbers of the group's classes in the set, rising
 * @param rows their unit rows
 */
record ClassGroup(int[] members, ClassRows rows) {
    /** From this many classes on a native call pays: below, its way there takes longer than the products. */
    private static final int MANY = 512;

    /** @param unit the unit row of a class by its number in the set */
    static ClassGroup of(int[] members, int attributes, RowSource unit) {
        RowSource ours = i -> unit.row(members[i]);
        boolean inNative = members.length >= MANY && Kernels.fused(Device.cpu());
        return new ClassGroup(
                members,
                inNative
                        ? new NativeRows(members.length, attributes, ours)
                        : new JavaRows(members.length, attributes, ours));
    }
}
