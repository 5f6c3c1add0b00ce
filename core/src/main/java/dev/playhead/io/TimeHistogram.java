package dev.playhead.io;

import java.time.Instant;

/**
 * The numbers of events in equal parts of time. If a time is outside of all parts, each part becomes twice as long, as
 * often as needed. So the range need not be known in advance, and the memory is constant.
 */
final class TimeHistogram {
    static final int PARTS = 512;

    private final long[] counts = new long[PARTS];
    private double fromMillis;
    private double partMillis = 1;
    private boolean begun;

    void add(Instant time) {
        double millis = time.getEpochSecond() * 1e3 + time.getNano() / 1e6;
        if (!begun) {
            begun = true;
            fromMillis = Math.floor(millis);
        }
        while (millis < fromMillis) {
            merge(PARTS / 2);
        }
        while (millis >= fromMillis + partMillis * PARTS) {
            merge(0);
        }
        counts[Math.min(PARTS - 1, (int) ((millis - fromMillis) / partMillis))]++;
    }

    /**
     * Merges each pair of parts to one part, which is twice as long. The merged parts become the half of the array that
     * begins at the given index; the other half is empty.
     */
    private void merge(int half) {
        long[] pairs = new long[PARTS / 2];
        for (int i = 0; i < PARTS; i++) {
            pairs[i / 2] += counts[i];
            counts[i] = 0;
        }
        System.arraycopy(pairs, 0, counts, half, pairs.length);
        fromMillis -= half == 0 ? 0 : partMillis * PARTS;
        partMillis *= 2;
    }

    /** Returns the beginning of the first part in milliseconds since 1970. */
    double fromMillis() {
        return fromMillis;
    }

    double partMillis() {
        return partMillis;
    }

    long[] counts() {
        return counts.clone();
    }
}
