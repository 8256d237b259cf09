package io.zerostream.schemas.registry;

/**
 * How revisions of class sets and deployments are counted: from 1 to {@link RegistryLimits#REVISION}, and then from 1
 * again. Which of two is the later one is told by the shorter way round, as RFC 1982 compares serial numbers. So there
 * is room after every revision, also after one that another program made up.
 */
public final class Revisions {
    private static final long HALF = RegistryLimits.REVISION / 2;

    private Revisions() {}

    /** The one after this; after 0, for none yet, it is 1. */
    public static long after(long revision) {
        return revision < RegistryLimits.REVISION ? revision + 1 : 1;
    }

    /**
     * Whether one comes after another; both from 1 to {@link RegistryLimits#REVISION}. None comes after itself, and of two
     * that are half of the way round apart neither does.
     */
    public static boolean follows(long next, long known) {
        long ahead = Math.floorMod(next - known, RegistryLimits.REVISION);
        return ahead > 0 && ahead < HALF;
    }
}
