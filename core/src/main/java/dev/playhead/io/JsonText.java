package dev.playhead.io;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/** A parser of values in a file, such as cells of a table, that are texts in JSON. */
final class JsonText {
    /** The assumed depth of the parsed value in a payload. It limits how deeply the value itself may be nested. */
    private static final int DEPTH = 128;

    private JsonText() {}

    /** {@return the data of a text that is a list or an object in JSON; null if the value is no such text} */
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
