package dev.playhead.filter;

import dev.playhead.block.Block;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;

/**
 * The evaluation of a filter on one block, mainly on its columns and dictionaries. A condition with a predicate of the
 * application is not evaluated here; it counts as met.
 *
 * <p>Sets of positions are bit sets, in the format of {@link Block}.
 */
final class Positions {
    private Positions() {}

    /**
     * Returns the matching positions from {@code begin}, inclusive, to {@code end}, exclusive. If the filter is not
     * {@linkplain #isExact exact}, the result may also contain positions that do not match.
     */
    static long[] matching(Block block, EventFilter filter, int begin, int end) {
        long[] found = candidates(block, filter);
        clearOutside(found, begin, end);
        return found;
    }

    /**
     * Returns whether {@link #matching} returns only positions that match, because the filter has no predicate of the
     * application. Otherwise, the caller must test the event at each returned position.
     */
    static boolean isExact(EventFilter filter) {
        return !Conditions.hasPredicate(filter);
    }

    /**
     * Returns the positions that match or, if the filter has a predicate of the application, that may match. For an
     * {@code and} with a predicate, these are the positions that match all its parts without a predicate, so that the
     * predicate is evaluated for fewer events. May also contain positions after the last event of the block.
     */
    private static long[] candidates(Block block, EventFilter filter) {
        if (filter instanceof Conditions.And and) {
            long[] found = all(block);
            for (EventFilter part : and.parts()) {
                if (!Conditions.hasPredicate(part)) {
                    if (isEmpty(found)) {
                        return found;
                    }
                    and(found, candidates(block, part));
                }
            }
            return found;
        }
        if (Conditions.hasPredicate(filter)) {
            return all(block);
        }
        if (filter instanceof Conditions.Type type) {
            return block.typesMatching(type::testType);
        }
        if (filter instanceof Conditions.Types types) {
            return block.typesMatching(types.types()::contains);
        }
        if (filter instanceof Conditions.Source source) {
            return block.sourcesMatching(source::testSource);
        }
        if (filter instanceof Conditions.Time time) {
            return block.timeBetween(time.from(), time.to());
        }
        if (filter instanceof Conditions.Sequence sequence) {
            return block.sequenceBetween(sequence.from(), sequence.to());
        }
        if (filter instanceof Conditions.PayloadField field) {
            return block.fieldEquals(field.path().steps(), field.value());
        }
        if (filter instanceof Conditions.MetadataField field) {
            return block.metadataEquals(field.path().steps(), field.value());
        }
        if (filter instanceof Conditions.Payload payload) {
            return block.payloadContains(payload.partial());
        }
        if (filter instanceof Conditions.Or or) {
            long[] found = new long[words(block)];
            for (EventFilter part : or.parts()) {
                or(found, candidates(block, part));
            }
            return found;
        }
        if (filter instanceof Conditions.Not not) {
            long[] found = candidates(block, not.filter());
            for (int i = 0; i < found.length; i++) {
                found[i] = ~found[i];
            }
            return found;
        }
        return all(block);
    }

    private static int words(Block block) {
        return (block.size() + 63) >>> 6;
    }

    private static long[] all(Block block) {
        long[] found = new long[words(block)];
        Arrays.fill(found, -1L);
        return found;
    }

    private static void and(long[] into, long[] other) {
        for (int i = 0; i < into.length; i++) {
            into[i] &= other[i];
        }
    }

    private static void or(long[] into, long[] other) {
        for (int i = 0; i < into.length; i++) {
            into[i] |= other[i];
        }
    }

    static boolean isEmpty(long[] positions) {
        for (long word : positions) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    private static void clearOutside(long[] positions, int begin, int end) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] &= ~below(begin - (i << 6)) & below(end - (i << 6));
        }
    }

    /**
     * Returns a word in which all bits below the given bit are set. The bit may also be negative or beyond the last bit
     * of a word.
     */
    private static long below(int bit) {
        return bit <= 0 ? 0 : bit >= Long.SIZE ? -1L : (1L << bit) - 1;
    }

    /**
     * Returns the number of matching positions from {@code begin}, inclusive, to {@code end}, exclusive. The filter
     * must be exact.
     */
    static int count(Block block, EventFilter filter, int begin, int end) {
        if (begin == 0 && end == block.size()) {
            if (filter instanceof Conditions.Type type) {
                return count(block::countTypes, type::testType);
            }
            if (filter instanceof Conditions.Types types) {
                return count(block::countTypes, types.types()::contains);
            }
            if (filter instanceof Conditions.Source source) {
                return count(block::countSources, source::testSource);
            }
        }
        return count(matching(block, filter, begin, end));
    }

    private static int count(Consumer<ObjIntConsumer<String>> counts, Predicate<String> matches) {
        int[] count = {0};
        counts.accept((name, events) -> count[0] += matches.test(name) ? events : 0);
        return count[0];
    }

    private static int count(long[] positions) {
        int count = 0;
        for (long word : positions) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Returns the first position in the set at or after {@code from}, or -1 if there is none. */
    static int next(long[] positions, int from) {
        int i = from >>> 6;
        if (i >= positions.length) {
            return -1;
        }
        long word = positions[i] & (-1L << from);
        while (word == 0) {
            if (++i == positions.length) {
                return -1;
            }
            word = positions[i];
        }
        return (i << 6) + Long.numberOfTrailingZeros(word);
    }

    /** Returns the last position in the set at or before {@code from}, or -1 if there is none. */
    static int previous(long[] positions, int from) {
        if (from < 0) {
            return -1;
        }
        int i = from >>> 6;
        long word = positions[i] & (-1L >>> (63 - (from & 63)));
        while (word == 0) {
            if (--i < 0) {
                return -1;
            }
            word = positions[i];
        }
        return (i << 6) + 63 - Long.numberOfLeadingZeros(word);
    }
}
