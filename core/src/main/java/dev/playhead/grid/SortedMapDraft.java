package dev.playhead.grid;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/** A sorted map that is being changed: the previous map and the changes. */
final class SortedMapDraft<V> {
    /**
     * If there are more changes than the number of entries divided by this constant, rebuilding the map is faster than
     * changing each entry.
     */
    private static final int ANEW_FROM_ONE_IN = 8;

    private final PSortedMap<String, V> before;
    /** The changed values by key; null for a removed key. */
    private final Map<String, @Nullable V> changes = new HashMap<>();

    SortedMapDraft(PSortedMap<String, V> before) {
        this.before = before;
    }

    void put(String key, V value) {
        changes.put(key, value);
    }

    void remove(String key) {
        changes.put(key, null);
    }

    PSortedMap<String, V> made() {
        if (changes.size() > before.size() / ANEW_FROM_ONE_IN) {
            NavigableMap<String, V> all = new TreeMap<>(before);
            changes.forEach((key, value) -> {
                if (value == null) {
                    all.remove(key);
                } else {
                    all.put(key, value);
                }
            });
            return TreePMap.fromSortedMap(all);
        }
        PSortedMap<String, V> made = before;
        for (Map.Entry<String, @Nullable V> change : changes.entrySet()) {
            V value = change.getValue();
            made = value == null ? made.minus(change.getKey()) : made.plus(change.getKey(), value);
        }
        return made;
    }
}
