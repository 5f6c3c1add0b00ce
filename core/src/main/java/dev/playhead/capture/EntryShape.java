package dev.playhead.capture;

import dev.playhead.event.PlainData;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of map entries outside a map. As in a map, a marker replaces the value of a sensitive key. */
final class EntryShape extends ClassShape {
    private static final String[] NAMES = {"key", "value"};

    private final FieldRules sensitive;

    EntryShape(FieldRules sensitive) {
        super(Verdict.COPY);
        this.sensitive = sensitive;
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.open(new EntryFrame((Map.Entry<?, ?>) value));
    }

    private final class EntryFrame extends Frame {
        private final Map.Entry<?, ?> entry;
        private final @Nullable Object[] parts = new Object[NAMES.length];
        private int next;

        EntryFrame(Map.Entry<?, ?> entry) {
            super(entry);
            this.entry = entry;
        }

        @Override
        void step(DataMapper mapper) {
            while (next < parts.length) {
                visitNext(mapper);
                if (!mapper.isTop(this)) {
                    return;
                }
            }
            mapper.finish(this, PlainData.ofPlain(NAMES, parts));
        }

        private void visitNext(DataMapper mapper) {
            if (next == 1 && sensitive.isSensitiveKey(parts[0])) {
                mapper.cutOut();
                return;
            }
            Object part;
            try {
                part = next == 0 ? entry.getKey() : entry.getValue();
            } catch (Throwable thrown) {
                mapper.threw(thrown);
                return;
            }
            mapper.visit(part);
        }

        @Override
        void accept(@Nullable Object data) {
            parts[next++] = data;
        }
    }
}
