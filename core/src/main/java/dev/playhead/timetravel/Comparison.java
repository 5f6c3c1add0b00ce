package dev.playhead.timetravel;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.internal.platform.RecordReader;
import dev.playhead.timetravel.StateDifference.Inspectable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A comparison of two values that collects their differences. An instance is used for one comparison. */
final class Comparison {
    /**
     * The maximum depth of a comparison. Plain data is never deeper. The parts of cyclic objects are compared up to
     * this depth; deeper parts are compared as a whole.
     */
    private static final int MAX_DEPTH = 2 * PlainData.MAX_DEPTH;

    private static final int PARTS_A_CALL = 1_024;

    private static final Optional<RecordReader> RECORDS = ServiceLoader.load(
                    RecordReader.class, RecordReader.class.getClassLoader())
            .findFirst();

    private final List<StateDifference> found = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final ProgressListener watch;
    private long compared;

    Comparison(ProgressListener watch) {
        this.watch = watch;
    }

    List<StateDifference> of(@Nullable Object before, @Nullable Object after) {
        compare(before, after);
        return Collections.unmodifiableList(found);
    }

    private void compare(@Nullable Object before, @Nullable Object after) {
        if (before == after) {
            return;
        }
        if (before == PayloadPath.NOTHING || after == PayloadPath.NOTHING || path.size() == MAX_DEPTH) {
            add(before, after);
            return;
        }
        Map<?, ?> left = parts(before, after);
        Map<?, ?> right = left == null ? null : parts(after, before);
        if (left != null && right != null) {
            compareEntries(left, right);
        } else if (before instanceof List<?> one && after instanceof List<?> other) {
            compareItems(one, other);
        } else if (!isEqual(before, after)) {
            add(before, after);
        }
    }

    /**
     * Returns the parts of a value, by name, if the value is compared with another value part by part; null otherwise.
     */
    private static @Nullable Map<?, ?> parts(@Nullable Object value, @Nullable Object other) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        if (value == null || other == null || value.getClass() != other.getClass()) {
            return null;
        }
        if (value instanceof Inspectable inspectable) {
            return inspectable.toData();
        }
        return value instanceof Record one
                ? RECORDS.map(reader -> (Map<?, ?>) reader.read(one)).orElse(null)
                : null;
    }

    private void compareEntries(Map<?, ?> before, Map<?, ?> after) {
        before.forEach((key, value) -> step(key, value, get(after, key)));
        after.forEach((key, value) -> {
            if (!before.containsKey(key)) {
                step(key, PayloadPath.NOTHING, value);
            }
        });
    }

    private static @Nullable Object get(Map<?, ?> map, @Nullable Object key) {
        Object value = map.get(key);
        return value == null && !map.containsKey(key) ? PayloadPath.NOTHING : value;
    }

    private void compareItems(List<?> before, List<?> after) {
        List<?> left = before instanceof RandomAccess ? before : new ArrayList<>(before);
        List<?> right = after instanceof RandomAccess ? after : new ArrayList<>(after);
        int shorter = Math.min(left.size(), right.size());
        int begin = 0;
        while (begin < shorter && isEqual(left.get(begin), right.get(begin))) {
            begin++;
        }
        int end = 0;
        while (end < shorter - begin && isEqual(left.get(left.size() - 1 - end), right.get(right.size() - 1 - end))) {
            end++;
        }
        int leftEnd = left.size() - end;
        int rightEnd = right.size() - end;
        for (int i = begin; i < Math.max(leftEnd, rightEnd); i++) {
            Object one = i < leftEnd ? left.get(i) : PayloadPath.NOTHING;
            step(i, one, i < rightEnd ? right.get(i) : PayloadPath.NOTHING);
        }
    }

    private void step(@Nullable Object key, @Nullable Object before, @Nullable Object after) {
        if (++compared % PARTS_A_CALL == 0) {
            Watching.report(watch, compared, compared);
        }
        path.addLast(String.valueOf(key));
        compare(before, after);
        path.removeLast();
    }

    private static boolean isEqual(@Nullable Object before, @Nullable Object after) {
        if (before instanceof Number && after instanceof Number) {
            Object left = PlainData.scalar(before);
            Object right = PlainData.scalar(after);
            boolean known = left != null && right != null;
            return known ? PlainData.equal(left, right) : before.equals(after);
        }
        boolean plain = PlainData.isPlain(before) && PlainData.isPlain(after);
        return plain ? PlainData.equal(before, after) : Objects.equals(before, after);
    }

    private void add(@Nullable Object before, @Nullable Object after) {
        if (!isEqual(before, after)) {
            found.add(new StateDifference(new ArrayList<>(path), before, after));
        }
    }
}
