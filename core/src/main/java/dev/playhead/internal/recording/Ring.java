package dev.playhead.internal.recording;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue of slots with access by index. Grows as needed. */
final class Ring {
    private static final int SLOT_BYTES = 56;

    private @Nullable Slot[] slots = new Slot[8];
    private int head;
    private int size;
    /**
     * The number of the first slot. It grows when {@link #removeFirst} or {@link #remove} removes a slot, so that the
     * slots after that slot keep their numbers.
     */
    private long removed;

    int size() {
        return size;
    }

    /**
     * Returns the number of bytes that the queue and its slots take, without the blocks that the slots hold. The bytes
     * of an empty queue are not counted.
     */
    long heldBytes() {
        return isEmpty() ? 0 : 32 + 16 + 4L * slots.length + (long) SLOT_BYTES * size;
    }

    /** Returns the number of the first slot. Each following slot has the next number. */
    long firstNumber() {
        return removed;
    }

    /** Sets the number of the first slot of an empty queue. */
    void firstNumber(long number) {
        removed = number;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Slot get(int index) {
        return Objects.requireNonNull(slots[head + Objects.checkIndex(index, size) & slots.length - 1]);
    }

    Slot last() {
        return get(size - 1);
    }

    /**
     * Returns the index of the last slot that begins at or before the given sequence; 0 if there is no such slot.
     * Because most slots have about the same number of events, the search alternates between interpolation and
     * bisection.
     *
     * @param last the index of the last slot that has events
     */
    int floor(long sequence, int last) {
        int low = 0;
        int high = last;
        boolean guess = true;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (guess) {
                long first = get(low).sequence(0);
                double share =
                        (double) (sequence - first) / Math.max(1, get(high).sequence(0) - first);
                middle = low + (int) (Math.max(0, Math.min(share, 1)) * (high - low));
            }
            if (get(middle).sequence(0) > sequence) {
                high = middle - 1;
            } else if (middle == high || get(middle + 1).sequence(0) > sequence) {
                return middle;
            } else {
                low = middle + 1;
            }
            guess = !guess;
        }
        return Math.max(0, low);
    }

    void addLast(Slot slot) {
        if (size == slots.length) {
            @Nullable Slot[] larger = new Slot[size * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = get(i);
            }
            slots = larger;
            head = 0;
        }
        slots[head + size & slots.length - 1] = slot;
        size++;
    }

    /** Inserts a slot at the given index, which may be the end of the queue. */
    void add(int index, Slot slot) {
        addLast(slot);
        for (int i = size - 1; i > index; i--) {
            slots[head + i & slots.length - 1] = get(i - 1);
        }
        slots[head + index & slots.length - 1] = slot;
    }

    Slot removeFirst() {
        Slot first = get(0);
        slots[head] = null;
        head = head + 1 & slots.length - 1;
        size--;
        removed++;
        return first;
    }

    void removeLast() {
        slots[head + size - 1 & slots.length - 1] = null;
        size--;
    }

    /** Removes the given slot, which may be at any index. */
    void remove(Slot slot) {
        int at = 0;
        while (get(at) != slot) {
            at++;
        }
        for (int i = at; i > 0; i--) {
            slots[head + i & slots.length - 1] = get(i - 1);
        }
        removeFirst();
    }
}
