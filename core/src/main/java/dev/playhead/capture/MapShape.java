package dev.playhead.capture;

import dev.playhead.capture.KnownFields.FieldNames;
import dev.playhead.event.PlainData;
import dev.playhead.internal.data.DataMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shape of maps of any kind, except maps of plain data. */
final class MapShape extends ClassShape {
    private final FieldRules sensitive;
    private final KnownFields known = new KnownFields();

    MapShape(Verdict verdict, FieldRules sensitive) {
        super(verdict);
        this.sensitive = sensitive;
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(new EntriesFrame((Map<?, ?>) value, sensitive));
    }

    @Override
    @Nullable
    Object flat(Object payload, ClassShapes shapes, Runnable onCut) {
        // The methods of other map classes may have side effects, so such maps are traversed only once.
        if (payload.getClass() != HashMap.class && payload.getClass() != LinkedHashMap.class) {
            return NOT_FLAT;
        }
        Map<?, ?> map = (Map<?, ?>) payload;
        int size = map.size();
        if (size == 0 || size > KnownFields.MOST) {
            return NOT_FLAT;
        }
        @Nullable Object[] values = new Object[size];
        FieldNames names = known.of(map, size, values);
        if (names == null) {
            names = newNames(map, size, values);
        }
        return names != null && flatten(names, values, shapes, onCut) ? new DataMap(names.names(), values) : NOT_FLAT;
    }

    /**
     * Copies the names and values of a map, and returns the names. Returns null if another thread changes the map, or
     * if a key is not a short string.
     */
    private @Nullable FieldNames newNames(Map<?, ?> map, int size, @Nullable Object[] values) {
        String[] keys = new String[size];
        int next = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (next == size
                    || !(entry.getKey() instanceof String key)
                    || key.length() > MAX_FLAT_CHARS
                    || isAmong(key, keys, next)) {
                return null;
            }
            keys[next] = key;
            values[next++] = entry.getValue();
        }
        if (next < size) {
            return null;
        }
        boolean[] cut = new boolean[size];
        for (int i = 0; i < size; i++) {
            cut[i] = sensitive.isSensitive(keys[i]);
        }
        FieldNames names = new FieldNames(keys, cut);
        known.add(names);
        return names;
    }

    /**
     * Replaces values with their plain data, and cuts out sensitive values. Returns whether all other values are
     * scalars that a flat object may have.
     */
    private static boolean flatten(FieldNames names, @Nullable Object[] values, ClassShapes shapes, Runnable onCut) {
        int cut = 0;
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (names.isCut(i) && !FieldRules.isCutOut(value)) {
                values[i] = FieldRules.CUT_OUT;
                cut++;
                continue;
            }
            Object data = flatPart(value, shapes);
            if (data == NOT_FLAT) {
                return false;
            }
            if (data != value) {
                values[i] = data;
            }
        }
        for (; cut > 0; cut--) {
            onCut.run();
        }
        return true;
    }

    private static boolean isAmong(String key, String[] keys, int size) {
        int hash = key.hashCode();
        for (int i = 0; i < size; i++) {
            if (keys[i].hashCode() == hash && keys[i].equals(key)) {
                return true;
            }
        }
        return false;
    }

    @Override
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        int left = budget;
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            if (sensitive.mayCutOut(entry.getKey())) {
                return MAY_CHANGE;
            }
            left = walkPart(entry.getKey(), shapes, left);
            if (left != MAY_CHANGE) {
                left = walkPart(entry.getValue(), shapes, left);
            }
            if (left == MAY_CHANGE) {
                return left;
            }
        }
        return left;
    }

    private static final class EntriesFrame extends Frame {
        /** The number of keys up to which keys are compared one by one. */
        private static final int LINEAR_UP_TO = 8;

        /** The maximum initial capacity. A map that reports a larger size is not trusted. */
        private static final int MAX_EXPECTED = 64;

        private final Map<?, ?> map;
        private final FieldRules sensitive;
        private String[] keys;
        private @Nullable Object[] values;
        private int size;
        /** The keys as a set; created when there are more than {@value #LINEAR_UP_TO} keys. */
        private @Nullable Set<String> known;
        /** The number of repetitions of each key text; created when two keys first have the same text. */
        private @Nullable Map<String, Integer> namesakes;

        private @Nullable Iterator<? extends Map.Entry<?, ?>> entries;
        private String key = "";

        EntriesFrame(Map<?, ?> map, FieldRules sensitive) {
            super(map);
            this.map = map;
            this.sensitive = sensitive;
            int expected = Math.max(0, Math.min(map.size(), MAX_EXPECTED));
            this.keys = new String[expected];
            this.values = new Object[expected];
        }

        @Override
        void step(DataMapper mapper) {
            Iterator<? extends Map.Entry<?, ?>> iterator = entries;
            if (iterator == null) {
                iterator = map.entrySet().iterator();
                entries = iterator;
            }
            while (iterator.hasNext()) {
                Map.Entry<?, ?> entry = iterator.next();
                String text = mapper.key(entry.getKey(), this);
                if (text == null) {
                    return;
                }
                key = isKnown(text) ? distinct(text) : text;
                Object value = entry.getValue();
                if (sensitive.isSensitive(text) && !FieldRules.isCutOut(value)) {
                    mapper.cutOut();
                } else {
                    mapper.visit(value);
                }
                if (!mapper.isTop(this)) {
                    return;
                }
            }
            boolean exact = size == keys.length;
            mapper.finish(
                    this,
                    PlainData.ofPlain(
                            exact ? keys : Arrays.copyOf(keys, size), exact ? values : Arrays.copyOf(values, size)));
        }

        private boolean isKnown(String text) {
            if (size > LINEAR_UP_TO) {
                return knownKeys().contains(text);
            }
            for (int i = 0; i < size; i++) {
                if (keys[i].equals(text)) {
                    return true;
                }
            }
            return false;
        }

        private Set<String> knownKeys() {
            Set<String> made = known;
            if (made == null) {
                made = new HashSet<>(Arrays.asList(keys).subList(0, size));
                known = made;
            }
            return made;
        }

        /**
         * Returns a distinct text for a key that has the same text as an earlier key of the map. For example, the
         * number 1 and the text "1" are two keys, and neither may be lost.
         */
        private String distinct(String text) {
            Map<String, Integer> counts = namesakes;
            if (counts == null) {
                counts = new HashMap<>();
                namesakes = counts;
            }
            String distinct;
            do {
                distinct = text + "#" + (counts.merge(text, 1, Integer::sum) + 1);
            } while (isKnown(distinct));
            return distinct;
        }

        @Override
        void accept(@Nullable Object value) {
            if (size == keys.length) {
                int capacity = Math.max(8, size * 2);
                keys = Arrays.copyOf(keys, capacity);
                values = Arrays.copyOf(values, capacity);
            }
            if (known != null) {
                known.add(key);
            }
            keys[size] = key;
            values[size++] = value;
        }
    }
}
