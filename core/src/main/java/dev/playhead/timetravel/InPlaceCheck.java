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
 * Checks at some of the events whether a projection changes the states that it receives. Such a projection would
 * silently produce wrong states, because earlier states are kept and shared.
 *
 * <p>For small states, the first events are all checked, and later events are checked with decreasing frequency. Large
 * states are checked less often, so that checks take a limited part of the folding time, which decreases with the
 * number of events. A state with a codec is compared by its bytes. Other states are compared by their hash code, which
 * for collections and records is the hash code of their content. States of a projection that implements {@link
 * ImmutableStates} are not checked.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class InPlaceCheck {
    /** Thrown if a state was changed in place. */
    static final class ChangedException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        ChangedException() {
            super("applying the event changed the state before it");
        }
    }

    /** The number of events after which the distance between checks grows by one. */
    private static final int GROWTH = 32;
    /** The number of bytes or parts that can be compared in the time to apply one event. */
    private static final int UNITS_PER_EVENT = 8;

    /** The maximum number of projections whose checks a thread remembers. */
    private static final int MAX_REMEMBERED = 16;

    private static final long NEVER = -1;

    private final WeakReference<Projection<?>> projection;
    private long seen;
    private long next;

    private InPlaceCheck(Projection<?> projection) {
        this.projection = new WeakReference<>(projection);
        this.next = projection instanceof ImmutableStates ? NEVER : 0;
    }

    /** The checks of the projections that a thread most recently began to apply. */
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

    /** Counts an event. Returns whether the state should be checked before and after this event. */
    boolean isDue() {
        return seen++ == next;
    }

    /**
     * Returns the content of a state in a form that can be compared; null if it is unknown. Schedules the next check.
     */
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
            // The content is then unknown. The exception of a codec is reported elsewhere, when the encoded state is
            // needed.
            content = null;
            units = 0;
        }
        next = seen + Math.max(seen / GROWTH, units / UNITS_PER_EVENT);
        return content;
    }

    private static long size(@Nullable Object state) {
        return state instanceof Collection<?> all ? all.size() : state instanceof Map<?, ?> map ? map.size() : 0;
    }

    /** Returns whether the content of a state has changed. Unknown content does not count as changed. */
    static boolean differ(@Nullable Object before, @Nullable Object after) {
        return before != null && after != null && !Arrays.deepEquals(new Object[] {before}, new Object[] {after});
    }
}
