package dev.playhead.internal.debugging;

import dev.playhead.timetravel.ProgressListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A search for a small part of a list that still has a property, such as the few events that cause a failure.
 *
 * <p>Implements the algorithm <em>ddmin</em> of Andreas Zeller and Ralf Hildebrandt, "Simplifying and Isolating
 * Failure-Inducing Input", IEEE Transactions on Software Engineering 28(2), 2002. The list is cut into chunks. A single
 * chunk that still has the property replaces the list. So does the list without one chunk, if it still has the
 * property. When no chunk can be left out, each chunk is cut in two.
 *
 * <p><b>Threading.</b> Everything runs on the calling thread.
 */
public final class DeltaDebugging {
    /*
     * Chunks are cut and dropped, but never joined. So each chunk is a range of the whole list. The items of a test are
     * a few ranges, and remembering them takes little memory.
     *
     * After a chunk was left out, the algorithm of the paper starts again with the first chunk. This implementation
     * continues with the next chunk and wraps around to the first chunk, because a chunk that was needed before is
     * rarely dispensable without its neighbor. The result has the same guarantee: the search ends only when no single
     * item of the remaining list can be left out.
     */
    private static final int MAX_REMEMBERED_BOUNDS = 1 << 22;

    private DeltaDebugging() {}

    /**
     * The result of a search.
     *
     * @param items the remaining items, in their order
     * @param isMinimal whether each remaining item was verified to be necessary for the property; false if the
     *     progress listener ended the search
     * @param tests the number of calls of the predicate
     * @param <T> the type of the items
     */
    public record Result<T>(List<T> items, boolean isMinimal, int tests) {
        /**
         * Creates a result.
         *
         * @param items the remaining items; copied
         * @param isMinimal whether none of the items can be left out
         * @param tests the number of calls of the predicate
         */
        public Result {
            items = List.copyOf(items);
        }
    }

    /**
     * Removes items from a list as long as the remaining items have a property.
     *
     * <p><b>Cost.</b> The number of calls of the predicate is at worst quadratic in the size of the list. If one item
     * alone has the property, the number is logarithmic. The predicate is never called twice for the same items, unless
     * more than about four million bounds of tested ranges would have to be remembered.
     *
     * @param items the items
     * @param stillFails tests whether some of the items, in their order, have the property. Its exceptions are passed
     *     on to the caller. If its results are not consistent, the remaining list may be larger than necessary
     * @param watch receives, before each test, the number of items left out and the number of all items. If it returns
     *     false, the smallest list found so far is the result
     * @param <T> the type of the items
     * @return the remaining items, which have the property. If the result {@linkplain Result#isMinimal is minimal},
     *     they lose the property when any single item is removed
     * @throws IllegalArgumentException if all items together do not have the property
     */
    public static <T> Result<T> minimize(
            List<? extends T> items, Predicate<? super List<T>> stillFails, ProgressListener watch) {
        return new Search<T>(items, stillFails, watch).run();
    }

    /** A range of items from {@code begin}, inclusive, to {@code end}, exclusive. */
    private record Chunk(int begin, int end) {
        int size() {
            return end - begin;
        }
    }

    /** An exception that ends the search because the watch returned false. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super(null, null, false, false);
        }
    }

    private static final class Search<T> {
        private final List<T> all;
        private final Predicate<? super List<T>> stillFails;
        private final ProgressListener watch;
        private final Set<List<Integer>> passed = new HashSet<>();
        private int remembered;
        private int tests;
        private List<Chunk> chunks;

        Search(List<? extends T> items, Predicate<? super List<T>> stillFails, ProgressListener watch) {
            this.all = List.copyOf(items);
            this.stillFails = stillFails;
            this.watch = watch;
            this.chunks = List.of(new Chunk(0, all.size()));
        }

        Result<T> run() {
            boolean minimal = true;
            try {
                if (!fails(chunks)) {
                    throw new IllegalArgumentException("stillFails is false for the list of all items=" + all.size()
                            + "; it must be true for that list, so that items can be removed");
                }
                if (all.isEmpty() || fails(List.of())) {
                    chunks = List.of();
                } else {
                    shrink();
                }
            } catch (Stopped e) {
                minimal = false;
            }
            return new Result<>(itemsOf(chunks), minimal, tests);
        }

        private void shrink() {
            chunks = halves(chunks);
            while (size(chunks) > 1) {
                if (!toChunk()) {
                    toComplements();
                    if (chunks.size() == size(chunks)) {
                        return;
                    }
                }
                chunks = halves(chunks);
            }
        }

        /** Replaces the list with a single chunk that has the property. Returns false if no chunk has the property. */
        private boolean toChunk() {
            for (Chunk chunk : chunks) {
                if (fails(List.of(chunk))) {
                    chunks = List.of(chunk);
                    return true;
                }
            }
            return false;
        }

        /**
         * Removes chunks until none can be left out. With only two chunks, there is nothing to test, because the
         * complement of each chunk is the other chunk, which has already been tested.
         */
        private void toComplements() {
            int needed = 0;
            int next = 0;
            while (needed < chunks.size() && chunks.size() > 2) {
                List<Chunk> others = new ArrayList<>(chunks);
                others.remove(next);
                if (fails(others)) {
                    chunks = others;
                    needed = 0;
                } else {
                    needed++;
                    next++;
                }
                next = next == chunks.size() ? 0 : next;
            }
        }

        private static List<Chunk> halves(List<Chunk> chunks) {
            List<Chunk> halves = new ArrayList<>();
            for (Chunk chunk : chunks) {
                if (chunk.size() < 2) {
                    halves.add(chunk);
                } else {
                    int middle = (chunk.begin + chunk.end) >>> 1;
                    halves.add(new Chunk(chunk.begin, middle));
                    halves.add(new Chunk(middle, chunk.end));
                }
            }
            return halves;
        }

        private boolean fails(List<Chunk> some) {
            List<Integer> bounds = bounds(some);
            if (passed.contains(bounds)) {
                return false;
            }
            if (!watch.goOn(all.size() - size(chunks), all.size())) {
                throw new Stopped();
            }
            tests++;
            if (stillFails.test(itemsOf(some))) {
                return true;
            }
            if (remembered + bounds.size() <= MAX_REMEMBERED_BOUNDS) {
                remembered += bounds.size();
                passed.add(bounds);
            }
            return false;
        }

        /**
         * Returns the bounds of the ranges of items. The same items have the same bounds, regardless of how they are
         * cut into chunks.
         */
        private static List<Integer> bounds(List<Chunk> some) {
            List<Integer> bounds = new ArrayList<>(2 * some.size());
            int end = -1;
            for (Chunk chunk : some) {
                if (chunk.begin != end) {
                    if (end >= 0) {
                        bounds.add(end);
                    }
                    bounds.add(chunk.begin);
                }
                end = chunk.end;
            }
            bounds.add(end);
            return bounds;
        }

        private static int size(List<Chunk> some) {
            int size = 0;
            for (Chunk chunk : some) {
                size += chunk.size();
            }
            return size;
        }

        private List<T> itemsOf(List<Chunk> some) {
            List<T> items = new ArrayList<>(size(some));
            some.forEach(chunk -> items.addAll(all.subList(chunk.begin, chunk.end)));
            return Collections.unmodifiableList(items);
        }
    }
}
