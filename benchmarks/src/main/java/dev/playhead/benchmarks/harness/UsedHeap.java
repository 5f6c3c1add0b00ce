package dev.playhead.benchmarks.harness;

/** A measurement of the size of the heap that reachable objects use. */
public final class UsedHeap {
    private static final int COLLECTIONS = 4;
    private static final long PAUSE_NANOS = 50_000_000;

    private UsedHeap() {}

    public static long bytes() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Quiet.pause(PAUSE_NANOS);
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
