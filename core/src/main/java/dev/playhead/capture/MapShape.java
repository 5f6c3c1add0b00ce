package dev.playhead.capture;

import dev.playhead.event.PlainData;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps of any kind. */
final class MapShape extends ClassShape {
    private final FieldRules sensitive;

    MapShape(Verdict verdict, FieldRules sensitive) {
        super(verdict);
        this.sensitive = sensitive;
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(new EntriesFrame((Map<?, ?>) value, sensitive));
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
        private final Map<?, ?> map;
        private final FieldRules sensitive;
        private final Map<String, @Nullable Object> data = new LinkedHashMap<>();
        /** How often a text was the text of a key; made when two keys first have the same. */
        private @Nullable Map<String, Integer> namesakes;

        private @Nullable Iterator<? extends Map.Entry<?, ?>> entries;
        private String key = "";

        EntriesFrame(Map<?, ?> map, FieldRules sensitive) {
            super(map);
            this.map = map;
            this.sensitive = sensitive;
        }

        @Override
        void step(DataMapper mapper) {
            Iterator<? extends Map.Entry<?, ?>> iterator = entries;
            if (iterator == null) {
                iterator = map.entrySet().iterator();
                entries = iterator;
            }
            if (!iterator.hasNext()) {
                mapper.finish(this, PlainData.ofPlain(data));
                return;
            }
            Map.Entry<?, ?> entry = iterator.next();
            String text = mapper.key(entry.getKey(), this);
            if (text == null) {
                return;
            }
            key = data.containsKey(text) ? distinct(text) : text;
            Object value = entry.getValue();
            if (sensitive.isSensitive(text) && !FieldRules.isCutOut(value)) {
                mapper.cutOut();
            } else {
                mapper.visit(value);
            }
        }

        /** The number 1 and the text "1" are two keys; neither may be lost. */
        private String distinct(String text) {
            Map<String, Integer> counts = namesakes;
            if (counts == null) {
                counts = new HashMap<>();
                namesakes = counts;
            }
            String distinct;
            do {
                distinct = text + "#" + (counts.merge(text, 1, Integer::sum) + 1);
            } while (data.containsKey(distinct));
            return distinct;
        }

        @Override
        void accept(@Nullable Object value) {
            data.put(key, value);
        }
    }
}
