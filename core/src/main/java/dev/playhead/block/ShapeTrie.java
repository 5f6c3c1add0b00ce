package dev.playhead.block;

import dev.playhead.internal.data.FieldMap;
import dev.playhead.internal.data.PackedLayout;
import dev.playhead.internal.data.PackedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A trie that finds the shapes of the events of one block. The payload and metadata of an event define a path from the
 * root, with one step for each map, list and leaf. Events of the same shape end at the same state.
 */
final class ShapeTrie {
    private static final int MAX_KEYS = 64;
    private static final int MAX_ELEMENTS = 16;
    /**
     * The maximum number of steps from one state. If there are more, the keys are probably data themselves, such as
     * ids.
     */
    private static final int MAX_STEPS = 64;

    private static final int MAX_STATES = 1 << 16;

    /** A point on a path: the last step, and the state before it. */
    static final class State {
        private final @Nullable State before;
        private final @Nullable String key;
        private final int token;
        private State[] steps = NO_STEPS;
        private int stepCount;
        private int events;
        /** The shortcut for the map that was last walked from this state. */
        private @Nullable Shortcut shortcut;
        /** The use of the shape that ends at this state. {@link Grouping} sets it. */
        @Nullable
        ShapeUse use;

        private static final State[] NO_STEPS = new State[0];

        private State(@Nullable State before, @Nullable String key, int token) {
            this.before = before;
            this.key = key;
            this.token = token;
        }

        int events() {
            return events;
        }

        void countEvent() {
            events++;
        }

        void uncountEvent() {
            events--;
        }

        private @Nullable State step(@Nullable String nextKey, int nextToken) {
            for (int i = 0; i < stepCount; i++) {
                State step = steps[i];
                if (step.token == nextToken && Objects.equals(step.key, nextKey)) {
                    return step;
                }
            }
            return null;
        }
    }

    /**
     * A known structure of a map, and the state at which the walk over this structure ends. All values of the map are
     * scalars or maps of scalars; other maps have no shortcut.
     */
    private static final class Shortcut {
        private final Object names;
        /** The names of the nested maps, by position; null if there are none. */
        private final @Nullable Object @Nullable [] innerNames;

        private final State end;

        private Shortcut(Object names, @Nullable Object @Nullable [] innerNames, State end) {
            this.names = names;
            this.innerNames = innerNames;
            this.end = end;
        }

        static @Nullable Shortcut of(FieldMap map, int levels, @Nullable State end) {
            @Nullable Object[] inner = null;
            for (int i = 0; i < map.size(); i++) {
                Object value = map.value(i);
                if (isScalar(value)) {
                    continue;
                }
                if (levels == 0
                        || !(value instanceof FieldMap fields)
                        || fields.size() > MAX_KEYS
                        || !hasScalarsOnly(fields)) {
                    return null;
                }
                inner = inner == null ? new Object[map.size()] : inner;
                inner[i] = fields.names();
            }
            return end == null ? null : new Shortcut(map.names(), inner, end);
        }

        private static boolean hasScalarsOnly(FieldMap map) {
            for (int i = 0; i < map.size(); i++) {
                if (!isScalar(map.value(i))) {
                    return false;
                }
            }
            return true;
        }

        /**
         * Returns whether this shortcut is for maps with the names of the given map. A shortcut with nested maps
         * requires that levels are left, because nested maps are leaves otherwise.
         */
        boolean isFor(FieldMap map, int levels) {
            return names == map.names() && (innerNames == null || levels > 0);
        }

        @Nullable
        Object names(int position) {
            return innerNames == null ? null : innerNames[position];
        }
    }

    private final State root = new State(null, null, -1);
    private final Leaves leaves;
    private int states;
    private int leavesOfEvent;
    private @Nullable State current;

    ShapeTrie(Leaves leaves) {
        this.leaves = leaves;
    }

    /**
     * Walks the structure of an event down to the given number of levels, and adds the leaves of the event.
     *
     * @return the state at which the walk ended; null, with no leaves added, if the event is too irregular
     */
    @Nullable
    State walk(@Nullable Object payload, Map<String, ?> metadata, int levels) {
        int before = leaves.size();
        current = root;
        leavesOfEvent = 0;
        boolean walked = follow(null, payload, levels) && follow(null, metadata, levels);
        if (!walked) {
            leaves.truncate(before);
            return null;
        }
        return current;
    }

    private boolean follow(@Nullable String key, @Nullable Object value, int levels) {
        int token = token(value, levels);
        if (token == Shape.LEAF) {
            leaves.add(value);
            leavesOfEvent++;
        }
        if (leavesOfEvent > Shape.MAX_LEAVES || !step(key, token)) {
            return false;
        }
        return token == Shape.LEAF
                || (value instanceof FieldMap map && followFields(map, levels - 1))
                || (value instanceof List<?> list && followList(list, levels - 1))
                || (value instanceof Map<?, ?> other && followMap(other, levels - 1));
    }

