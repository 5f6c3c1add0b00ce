package dev.playhead.timetravel;

import dev.playhead.internal.folding.ImmutableStates;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A look, at some events, whether a projection changes the states that it is given. One that does gets wrong states without a
 * word, since the states before are kept, and shared.
 *
 * <p>Every one of the first events is looked at, and later ones ever more rarely; large states more rarely than small ones, so
 * that looking takes a small part of the time. A state with a codec is compared by its bytes, others by their hash, which for
 * collections and records is that of their content. Those of {@link ImmutableStates} are not looked at.
 *
 * <p><b>Threading.</b> For one thread.
 */
final class InPlaceCheck {
    /** A state was changed in place. */
    static final class ChangedException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        ChangedException() {
            super("the state before the event is another one after it");
        }
    }

    /** After how many events the distance between looks grows by one. */
    private static final int GROWTH = 32;
    /** How many bytes or parts are compared at the cost of one event. */
    private static final int UNITS_PER_EVENT = 8;

    /** How many projections a thread remembers. */
    private static final int MAX_REMEMBERED = 16;

    private static final long NEVER = -1;

    private final WeakReference<Projection<?>> projection;
    private long seen;
    private long next;

    private InPlaceCheck(Projection<?> projection) {
        this.projection = new WeakReference<>(projection);
        this.next = projection instanceof ImmutableStates ? NEVER : 0;
    }

    /** What a thread remembers of the projections that it applied lately. */
    static final class Memory {
        private final List<InPlaceCheck> checks = new ArrayList<>();

        InPlaceCheck of(Projection<?> projection) {
            for (Iterator<InPlaceCheck> all = checks.iterator(); all.hasNext(); ) {
                InPlaceCheck check = all.next();
                Projection<?> its = check.projection.get();
                if (its == projection) {
                    return check;
                }
                if (its == null) {
                    all.remove();
                }
            }
            if (checks.size() == MAX_REMEMBERED) {
                checks.remove(0);
            }
            InPlaceCheck check = new InPlaceCheck(projection);
            checks.add(check);
            return check;
        }
    }

    /** Counts an event; whether the state is to be looked at before it and after. */
    boolean isDue() {
        return seen++ == next;
    }

    /** What a state holds, as far as that is known; null if it is not. Decides when to look again. */
    <S> @Nullable Object contentOf(Projection<S> its, S state) {
        Object content;
        long units;
        try {
            StateCodec<S> codec = its.codec().orElse(null);
            if (codec != null) {
                byte[] bytes = codec.encode(state);
                content = bytes;
                units = bytes.length;
            } else {
                content = Arrays.deepHashCode(new Object[] {state});
                units = size(state);
            }
        } catch (RuntimeException | StackOverflowError unknown) {
            // Nothing is known of the state then. A codec that throws is reported where its bytes are needed.
            content = null;
            units = 0;
        }
        next = seen + Math.max(seen / GROWTH, units / UNITS_PER_EVENT);
        return content;
    }

    private static long size(@Nullable Object state) {
        return state instanceof Collection<?> all ? all.size() : state instanceof Map<?, ?> map ? map.size() : 0;
    }

    /** Whether a state holds something else than before. */
    static boolean differ(@Nullable Object before, @Nullable Object after) {
        return before != null && after != null && !Arrays.deepEquals(new Object[] {before}, new Object[] {after});
    }
}
