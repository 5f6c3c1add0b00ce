package dev.playhead.devtools.api;

import dev.playhead.event.Numbers;
import dev.playhead.event.RecordedEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search for a text in the type, the source and the payload of events, ignoring case. Of the payload, it searches the
 * keys, the strings, and the text of each other value.
 *
 * @param text the text
 */
record TextSearch(String text) {
    /** {@return whether the text is anywhere in an event} */
    boolean test(RecordedEvent event) {
        return isIn(event.type()) || isIn(event.source()) || isInData(event.payload());
    }

    private boolean isInData(@Nullable Object data) {
        if (data instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (isIn(String.valueOf(entry.getKey())) || isInData(entry.getValue())) {
                    return true;
                }
            }
            return false;
        }
        if (data instanceof List<?> list) {
            for (Object element : list) {
                if (isInData(element)) {
                    return true;
                }
            }
            return false;
        }
        return isIn(data instanceof Double real ? Numbers.text(real) : String.valueOf(data));
    }

    private boolean isIn(String found) {
        int last = found.length() - text.length();
        for (int i = 0; i <= last; i++) {
            if (found.regionMatches(true, i, text, 0, text.length())) {
                return true;
            }
        }
        return false;
    }
}