    private static int token(@Nullable Object value, int levels) {
        if (levels == 0 || isScalar(value)) {
            return Shape.LEAF;
        }
        if (value instanceof FieldMap fields && fields.size() <= MAX_KEYS) {
            return fields.size() << 2 | Shape.MAP;
        }
        if (value instanceof Map<?, ?> map && map.size() <= MAX_KEYS) {
            return map.size() << 2 | Shape.MAP;
        }
        if (value instanceof List<?> list && list.size() <= MAX_ELEMENTS) {
            return list.size() << 2 | Shape.LIST;
        }
        return Shape.LEAF;
    }

    /**
     * Walks a map. If the map has the structure of the map that was last walked from the current state, takes the
     * shortcut; otherwise steps from name to name. Returns false if the event is too irregular.
     */
    private boolean followFields(FieldMap map, int levels) {
        State from = current;
        if (from == null) {
            return false;
        }
        int before = leaves.size();
        Shortcut known = from.shortcut;
        if (known != null && known.isFor(map, levels) && addLeaves(map, known)) {
            current = known.end;
            leavesOfEvent += leaves.size() - before;
            return leavesOfEvent <= Shape.MAX_LEAVES;
        }
        leaves.truncate(before);
        if (!followNames(map, levels)) {
            return false;
        }
        from.shortcut = Shortcut.of(map, levels, current);
        return true;
    }

    /**
     * Adds the leaves of a map until it deviates from the structure of the shortcut. Returns whether the entire map has
     * this structure.
     */
    private boolean addLeaves(FieldMap map, Shortcut known) {
        PackedMap packed = map instanceof PackedMap numbers ? numbers : null;
        for (int i = 0; i < map.size(); i++) {
            if (packed != null && addNumber(packed, i)) {
                continue;
            }
            Object value = map.value(i);
            Object names = known.names(i);
            if (names == null) {
                if (!isScalar(value)) {
                    return false;
                }
                leaves.add(value);
            } else if (!(value instanceof FieldMap inner) || inner.names() != names || !addScalars(inner)) {
                return false;
            }
        }
        return true;
    }

    private boolean addNumber(PackedMap map, int position) {
        PackedLayout layout = map.names();
        if (!layout.isNumber(position)) {
            return false;
        }
        boolean isWhole = layout.kind(position) == PackedLayout.LONG;
        leaves.addNumber(isWhole ? ValueColumn.LONG : ValueColumn.SCALED, map.number(layout.slot(position)));
        return true;
    }

    private boolean addScalars(FieldMap map) {
        for (int i = 0; i < map.size(); i++) {
            Object value = map.value(i);
            if (!isScalar(value)) {
                return false;
            }
            leaves.add(value);
        }
        return true;
    }

    private boolean followNames(FieldMap map, int levels) {
        for (int i = 0; i < map.size(); i++) {
            if (!follow(map.name(i), map.value(i), levels)) {
                return false;
            }
        }
        return true;
    }

    private boolean followMap(Map<?, ?> map, int levels) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!follow((String) entry.getKey(), entry.getValue(), levels)) {
                return false;
            }
        }
        return true;
    }

    private boolean followList(List<?> list, int levels) {
        for (int i = 0; i < list.size(); i++) {
            if (!follow(null, list.get(i), levels)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether a value is of a common scalar class. Callers test this first, because comparing classes is fast,
     * whereas testing whether a string is a map requires a search of the interfaces of its class.
     */
    private static boolean isScalar(@Nullable Object value) {
        return value == null
                || value.getClass() == String.class
                || value.getClass() == Long.class
                || value.getClass() == Double.class
                || value.getClass() == Boolean.class;
    }

    private boolean step(@Nullable String key, int token) {
        State from = current;
        State to = from == null ? null : from.step(key, token);
        if (to == null && from != null && from.stepCount < MAX_STEPS && states < MAX_STATES) {
            states++;
            to = new State(from, key, token);
            if (from.stepCount == from.steps.length) {
                from.steps = Arrays.copyOf(from.steps, Math.max(2, from.stepCount * 2));
            }
            from.steps[from.stepCount++] = to;
        }
        current = to;
        return to != null;
    }

    /** Adds the keys of a shape to the names of the block. */
    static void addKeys(State end, StringPool names) {
        for (State state = end; state != null; state = state.before) {
            if (state.key != null) {
                names.index(names.add(state.key));
            }
        }
    }

    static int leaves(State end) {
        int count = 0;
        for (State state = end; state != null; state = state.before) {
            count += state.token == Shape.LEAF ? 1 : 0;
        }
        return count;
    }

    /** Writes a shape, starting at the root. */
    static void write(ByteSink sink, State end, StringPool names) {
        State before = end.before;
        if (before == null) {
            return;
        }
        write(sink, before, names);
        if (end.key != null) {
            sink.varint(names.id(names.entryOf(end.key)));
        }
        sink.varint(end.token);
    }
}
