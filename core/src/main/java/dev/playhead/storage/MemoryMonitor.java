package dev.playhead.storage;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.Supplier;

/**
 * A monitor of heap occupancy after garbage collections. It lets a history evict its oldest blocks before the
 * application runs out of memory.
 *
 * <p>The monitor polls the usage and does not set a usage threshold, because thresholds are settings of the whole
 * virtual machine and belong to the application. Occupancy between two collections is not considered, because most of
 * the occupied memory may be garbage.
 *
 * <p><b>Threading.</b> Safe for use by any thread. Use one monitor per history.
 */
public final class MemoryMonitor {
    private final Supplier<Heap> heap;
    private final double maxShare;
    private long lastCollections = -1;

    /**
     * The heap usage after the latest collection.
     *
     * @param collections the number of collections so far
     * @param usedBytes the number of bytes in use after the latest collection
     * @param maxBytes the maximum number of bytes; 0 or less if unknown
     */
    public record Heap(long collections, long usedBytes, long maxBytes) {
        double share() {
            return maxBytes <= 0 ? 0 : (double) usedBytes / maxBytes;
        }
    }

    /**
     * Creates a monitor of the given heap.
     *
     * @param heap supplies the heap usage after the latest collection
     * @param maxShare the allowed occupancy, above 0 and below 1
     * @throws IllegalArgumentException if {@code maxShare} is out of range
     */
    public MemoryMonitor(Supplier<Heap> heap, double maxShare) {
        if (!(maxShare > 0 && maxShare < 1)) {
            throw new IllegalArgumentException("maxShare=" + maxShare + " must be above 0 and below 1, such as 0.9");
        }
        this.heap = heap;
        this.maxShare = maxShare;
    }

    /**
     * Returns a monitor of the memory pool in which this virtual machine keeps long-lived objects.
     *
     * @param maxShare the allowed occupancy, above 0 and below 1
     * @return the monitor; it never detects pressure if the virtual machine reports no memory usage
     * @throws IllegalArgumentException if {@code maxShare} is out of range
     */
    public static MemoryMonitor ofHeap(double maxShare) {
        return new MemoryMonitor(MemoryMonitor::afterCollection, maxShare);
    }

    /**
     * Returns whether the heap exceeded the allowed occupancy after the latest collection. Returns true at most once
     * for each collection, because the effect of an eviction is visible only after the next collection.
     *
     * @return whether to evict blocks
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
            // Pools for new objects support no usage threshold. The pool that supports a usage threshold holds the
            // long-lived objects.
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
