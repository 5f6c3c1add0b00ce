package dev.playhead.internal.debugging;

import dev.playhead.timetravel.ProgressListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds a small part of a list that still has a property, such as the few events that make a failure happen.
 *
 * <p>It is the algorithm <em>ddmin</em> of Andreas Zeller and Ralf Hildebrandt, "Simplifying and Isolating Failure-Inducing
 * Input", IEEE Transactions on Software Engineering 28(2), 2002: the list is cut into chunks; a chunk alone, or all but one
 * chunk, takes its place if that still has the property; when no chunk can be spared, each is cut in two.
 *
 * <p><b>Threading.</b> Everything runs on the calling thread.
 */
public final class DeltaDebugging {
    /*
     * Chunks are cut and dropped, and never joined. So each is a range of the whole list, and a part of it that is asked
     * about is a few ranges, which are little to remember.
     *
     * Where the paper begins anew with the first chunk after one was spared, this goes on with the next, and comes round to
     * the first: a chunk that could not be spared rarely can without its neighbour. The end is the same, since it is
     * reached when every single item in turn, from the list as it is then, cannot be spared.
     */
    private static final int MAX_REMEMBERED_BOUNDS = 1 << 22;

    private DeltaDebugging() {}

    /**
     * What was found.
     *
     * @param items the items that are left, in their order
     * @param isMinimal whether the property was seen to be gone without any single one of them; not so if a watch ended the
     *     search
     * @param tests how many times the predicate was asked
     * @param <T> the items
     */
    public record Result<T>(List<T> items, boolean isMinimal, int tests) {
        /**
         * Makes a result.
         *
         * @param items the items that are left; copied
         * @param isMinimal whether none of them can be spared
         * @param tests how many times the predicate was asked
         */
        public Result {
            items = List.copyOf(items);
        }
    }

    /**
     * Leaves out items as long as the rest has a property.
     *
     * <p><b>Cost.</b> The predicate is asked a number of times that is logarithmic in the size of the list at best, and
     * quadratic at worst; never twice about the same items, as far as four million places can be remembered.
     *
     * @param items the items
     * @param stillFails whether some of the items, in their order, have the property; what it throws reaches the caller. If it
     *     does not always answer the same, the result may be larger than need be
     * @param watch told before each test how many items are left out, of how many; when it says not to go on, the smallest
     *     list found so far is the result
     * @param <T> the items
     * @return a part that has the property, and would not have it without any single one of its items
     * @throws IllegalArgumentException if all items together do not have the property
     */
    public static <T> Result<T> minimize(
            List<? extends T> items, Predicate<? super List<T>> stillFails, ProgressListener watch) {
        return new Search<T>(items, stillFails, watch).run();
    }

    /** From one item to before another. */
    private record Chunk(int begin, int end) {
        int size() {
            return end - begin;
        }
    }

    /** Thrown when the watch says not to go on. */
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
                    throw new IllegalArgumentException("stillFails is false for all of the items=" + all.size()
                            + ", so nothing can be left out; it has to be true for them");
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

        /** Goes on with a single chunk, if one will do. */
        private boolean toChunk() {
            for (Chunk chunk : chunks) {
                if (fails(List.of(chunk))) {
                    chunks = List.of(chunk);
                    return true;
                }
            }
            return false;
        }

        /** Leaves out chunks until none can be spared. Of two, each is what the other leaves, and has been tried. */
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

        /** Where the items begin and end; the same for the same items, however they are cut. */
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
