package dev.playhead.io;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/** Text of a file that is JSON itself. */
final class JsonText {
    /** The depth at which a value is read, because it becomes a part of a payload. */
    private static final int DEPTH = 128;

    private JsonText() {}

    /** {@return the list or object that a text is in JSON; null if it is no such text} */
    static @Nullable Object parse(@Nullable Object value) {
        if (!(value instanceof String text) || text.isEmpty() || "{[".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        try (JsonParser json = EventReader.factory(Integer.MAX_VALUE).createParser(ObjectReadContext.empty(), text)) {
            Object unusedStart = json.nextToken();
            Object data = JsonData.read(json, EventExtent.OF_A_LINE, new Remarks(), DEPTH);
            return json.nextToken() == null ? data : null;
        } catch (JacksonException | IllegalArgumentException e) {
            return null; // the text remains as it is
        }
    }
}
