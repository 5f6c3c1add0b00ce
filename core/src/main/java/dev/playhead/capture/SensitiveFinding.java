package dev.playhead.capture;

import java.util.Set;

/**
 * The location of a value or a key that rules for sensitive data would cut out. A finding contains neither the value
 * nor a part of the value.
 *
 * <p>A location is a path in dotted form, as in conditions on payloads, preceded by the part of the event: {@code
 * payload.cards.0.number}, {@code metadata.authorization}, {@code type} or {@code source}. A key that is a sensitive
 * value itself, of whatever kind, appears as {@value #HIDDEN_KEY}.
 *
 * @param path the location
 * @param field the location without positions in lists, such as {@code payload.cards.*.number}, which is the same for
 *     all elements of a list
 * @param kinds the kinds of values that were recognized; empty if only the name of the field or the type of the event
 *     is sensitive
 */
public record SensitiveFinding(String path, String field, Set<SensitiveValue> kinds) {
    /** The text for a key that is a sensitive value itself. */
    public static final String HIDDEN_KEY = "***";

    /**
     * Copies the kinds.
     *
     * @param path the location
     * @param field the location without positions in lists
     * @param kinds the kinds of values that were recognized
     */
    public SensitiveFinding {
        kinds = Set.copyOf(kinds);
    }

    /** {@return whether the value is sensitive only by the name of its field or the type of its event} */
    public boolean isByName() {
        return kinds.isEmpty();
    }
}
