package dev.playhead.storage;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.Supplier;

/**
 * Watches how full the heap is after garbage collections, so that a history can let go of its oldest blocks before the
 * application runs out of memory.
 *
 * <p>It asks now and then, and sets no threshold: those are settings of the whole virtual machine, which belong to the
 * application. What the heap holds between two collections says nothing, since most of it may be garbage.
 *
 * <p><b>Threading.</b> Safe for use by any thread; one monitor is for one history.
 */
public final class MemoryMonitor {
    private final Supplier<Heap> heap;
    private final double maxShare;
    private long lastCollections = -1;

    /**
     * What was in use after the latest collection.
     *
     * @param collections how many collections there have been
     * @param usedBytes the bytes in use after the latest one
     * @param maxBytes the greatest number of bytes there can be; 0 or less if that is unknown
     */
    public record Heap(long collections, long usedBytes, long maxBytes) {
        double share() {
            return maxBytes <= 0 ? 0 : (double) usedBytes / maxBytes;
        }
    }

    /**
     * A monitor of something.
     *
     * @param heap tells what was in use after the latest collection
     * @param maxShare how full the heap may be, above 0 and below 1
     * @throws IllegalArgumentException if the share is not between these
     */
    public MemoryMonitor(Supplier<Heap> heap, double maxShare) {
        if (!(maxShare > 0 && maxShare < 1)) {
            throw new IllegalArgumentException("maxShare=" + maxShare + " must be above 0 and below 1, such as 0.9");
        }
        this.heap = heap;
        this.maxShare = maxShare;
    }

    /**
     * A monitor of the memory where this virtual machine keeps what lives long.
     *
     * @param maxShare how full it may be, above 0 and below 1
     * @return the monitor; one that never sees any pressure where the machine tells nothing about its memory
     * @throws IllegalArgumentException if the share is not between these
     */
    public static MemoryMonitor ofHeap(double maxShare) {
        return new MemoryMonitor(MemoryMonitor::afterCollection, maxShare);
    }

    /**
     * Whether the heap was fuller than allowed after the latest collection. Says so once for each collection, since what is
     * let go of shows only after the next one.
     *
     * @return whether to let go of something
     */
    public synchronized boolean isUnderPressure() {
        Heap now = heap.get();
        boolean isNew = now.collections() != lastCollections;
        lastCollections = now.collections();
        return isNew && now.share() > maxShare;
    }

    private static Heap afterCollection() {
        long collections = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += Math.max(0, collector.getCollectionCount());
        }
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            // Pools where objects are made have no threshold to be exceeded; what lives long is in the one that has.
            MemoryUsage usage = pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported()
                    ? pool.getCollectionUsage()
                    : null;
            if (usage != null && pool.isUsageThresholdSupported()) {
                return new Heap(collections, usage.getUsed(), usage.getMax());
            }
        }
        return new Heap(collections, 0, 0);
    }
}
