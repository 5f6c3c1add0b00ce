package dev.playhead.capture;

import dev.playhead.event.PlainData;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the lists and maps of {@link PlainData}. Such a list or map is kept unchanged, unless one of its parts
 * must be replaced: a sensitive part, a number that is not in canonical form, or a part that exceeds a limit, for
 * example because the list or map is nested in another object.
 */
final class PlainShape extends ClassShape {
    private final FieldRules sensitive;

    /** Creates the shape. Without rules about fields, a payload of plain data needs no change, so it is not checked. */
    PlainShape(FieldRules sensitive) {
        super(sensitive.isAny() ? Verdict.WALK : Verdict.ALWAYS);
        this.sensitive = sensitive;
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(new PlainFrame(value));
    }

    @Override
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        int left = budget;
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size() && left != MAY_CHANGE; i++) {
                left = walkPart(list.get(i), shapes, left);
            }
            return left;
        }
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            if (sensitive.mayCutOut(entry.getKey()) && !FieldRules.isCutOut(entry.getValue())) {
                return MAY_CHANGE;
            }
            left = walkPart(entry.getValue(), shapes, left);
            if (left == MAY_CHANGE) {
                return left;
            }
        }
        return left;
    }

    private final class PlainFrame extends Frame {
        private final Iterator<?> parts;
        private final String @Nullable [] keys;
        private final @Nullable Object[] values;
        private @Nullable Object part;
        private int next;
        private boolean changed;

        PlainFrame(Object source) {
            super(source);
            if (source instanceof Map<?, ?> map) {
                keys = new String[map.size()];
                values = new Object[map.size()];
                parts = map.entrySet().iterator();
            } else {
                List<?> list = (List<?>) source;
                keys = null;
                values = new Object[list.size()];
                parts = list.iterator();
            }
        }

        @Override
        void step(DataMapper mapper) {
            if (next == values.length) {
                mapper.finish(this, changed ? changed() : source);
                return;
            }
            part = parts.next();
            if (keys != null) {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) part;
                String key = mapper.key(entry.getKey(), this);
                if (key == null) {
                    return;
                }
                keys[next] = key;
                part = entry.getValue();
                if (sensitive.isSensitive(key) && !FieldRules.isCutOut(part)) {
                    mapper.cutOut();
                    return;
                }
            }
            mapper.visit(part);
        }

        private Object changed() {
            return keys == null ? PlainData.ofPlain(Arrays.asList(values)) : PlainData.ofPlain(keys, values);
        }

        @Override
        void accept(@Nullable Object data) {
            // If a number was not in canonical form, its plain data may be another object. This counts as a change.
            changed |= data != part;
            values[next++] = data;
        }
    }
}
