package dev.playhead.capture;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a class: how the value of its instances is taken, and how they become plain data.
 *
 * <p>Shapes are cached on the classes themselves ({@link ClassShapes}), so they must not refer to the capture that made
 * them: it could never be collected.
 */
abstract class ClassShape {
    /** {@link #walk} says so when an object may change, or is too large to be sure. */
    static final int MAY_CHANGE = -1;

    private final Verdict verdict;

    ClassShape(Verdict verdict) {
        this.verdict = verdict;
    }

    final Verdict verdict() {
        return verdict;
    }

    /**
     * Hands an instance to the mapper: as a scalar, as a frame whose parts come next, or as a marker. Called once for each
     * value; calls exactly one of these methods, as its last act.
     *
     * @throws Throwable what the application's code throws
     */
    abstract void map(Object value, DataMapper mapper) throws Throwable;

    /**
     * Whether an instance can never change; for classes that are not COPY. Runs no code of the application's and allocates at
     * most an iterator.
     *
     * @param budget how many more values may be looked at
     * @return the budget that is left, or {@link #MAY_CHANGE}
     * @throws Throwable never, but the handles of accessors are declared to
     */
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        return MAY_CHANGE;
    }

    /** {@link #walk} for a part of an object. */
    static int walkPart(@Nullable Object part, ClassShapes shapes, int budget) throws Throwable {
        if (budget <= 0) {
            return MAY_CHANGE;
        }
        if (part == null || isCommonScalar(part.getClass())) {
            return budget - 1;
        }
        ClassShape shape = shapes.of(part.getClass());
        return shape.verdict == Verdict.COPY ? MAY_CHANGE : shape.walk(part, shapes, budget - 1);
    }

    /** The classes that most parts are of, told without asking the cache. */
    private static boolean isCommonScalar(Class<?> type) {
        return type == String.class
                || type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Boolean.class;
    }
}
