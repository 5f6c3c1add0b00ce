package dev.playhead.capture;

import dev.playhead.event.GridEvent;
import dev.playhead.internal.data.FieldMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk through plain data that finds what rules for sensitive data would cut out. For use by one thread, for one
 * event.
 */
final class FindingWalk {
    /**
     * The rules that decide which keys are hidden in paths. They recognize all kinds of values, not only those of
     * {@code rules}.
     */
    private static final ValueRules HIDDEN = new ValueRules(EnumSet.allOf(SensitiveValue.class));

    private final SensitiveData rules;
    /** The path to the current value. A step without a name is the position in a list. */
    private @Nullable String[] names = new String[8];

    private int[] positions = new int[8];
    private int depth;
    private List<SensitiveFinding> found = List.of();

    FindingWalk(SensitiveData rules) {
        this.rules = rules;
    }

    List<SensitiveFinding> found() {
        return found;
    }

    /** Examines the type, source, payload and metadata of an event. */
    void event(GridEvent event) {
        text("type", event.type());
        text("source", event.source());
        if (rules.isSensitiveType(event.type())) {
            enter("payload", 0);
            value(event.payload(), true);
            depth--;
        } else {
            part("payload", event.payload());
        }
        if (!event.metadata().isEmpty()) {
            part("metadata", event.metadata());
        }
    }

    private void text(String name, String text) {
        enter(name, 0);
        value(text, false);
        depth--;
    }

    /** Examines plain data. The paths begin with the given name. */
    void part(String name, @Nullable Object plain) {
        enter(name, 0);
        walk(plain);
        depth--;
    }

    private void walk(@Nullable Object plain) {
        if (plain instanceof FieldMap map) {
            int size = map.size();
            for (int i = 0; i < size; i++) {
                field(map.name(i), map.value(i));
            }
        } else if (plain instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                enter(null, i);
                walk(list.get(i));
                depth--;
            }
        } else if (plain instanceof Map<?, ?> map) {
            map.forEach((key, value) -> field(String.valueOf(key), value));
        } else {
            value(plain, false);
        }
    }

    private void field(String name, @Nullable Object value) {
        enter(name, 0);
        Set<SensitiveValue> inName = rules.valuesIn(name);
        if (!inName.isEmpty()) {
            add(inName);
        }
        if (rules.isSensitive(name)) {
            value(value, true);
        } else {
            walk(value);
        }
        depth--;
    }

    /**
     * Adds a value if it is sensitive by its form, or if {@code byName} is true. With {@code byName}, does not add a
     * value that is empty or already cut out.
     */
    private void value(@Nullable Object value, boolean byName) {
        if (byName && (isEmpty(value) || FieldRules.isCutOut(value) || ValueRules.CUT_OUT_TEXT.equals(value))) {
            return;
        }
        Set<SensitiveValue> kinds = rules.valuesIn(value);
        if (byName || !kinds.isEmpty()) {
            add(kinds);
        }
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof String text && text.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof List<?> list && list.isEmpty());
    }

    private void enter(@Nullable String name, int position) {
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            positions = Arrays.copyOf(positions, 2 * depth);
        }
        names[depth] = name;
        positions[depth++] = position;
    }

    private void add(Set<SensitiveValue> kinds) {
        if (found.isEmpty()) {
            found = new ArrayList<>();
        }
        found.add(new SensitiveFinding(path(true), path(false), kinds));
    }

    private String path(boolean withPositions) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            String name = names[i];
            path.append(i == 0 ? "" : ".");
            if (name == null) {
                path.append(withPositions ? Integer.toString(positions[i]) : "*");
            } else if (HIDDEN.isSensitive(name)) {
                path.append(SensitiveFinding.HIDDEN_KEY);
            } else {
                path.append(name.replace("\\", "\\\\").replace(".", "\\."));
            }
        }
        return path.toString();
    }
}
